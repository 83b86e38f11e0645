import { useQuery } from '@tanstack/react-query';
import { Drawer, Table, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { api } from '@/api/client';
import { useMe } from '@/api/session';
import type { MessageReceipts, SentMessage } from '@/api/types';
import { DataTable } from '@/ui/DataTable';
import { useListState } from '@/ui/listState';
import { dateTime } from '@/ui/time';

import { SafeText } from './SafeText';

/** What I sent, and who has read it. */
export function Sent() {
  const { t } = useTranslation();
  const zone = useMe().tenant.timezone;
  const list = useListState('-sent_at');
  const [open, setOpen] = useState<SentMessage | null>(null);
  return (
    <>
      <DataTable<SentMessage>
        path="/messages/sent"
        list={list}
        search={t('message.search')}
        onRow={setOpen}
        testid="messages-sent"
        columns={[
          {
            title: t('message.sent_at'),
            sortBy: 'sent_at',
            render: (_, row) => <span className="num nowrap">{dateTime(row.sent_at, zone)}</span>,
          },
          {
            title: t('message.to'),
            render: (_, row) =>
              row.audience.names.length > 0
                ? row.audience.names.join(t('message.and'))
                : t(`message_to.${row.audience.to}`),
          },
          {
            title: t('message.text'),
            ellipsis: true,
            render: (_, row) => (
              <>
                {row.urgent && <Tag color="red">{t('message.urgent')}</Tag>}
                {row.text}
              </>
            ),
          },
          {
            title: t('message.have_read'),
            align: 'right',
            render: (_, row) => (
              <span className="num" data-testid="read-count">
                {row.read} / {row.audience.count}
              </span>
            ),
          },
          {
            title: t('message.have_confirmed'),
            align: 'right',
            render: (_, row) => (row.urgent ? <span className="num">{row.confirmed}</span> : '—'),
          },
        ]}
      />
      {open && (
        <Drawer open size={520} title={t('message.receipts')} onClose={() => setOpen(null)}>
          <SafeText text={open.text} />
          <ReadBy path={`/messages/${open.id}/receipts`} />
        </Drawer>
      )}
    </>
  );
}

/** Who has read it, and when; who has not comes first. */
export function ReadBy({ path }: { path: string }) {
  const { t } = useTranslation();
  const zone = useMe().tenant.timezone;
  const query = useQuery({
    queryKey: [path],
    queryFn: ({ signal }) => api.get<MessageReceipts>(path, {}, signal),
  });
  const time = (at: number | null | undefined) =>
    at ? <span className="num nowrap">{dateTime(at, zone)}</span> : '—';
  return (
    <Table
      size="small"
      rowKey="user_id"
      loading={query.isLoading}
      dataSource={query.data?.items ?? []}
      pagination={{ pageSize: 50, hideOnSinglePage: true }}
      data-testid="read-by"
      columns={[
        {
          title: t('message.person'),
          dataIndex: 'name',
          sorter: (a, b) => a.name.localeCompare(b.name),
        },
        {
          title: t('message.read_at'),
          sorter: (a, b) => (a.read_at ?? 0) - (b.read_at ?? 0),
          render: (_, row) => time(row.read_at),
        },
        { title: t('message.confirmed_at'), render: (_, row) => time(row.confirmed_at) },
      ]}
    />
  );
}
