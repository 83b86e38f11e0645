import { Button, Select, Tag, Tooltip, TreeSelect } from 'antd';
import { useTranslation } from 'react-i18next';

import { useAll } from '@/api/resource';
import { useMay, useMe } from '@/api/session';
import type { Call, Queue, User } from '@/api/types';
import { toChoices, useDispositions } from '@/features/settings/choices';
import { DialNumber } from '@/features/work/DialPad';
import { Caller, readable } from '@/ui/Caller';
import { DataTable, type Column } from '@/ui/DataTable';
import { PageHead } from '@/ui/PageHead';
import { useListState } from '@/ui/listState';
import { PeriodPicker } from '@/ui/PeriodPicker';
import { dateTime, duration } from '@/ui/time';

import { VerdictTag } from '@/features/work/equipment/VerdictTag';

import { CallDrawer } from './CallDrawer';
import { Direction } from './Direction';
import { MessageMark } from './MessageMark';
import { OUTCOME_COLOURS, OUTCOMES, SURVEYS } from './outcomes';
import { SurveyMark } from './SurveyMark';

/** Every call, found by time, number, queue, agent, outcome or disposition. */
export function CallsPage() {
  const { t } = useTranslation();
  const { tenant } = useMe();
  const may = useMay();
  const list = useListState('-arrived_at');
  const zone = tenant.timezone;
  const time = (title: string, field: 'arrived_at' | 'queued_at' | 'answered_at' | 'ended_at') =>
    ({
      title,
      sortBy: field,
      render: (_: unknown, row: Call) => (
        <span className="num nowrap">{dateTime(row[field], zone) || '—'}</span>
      ),
    }) satisfies Column<Call>;
  const span = (
    title: string,
    field: 'wait_ms' | 'talk_ms' | 'hold_ms' | 'wrap_ms' | 'length_ms',
  ) =>
    ({
      title,
      sortBy: field,
      align: 'right',
      render: (_: unknown, row: Call) => <span className="num">{duration(row[field])}</span>,
    }) satisfies Column<Call>;
  const columns: Column<Call>[] = [
    { ...time(t('call.arrived_at'), 'arrived_at'), fixed: 'left' },
    {
      title: t('call.direction'),
      sortBy: 'direction',
      render: (_, row) => <Direction direction={row.direction} />,
    },
    {
      title: t('call.number'),
      sortBy: 'customer_number',
      render: (_, row) => (
        <span className="nowrap">
          <Caller number={row.customer_number} />
          <DialNumber number={row.customer_number} />
        </span>
      ),
    },
    {
      title: t('call.customer'),
      sortBy: 'customer_name',
      render: (_, row) => row.customer_name || row.from_name || '—',
    },
    { title: t('call.line'), sortBy: 'line', dataIndex: 'line' },
    { title: t('call.dialled'), sortBy: 'dialled', render: (_, row) => readable(row.dialled) },
    { title: t('call.queue'), sortBy: 'queue_name', dataIndex: 'queue_name' },
    { title: t('call.agent'), sortBy: 'agent_name', dataIndex: 'agent_name' },
    {
      title: t('call.outcome'),
      sortBy: 'outcome',
      render: (_, row) => (
        <span className="nowrap">
          {row.outcome ? (
            <Tooltip title={row.refused_reason}>
              <Tag color={OUTCOME_COLOURS[row.outcome]}>
                {t(`outcome.${row.outcome}`)}
                {row.refused_why && ` · ${t(`refused_why.${row.refused_why}`)}`}
              </Tag>
            </Tooltip>
          ) : (
            <Tag color="processing">{t('outcome.running')}</Tag>
          )}
          <MessageMark call={row} />
        </span>
      ),
    },
    span(t('call.wait'), 'wait_ms'),
    span(t('call.talk'), 'talk_ms'),
    span(t('call.hold'), 'hold_ms'),
    span(t('call.wrap'), 'wrap_ms'),
    span(t('call.length'), 'length_ms'),
    {
      title: t('call.disposition'),
      sortBy: 'disposition_name',
      render: (_, row) => row.disposition_name ?? '—',
    },
    {
      title: t('call.survey'),
      sortBy: 'survey_score',
      render: (_, row) => <SurveyMark call={row} />,
    },
    { title: t('call.path'), sortBy: 'path', dataIndex: 'path' },
    {
      title: t('quality.column'),
      sortBy: 'mos',
      render: (_, row) =>
        row.quality ? (
          <Tooltip title={`MOS ${row.mos?.toFixed(2)}`}>
            <span>
              <VerdictTag verdict={row.quality as 'good'} />
            </span>
          </Tooltip>
        ) : (
          '—'
        ),
    },
    {
      title: t('call.ended_by'),
      sortBy: 'ended_by',
      render: (_, row) => (row.ended_by ? t(`ended_by.${row.ended_by}`) : '—'),
    },
    time(t('call.answered_at'), 'answered_at'),
    time(t('call.ended_at'), 'ended_at'),
  ];
  return (
    <div className="page">
      <PageHead title={t('nav.calls')} hint={t('call.zone', { zone })} />
      <DataTable<Call>
        path="/calls"
        columns={columns}
        list={list}
        search={t('call.search')}
        exportable={may('calls.export')}
        filters={<Filters list={list} />}
        onRow={(row) => list.change({ _open: row.id })}
        testid="calls"
      />
      {list.open && <CallDrawer id={list.open} onClose={() => list.change({ _open: null })} />}
    </div>
  );
}

function Filters({ list }: { list: ReturnType<typeof useListState> }) {
  const { t } = useTranslation();
  const may = useMay();
  const { filters } = list.state;
  const queues = useAll<Queue>('/queues', may('queues.read'));
  const users = useAll<User>('/users', may('users.read'));
  const dispositions = useDispositions(may('work.handle'));
  const choice = (name: string, label: string, options: { value: string; label: string }[]) => (
    <Select
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
      placeholder={label}
      style={{ width: 140 }}
      value={filters[name]}
      options={options}
      onChange={(value: string | undefined) => list.change({ [name]: value })}
    />
  );
  const narrowed = Object.keys(filters).length > 0 || list.state.q !== '';
  return (
    <>
      <PeriodPicker list={list} />
      {choice(
        'direction',
        t('call.direction'),
        (['in', 'out'] as const).map((value) => ({ value, label: t(`direction.${value}`) })),
      )}
      {queues.data &&
        choice(
          'queue_id',
          t('call.queue'),
          queues.data.map(({ id, name }) => ({ value: id, label: name })),
        )}
      {users.data &&
        choice(
          'agent_id',
          t('call.agent'),
          users.data.map(({ id, name }) => ({ value: id, label: name })),
        )}
      {users.data &&
        choice(
          'missed_by',
          t('call.missed_by'),
          users.data.map(({ id, name }) => ({
            value: id,
            label: t('call.missed_by_whom', { name }),
          })),
        )}
      {choice(
        'outcome',
        t('call.outcome'),
        OUTCOMES.map((outcome) => ({ value: outcome, label: t(`outcome.${outcome}`) })),
      )}
      {choice('message', t('call.message'), [
        { value: 'true', label: t('call.message_left') },
        { value: 'false', label: t('call.message_none') },
      ])}
      {choice(
        'quality',
        t('quality.column'),
        (['good', 'fair', 'bad'] as const).map((name) => ({
          value: name,
          label: t(`quality.${name}`),
        })),
      )}
      {choice(
        'survey',
        t('call.survey'),
        SURVEYS.map((value) => ({ value, label: t(`survey_filter.${value}`) })),
      )}
      <TreeSelect
        allowClear
        showSearch={{ treeNodeFilterProp: 'label' }}
        style={{ width: 180 }}
        placeholder={t('call.disposition')}
        treeData={toChoices(dispositions)}
        treeNodeLabelProp="label"
        value={filters.disposition_id}
        onChange={(value: string | undefined) => list.change({ disposition_id: value })}
      />
      {narrowed && (
        <Button
          type="link"
          onClick={() =>
            list.change({
              q: null,
              ...Object.fromEntries(Object.keys(filters).map((name) => [name, null])),
            })
          }
        >
          {t('call.clear_filters')}
        </Button>
      )}
    </>
  );
}
