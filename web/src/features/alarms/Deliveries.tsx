import { Select, Tag } from 'antd';
import { useTranslation } from 'react-i18next';

import { useMe } from '@/api/session';
import type { AlarmDelivery } from '@/api/types';
import { DataTable } from '@/ui/DataTable';
import { useListState } from '@/ui/listState';
import { dateTime } from '@/ui/time';

const COLOUR = { waiting: 'blue', sent: 'green', failed: 'red' };

/** Mails and requests: what went out, what waits, what failed and why. */
export function Deliveries() {
  const { t } = useTranslation();
  const zone = useMe().tenant.timezone;
  const list = useListState('-created_at');
  const { filters } = list.state;
  const time = (at: number | null) => <span className="num nowrap">{dateTime(at, zone)}</span>;
  return (
    <DataTable<AlarmDelivery>
      path="/alarms/deliveries"
      list={list}
      search={t('alarm.search_sent')}
      testid="alarm-deliveries"
      filters={
        <>
          <Select
            allowClear
            placeholder={t('alarm.channel')}
            style={{ width: 130 }}
            value={filters.channel}
            options={['email', 'webhook'].map((name) => ({
              value: name,
              label: t(`alarm_channel.${name}`),
            }))}
            onChange={(value: string | undefined) => list.change({ channel: value })}
          />
          <Select
            allowClear
            placeholder={t('common.status')}
            style={{ width: 130 }}
            value={filters.state}
            options={['waiting', 'sent', 'failed'].map((name) => ({
              value: name,
              label: t(`alarm_sent.${name}`),
            }))}
            onChange={(value: string | undefined) => list.change({ state: value })}
          />
        </>
      }
      columns={[
        {
          title: t('alarm.queued_at'),
          sortBy: 'created_at',
          render: (_, row) => time(row.created_at),
        },
        { title: t('alarm.rule'), sortBy: 'rule_name', dataIndex: 'rule_name' },
        { title: t('alarm.about'), render: (_, row) => t(`alarm_about.${row.about}`) },
        {
          title: t('alarm.channel'),
          sortBy: 'channel',
          render: (_, row) => t(`alarm_channel.${row.channel}`),
        },
        { title: t('alarm.target'), sortBy: 'target', dataIndex: 'target', ellipsis: true },
        {
          title: t('common.status'),
          sortBy: 'state',
          render: (_, row) => <Tag color={COLOUR[row.state]}>{t(`alarm_sent.${row.state}`)}</Tag>,
        },
        { title: t('alarm.tries'), sortBy: 'tries', align: 'right', dataIndex: 'tries' },
        { title: t('alarm.done_at'), sortBy: 'done_at', render: (_, row) => time(row.done_at) },
        { title: t('alarm.next_at'), render: (_, row) => time(row.next_at) },
        { title: t('alarm.error'), dataIndex: 'error' },
      ]}
    />
  );
}
