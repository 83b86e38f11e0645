import { Card, Empty, Segmented, Table, Tag } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import { useList } from '@/api/resource';
import { useMe } from '@/api/session';
import type { Call } from '@/api/types';
import { Direction } from '@/features/calls/Direction';
import { Caller } from '@/ui/Caller';
import { reachable } from '@/ui/moves';
import { dateTime, duration } from '@/ui/time';

import { DialNumber } from './DialPad';
import { useStation } from './station';

type Which = 'handled' | 'missed';

/** The agent's own last calls: those taken, and those that rang in vain. */
export function RecentCalls() {
  const { t } = useTranslation();
  const me = useMe();
  const navigate = useNavigate();
  const client = useQueryClient();
  const { agent } = useStation();
  const [which, setWhich] = useState<Which>('handled');
  const calls = useList<Call>('/calls', {
    [which === 'missed' ? 'missed_by' : 'agent_id']: me.user.id,
    size: 10,
    sort: '-arrived_at',
  });
  const since = agent?.since;
  useEffect(() => {
    // The list is projected a moment after the facts it is made of.
    const timer = setTimeout(() => void client.invalidateQueries({ queryKey: ['/calls'] }), 800);
    return () => clearTimeout(timer);
  }, [client, since]);
  return (
    <Card
      title={t('work.recent')}
      styles={{ body: { padding: 0 } }}
      extra={
        <Segmented<Which>
          size="small"
          value={which}
          onChange={setWhich}
          options={[
            { value: 'handled', label: t('work.recent_handled') },
            { value: 'missed', label: t('work.recent_missed') },
          ]}
        />
      }
    >
      <Table<Call>
        rowKey="id"
        size="middle"
        pagination={false}
        loading={calls.isLoading}
        dataSource={calls.data?.items ?? []}
        scroll={{ x: 'max-content' }}
        onRow={(row) => reachable(() => void navigate(`/calls?_open=${row.id}`))}
        locale={{
          emptyText: (
            <Empty
              image={Empty.PRESENTED_IMAGE_SIMPLE}
              description={t(which === 'missed' ? 'work.missed_empty' : 'work.recent_empty')}
            />
          ),
        }}
        columns={[
          {
            title: t('call.arrived_at'),
            render: (_, row) => (
              <span className="num">{dateTime(row.arrived_at, me.tenant.timezone)}</span>
            ),
          },
          {
            title: t('call.number'),
            render: (_, row) => (
              <span className="nowrap">
                <Direction direction={row.direction} /> <Caller number={row.customer_number} />
                <DialNumber number={row.customer_number} />
              </span>
            ),
          },
          {
            title: t('call.customer'),
            render: (_, row) => row.customer_name || row.from_name || '—',
          },
          {
            title: t('call.outcome'),
            render: (_, row) => (row.outcome ? t(`outcome.${row.outcome}`) : t('outcome.running')),
          },
          { title: t('call.queue'), dataIndex: 'queue_name' },
          {
            title: t('call.talk'),
            align: 'right',
            render: (_, row) => <span className="num">{duration(row.talk_ms)}</span>,
          },
          {
            title: t('call.disposition'),
            render: (_, row) => row.disposition_name ?? <Tag>{t('call.no_disposition')}</Tag>,
          },
        ]}
      />
    </Card>
  );
}
