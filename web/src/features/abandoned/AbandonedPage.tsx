import { Segmented, Select, Space, Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import { useMay, useMe } from '@/api/session';
import type { AbandonedCall } from '@/api/types';
import { Caller } from '@/ui/Caller';
import { DataTable, type Column } from '@/ui/DataTable';
import { useListState } from '@/ui/listState';
import { MineFilter, QueueFilter, ToldTag } from '@/ui/filters';
import { PageHead } from '@/ui/PageHead';
import { PeriodPicker } from '@/ui/PeriodPicker';
import { dateTime, duration } from '@/ui/time';

import { AbandonedSettings } from './AbandonedSettings';
import { Actions } from './Actions';
import { Automatic } from './Automatic';

const STATES = ['open', 'called_back', 'contacted', 'closed', 'expired'] as const;
const COLOURS = {
  open: 'volcano',
  called_back: 'gold',
  contacted: 'green',
  closed: 'default',
  expired: 'default',
};

/** Callers who gave up, one row a number, and what was done about them. */
export function AbandonedPage() {
  const { t } = useTranslation();
  const may = useMay();
  const zone = useMe().tenant.timezone;
  const navigate = useNavigate();
  const list = useListState('-last_at');
  const at = (moment: number | null) => (moment ? dateTime(moment, zone) : '—');
  const columns: Column<AbandonedCall>[] = [
    {
      title: t('abandoned.last_at'),
      sortBy: 'last_at',
      render: (_, row) => <span className="num nowrap">{at(row.last_at)}</span>,
    },
    {
      title: t('call.number'),
      sortBy: 'number',
      render: (_, row) => <Caller number={row.number} />,
    },
    {
      title: t('abandoned.state'),
      sortBy: 'state',
      render: (_, row) => (
        <Space size={6}>
          <State row={row} at={at} />
          <Automatic row={row} at={at} />
        </Space>
      ),
    },
    {
      title: t('call.customer'),
      sortBy: 'customer_name',
      render: (_, row) => row.customer_name || row.from_name || '—',
    },
    {
      title: t('abandoned.times'),
      sortBy: 'calls',
      align: 'right',
      render: (_, row) => (
        <Tooltip title={t('abandoned.times_help', { count: row.calls, short: row.short_calls })}>
          <span className="num">{row.calls}</span>
        </Tooltip>
      ),
    },
    {
      title: t('call.queue'),
      sortBy: 'queue_name',
      render: (_, row) => row.queue_name ?? '—',
    },
    {
      title: t('abandoned.place'),
      sortBy: 'place',
      render: (_, row) => t(`abandoned_place.${row.place}`),
    },
    {
      title: t('abandoned.wait'),
      sortBy: 'wait_ms',
      align: 'right',
      render: (_, row) => <span className="num">{duration(row.wait_ms)}</span>,
    },
    {
      title: t('abandoned.who'),
      sortBy: 'claimed_by_name',
      render: (_, row) => row.claimed_by_name ?? row.done_by_name ?? '—',
    },
    {
      title: '',
      key: 'actions',
      fixed: 'right',
      render: (_, row) => <Actions row={row} />,
    },
  ];
  return (
    <div className="page">
      <PageHead
        title={t('nav.abandoned')}
        hint={t('abandoned.hint')}
        extra={may('settings.write') && <AbandonedSettings />}
      />
      <DataTable<AbandonedCall>
        path="/abandoned"
        list={list}
        columns={columns}
        search={t('abandoned.search')}
        exportable={may('calls.export')}
        filters={<Filters list={list} />}
        onRow={(row) => void navigate(`/calls?_open=${row.last_call_id}`)}
        testid="abandoned"
      />
    </div>
  );
}

/** What has become of it, and by whom. */
function State({ row, at }: { row: AbandonedCall; at: (moment: number | null) => string }) {
  const { t } = useTranslation();
  const unreachable = row.state === 'open' && !row.number;
  const told = [
    unreachable && t('abandoned.withheld_help'),
    row.tries > 0 &&
      t('abandoned.tries_help', {
        count: row.tries,
        at: at(row.last_try_at),
        name: row.last_try_by_name ?? '—',
        outcome: t(`outcome.${row.last_try_outcome || 'running'}`),
      }),
    row.reason &&
      t('abandoned.done_by', {
        how: t(`abandoned_reason.${row.reason}`),
        name: row.done_by_name ?? '—',
        at: at(row.done_at),
      }),
    row.note,
  ];
  return (
    <ToldTag state={row.state} colour={unreachable ? 'default' : COLOURS[row.state]} told={told}>
      {unreachable ? t('abandoned.withheld_state') : t(`abandoned_state.${row.state}`)}
      {row.tries > 0 && row.state === 'called_back' && ` × ${row.tries}`}
    </ToldTag>
  );
}

function Filters({ list }: { list: ReturnType<typeof useListState> }) {
  const { t } = useTranslation();
  const may = useMay();
  const { filters } = list.state;
  return (
    <>
      <Segmented
        value={filters.state ?? ''}
        onChange={(state) => list.change({ state })}
        options={[
          { value: '', label: t('common.all') },
          { value: 'waiting', label: t('abandoned_state.waiting') },
          ...STATES.map((state) => ({ value: state, label: t(`abandoned_state.${state}`) })),
        ]}
      />
      <PeriodPicker list={list} />
      <QueueFilter list={list} all={may('abandoned.read')} />
      <Select
        style={{ width: 190 }}
        value={filters.short ?? 'without'}
        options={(['without', 'with', 'only'] as const).map((value) => ({
          value,
          label: t(`abandoned.short_${value}`),
        }))}
        onChange={(value) => list.change({ short: value === 'without' ? null : value })}
      />
      <Select
        allowClear
        style={{ width: 150 }}
        placeholder={t('call.number')}
        value={filters.withheld}
        options={[
          { value: 'true', label: t('abandoned.withheld_only') },
          { value: 'false', label: t('abandoned.withheld_without') },
        ]}
        onChange={(value: string | undefined) => list.change({ withheld: value })}
        data-testid="abandoned-withheld"
      />
      <MineFilter list={list} label={t('abandoned.mine')} testid="abandoned-mine" />
    </>
  );
}
