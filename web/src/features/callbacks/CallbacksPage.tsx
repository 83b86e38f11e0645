import { Select, Tag, Typography } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import { useMay, useMe } from '@/api/session';
import type { Callback } from '@/api/types';
import { ActionsButton } from '@/features/floor/ActionsButton';
import { useLive } from '@/live/context';
import { Caller, readable } from '@/ui/Caller';
import { DataTable } from '@/ui/DataTable';
import { useListState } from '@/ui/listState';
import { PageHead } from '@/ui/PageHead';
import { PeriodPicker } from '@/ui/PeriodPicker';
import { dateTime, duration } from '@/ui/time';

import { useCallbackActions } from './useCallbackActions';

const OPEN = ['planned', 'waiting', 'postponed', 'calling'];
const STATES = [
  'open',
  ...OPEN,
  'reached',
  'called_again',
  'cancelled',
  'not_reached',
  'unallocated',
  'expired',
  'blacklisted',
  'queue_gone',
  'contacted',
  'claimed',
  'switched_off',
];
const REASONS = ['asked', 'abandoned'];
const COLOURS: Record<string, string> = {
  planned: 'blue',
  waiting: 'blue',
  postponed: 'gold',
  calling: 'green',
  reached: 'green',
  contacted: 'green',
  not_reached: 'volcano',
  unallocated: 'volcano',
  expired: 'volcano',
};

/** Customers who are, or were, to be called back. A row opens the call in which it was asked for. */
export function CallbacksPage() {
  const { t } = useTranslation();
  const { tenant } = useMe();
  const may = useMay();
  const navigate = useNavigate();
  const client = useQueryClient();
  const list = useListState('-requested_at');
  const queues = useLive((state) => state.names.queues);
  const { filters } = list.state;
  const zone = tenant.timezone;
  const actionsFor = useCallbackActions(() => void client.invalidateQueries());
  const choice = (name: string, label: string, options: { value: string; label: string }[]) => (
    <Select
      allowClear
      placeholder={label}
      style={{ width: 160 }}
      value={filters[name]}
      options={options}
      data-testid={`filter-${name}`}
      onChange={(value: string | undefined) => list.change({ [name]: value })}
    />
  );
  const time = (at: number | null) => (at === null ? '—' : dateTime(at, zone));
  return (
    <div className="page">
      <PageHead title={t('nav.callbacks')} />
      <DataTable<Callback>
        path="/callbacks"
        rowKey="id"
        list={list}
        search={t('callback.search')}
        exportable={may('callbacks.export')}
        testid="callbacks"
        onRow={(row) => {
          const call = row.by_call_id ?? row.call_id;
          if (call && may('calls.read')) void navigate(`/calls?_open=${call}`);
        }}
        filters={
          <>
            <PeriodPicker list={list} />
            {choice(
              'state',
              t('callback.state'),
              STATES.map((value) => ({ value, label: t(`callback_state.${value}`) })),
            )}
            {choice(
              'reason',
              t('callback.reason'),
              REASONS.map((value) => ({ value, label: t(`callback_reason.${value}`) })),
            )}
            {choice(
              'queue_id',
              t('board.queue'),
              Object.entries(queues).map(([value, { name }]) => ({ value, label: name })),
            )}
          </>
        }
        columns={[
          {
            title: t('callback.requested_at'),
            sortBy: 'requested_at',
            render: (_, row) => <span className="num nowrap">{time(row.requested_at)}</span>,
          },
          {
            title: t('callback.number'),
            sortBy: 'number',
            render: (_, row) => (
              <>
                <Caller number={row.number} /> {row.customer_name}
              </>
            ),
          },
          { title: t('board.queue'), sortBy: 'queue_name', dataIndex: 'queue_name' },
          {
            title: t('callback.reason'),
            sortBy: 'reason',
            render: (_, row) => t(`callback_reason.${row.reason}`),
          },
          {
            title: t('callback.state'),
            sortBy: 'state',
            render: (_, row) => (
              <>
                <Tag color={COLOURS[row.state]} style={{ marginInlineEnd: 8 }}>
                  {t(`callback_state.${row.state}`)}
                </Tag>
                {row.why && (
                  <Typography.Text type="secondary">{t(`callback_why.${row.why}`)}</Typography.Text>
                )}
              </>
            ),
          },
          {
            title: t('callback.due_at'),
            sortBy: 'due_at',
            render: (_, row) => <span className="num nowrap">{time(row.due_at)}</span>,
          },
          { title: t('callback.tries'), sortBy: 'tries', align: 'right', dataIndex: 'tries' },
          {
            title: t('work.waited'),
            sortBy: 'waited_ms',
            align: 'right',
            render: (_, row) => (row.waited_ms === null ? '—' : duration(row.waited_ms)),
          },
          {
            title: t('callback.agent'),
            sortBy: 'agent_name',
            render: (_, row) => row.agent_name ?? row.by_name ?? '—',
          },
          {
            key: 'actions',
            align: 'right',
            render: (_, row) =>
              OPEN.includes(row.state) ? (
                // A click here is not one on the row, which leads to the call.
                <span onClick={(event) => event.stopPropagation()} role="presentation">
                  <ActionsButton
                    items={actionsFor({
                      id: row.id,
                      queue_id: row.queue_id,
                      call_id: row.state === 'calling' ? row.by_call_id : null,
                    })}
                    label={t('monitor.actions', { name: readable(row.number) })}
                    testid="callback-actions"
                  />
                </span>
              ) : null,
          },
        ]}
      />
    </div>
  );
}
