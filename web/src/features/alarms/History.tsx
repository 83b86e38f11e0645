import { DatePicker, Select, Tag } from 'antd';
import { useTranslation } from 'react-i18next';

import { useMe } from '@/api/session';
import type { Alarm } from '@/api/types';
import type { Severity } from '@/live/board';
import { DataTable } from '@/ui/DataTable';
import { useListState } from '@/ui/listState';
import { dateTime, duration, fromPicker, toPicker } from '@/ui/time';

import { amount, figureName, SEVERITIES } from './figures';
import { COLOUR } from './order';

/** Everything that was raised. */
export function History() {
  const { t } = useTranslation();
  const zone = useMe().tenant.timezone;
  const list = useListState('-raised_at');
  const { filters } = list.state;
  const time = (at: number | null) => <span className="num nowrap">{dateTime(at, zone)}</span>;
  return (
    <DataTable<Alarm>
      path="/alarms"
      list={list}
      exportable
      search={t('alarm.search')}
      testid="alarm-history"
      filters={
        <>
          <DatePicker.RangePicker
            showTime={{ format: 'HH:mm' }}
            format="YYYY-MM-DD HH:mm"
            style={{ width: 320 }}
            value={
              filters.from && filters.to
                ? [toPicker(Number(filters.from), zone), toPicker(Number(filters.to), zone)]
                : null
            }
            onChange={(range) => {
              const [from, to] = range ?? [];
              list.change({
                from: from ? fromPicker(from, zone) : null,
                to: to ? fromPicker(to, zone) : null,
              });
            }}
          />
          <Select
            allowClear
            placeholder={t('alarm.severity')}
            style={{ width: 120 }}
            value={filters.severity}
            options={SEVERITIES.map((name) => ({
              value: name,
              label: t(`alarm_severity.${name}`),
            }))}
            onChange={(value: string | undefined) => list.change({ severity: value })}
          />
          <Select
            allowClear
            placeholder={t('common.status')}
            style={{ width: 120 }}
            value={filters.state}
            options={['open', 'cleared'].map((name) => ({
              value: name,
              label: t(`alarm_state.${name}`),
            }))}
            onChange={(value: string | undefined) => list.change({ state: value })}
          />
        </>
      }
      columns={[
        {
          title: t('alarm.raised_at'),
          sortBy: 'raised_at',
          render: (_, row) => time(row.raised_at),
        },
        {
          title: t('alarm.severity'),
          sortBy: 'severity',
          render: (_, row) => (
            <Tag color={COLOUR[row.severity as Severity]}>
              {t(`alarm_severity.${row.severity}`)}
            </Tag>
          ),
        },
        { title: t('alarm.rule'), sortBy: 'name', dataIndex: 'name' },
        {
          title: t('alarm.subject'),
          sortBy: 'subject_name',
          render: (_, row) => row.subject_name || t('alarm.everything'),
        },
        {
          title: t('alarm.figure'),
          sortBy: 'figure',
          render: (_, row) => figureName(row.figure, t),
        },
        {
          title: t('alarm.value'),
          sortBy: 'value',
          align: 'right',
          render: (_, row) => (
            <span className="num nowrap">{amount(row.figure, row.value, t) || '—'}</span>
          ),
        },
        {
          title: t('alarm.lasted'),
          align: 'right',
          render: (_, row) =>
            row.cleared_at === null ? (
              <Tag color="red">{t('alarm_state.open')}</Tag>
            ) : (
              <span className="num nowrap">{duration(row.cleared_at - row.raised_at)}</span>
            ),
        },
        {
          title: t('alarm.cleared_at'),
          sortBy: 'cleared_at',
          render: (_, row) => time(row.cleared_at),
        },
        {
          title: t('alarm.acknowledged_by'),
          sortBy: 'acknowledged_by',
          dataIndex: 'acknowledged_by',
        },
        { title: t('alarm.note'), sortBy: 'note', dataIndex: 'note', ellipsis: true },
      ]}
    />
  );
}
