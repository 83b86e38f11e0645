import { SelectOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Empty, Modal, Table } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { api } from '@/api/client';
import { useMay } from '@/api/session';
import type { ToPickUp } from '@/api/types';
import { Hint } from '@/features/shortcuts/Hint';
import { Caller } from '@/ui/Caller';
import { Elapsed } from '@/ui/Elapsed';

import { WORK } from './path';
import { usePhoneNews } from './phoneNews';
import { useStation } from './station';

const LOOKS_EVERY_MS = 2_000;

/** Opens the list of calls that ring at colleagues or wait in the own queues. */
export function PickUpButton() {
  const { t } = useTranslation();
  const may = useMay();
  const { agent } = useStation();
  const [open, setOpen] = useState(false);
  usePhoneNews();
  if (!may('calls.pick_up')) return null;
  const ready = agent?.state === 'ready';
  return (
    <>
      <Hint action="pick_up" label={t(ready ? 'pick_up.title' : 'pick_up.first_ready')}>
        <Button
          icon={<SelectOutlined />}
          disabled={!ready}
          aria-label={t('pick_up.title')}
          data-testid="pick-up-open"
          onClick={() => setOpen(true)}
        />
      </Hint>
      {open && ready && <PickUpList onClose={() => setOpen(false)} />}
    </>
  );
}

function PickUpList({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const station = useStation();
  const [taking, setTaking] = useState('');
  const calls = useQuery({
    queryKey: [`${WORK}/pick_up`],
    queryFn: ({ signal }) => api.get<ToPickUp[]>(`${WORK}/pick_up`, {}, signal),
    refetchInterval: LOOKS_EVERY_MS,
    staleTime: 0,
  });
  const take = async (callId: string) => {
    setTaking(callId);
    const taken = await station.pickUp(callId);
    setTaking('');
    if (taken) onClose();
    else void calls.refetch();
  };
  return (
    <Modal open title={t('pick_up.title')} footer={null} width={720} onCancel={onClose}>
      <Table<ToPickUp>
        rowKey="call_id"
        size="middle"
        pagination={false}
        loading={calls.isLoading}
        dataSource={calls.data ?? []}
        scroll={{ x: 'max-content', y: 420 }}
        data-testid="pick-up-list"
        locale={{
          emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('pick_up.none')} />,
        }}
        columns={[
          {
            title: t('call.from'),
            render: (_, row) => (
              <>
                <Caller number={row.number} /> {row.customer_name}
              </>
            ),
          },
          { title: t('board.queue'), dataIndex: 'queue_name' },
          {
            title: t('pick_up.rings_at'),
            render: (_, row) => row.rings_at.join(', ') || t('pick_up.waits'),
          },
          {
            title: t('work.waited'),
            align: 'right',
            render: (_, row) => <Elapsed since={row.queued_at} />,
          },
          {
            key: 'take',
            align: 'right',
            render: (_, row) => (
              <Button
                type="primary"
                size="small"
                loading={taking === row.call_id}
                disabled={taking !== ''}
                data-testid="pick-up"
                onClick={() => void take(row.call_id)}
              >
                {t('pick_up.do')}
              </Button>
            ),
          },
        ]}
      />
    </Modal>
  );
}
