import { Modal, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useMe } from '@/api/session';
import type { ReceivedMessage } from '@/api/types';
import { DataTable } from '@/ui/DataTable';
import { useListState } from '@/ui/listState';
import { dateTime } from '@/ui/time';

import { Message } from './Message';

/** All that came to me. */
export function Received() {
  const { t } = useTranslation();
  const zone = useMe().tenant.timezone;
  const list = useListState('-sent_at');
  const [open, setOpen] = useState<ReceivedMessage | null>(null);
  const time = (at: number | null) => <span className="num nowrap">{dateTime(at, zone)}</span>;
  return (
    <>
      <DataTable<ReceivedMessage>
        path="/messages/received"
        list={list}
        search={t('message.search')}
        onRow={setOpen}
        columns={[
          { title: t('message.sent_at'), sortBy: 'sent_at', render: (_, row) => time(row.sent_at) },
          {
            title: t('message.sender'),
            sortBy: 'sender_name',
            render: (_, row) => row.sender_name || t('message.system'),
          },
          {
            title: t('message.text'),
            ellipsis: true,
            render: (_, row) => (
              <>
                {row.about && <Tag color="red">{t(`message.${row.about}`)}</Tag>}
                {row.urgent && <Tag color="red">{t('message.urgent')}</Tag>}
                {row.text}
              </>
            ),
          },
          { title: t('message.read_at'), sortBy: 'read_at', render: (_, row) => time(row.read_at) },
          { title: t('message.confirmed_at'), render: (_, row) => time(row.confirmed_at) },
        ]}
      />
      {open && (
        <Modal open footer={null} onCancel={() => setOpen(null)}>
          <Message message={open} />
        </Modal>
      )}
    </>
  );
}
