import { Select, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import { useMe } from '@/api/session';
import type { RefusedCaller } from '@/api/types';
import { Caller, readable } from '@/ui/Caller';
import { DataTable } from '@/ui/DataTable';
import { useListState } from '@/ui/listState';
import { PeriodPicker } from '@/ui/PeriodPicker';
import { dateTime } from '@/ui/time';

/** The log of callers whom the lists refused; a row opens the call. */
export function Refused() {
  const { t } = useTranslation();
  const { tenant } = useMe();
  const navigate = useNavigate();
  const list = useListState('-at');
  const { filters } = list.state;
  const zone = tenant.timezone;
  const choice = (name: string, label: string, options: { value: string; label: string }[]) => (
    <Select
      allowClear
      placeholder={label}
      style={{ width: 160 }}
      value={filters[name]}
      options={options}
      onChange={(value: string | undefined) => list.change({ [name]: value })}
    />
  );
  return (
    <DataTable<RefusedCaller>
      path="/caller-lists/refused"
      rowKey="call_id"
      list={list}
      search={t('caller_list.search_refused')}
      exportable
      testid="refused"
      onRow={(row) => void navigate(`/calls?_open=${row.call_id}`)}
      filters={
        <>
          <PeriodPicker list={list} />
          {choice(
            'why',
            t('caller_list.refused_why'),
            ['blacklist', 'white_list_only'].map((why) => ({
              value: why,
              label: t(`refused_why.${why}`),
            })),
          )}
          {choice('action', t('caller_list.action'), [
            { value: 'hang_up', label: t('caller_list.hang_up') },
            { value: 'flow', label: t('caller_list.sent_to_flow') },
          ])}
        </>
      }
      columns={[
        {
          title: t('call.arrived_at'),
          sortBy: 'at',
          render: (_, row) => <span className="num nowrap">{dateTime(row.at, zone)}</span>,
        },
        {
          title: t('call.from'),
          sortBy: 'from_number',
          render: (_, row) => <Caller number={row.from_number} />,
        },
        { title: t('call.dialled'), sortBy: 'dialled', render: (_, row) => readable(row.dialled) },
        { title: t('call.line'), sortBy: 'line', dataIndex: 'line' },
        {
          title: t('caller_list.refused_why'),
          sortBy: 'why',
          render: (_, row) => <Tag color="volcano">{t(`refused_why.${row.why}`)}</Tag>,
        },
        {
          title: t('caller_list.one'),
          sortBy: 'pattern',
          render: (_, row) => <span className="num nowrap">{row.pattern || '—'}</span>,
        },
        { title: t('caller_list.reason'), sortBy: 'reason', dataIndex: 'reason', ellipsis: true },
        {
          title: t('caller_list.action'),
          sortBy: 'action',
          render: (_, row) =>
            row.action === 'flow'
              ? t('caller_list.to_flow', { name: row.flow_name ?? '—' })
              : t('caller_list.hang_up'),
        },
      ]}
    />
  );
}
