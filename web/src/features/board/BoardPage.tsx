import { ClockCircleOutlined, PhoneOutlined } from '@ant-design/icons';
import { Alert, Card, Col, Empty, Flex, Row, Segmented, Table, Tag, Tooltip } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { ActionsButton } from '@/features/floor/ActionsButton';
import { FloorSettings } from '@/features/floor/FloorSettings';
import { useCallActions } from '@/features/floor/useCallActions';
import { useCallbackActions } from '@/features/callbacks/useCallbackActions';
import type { BoardCallback } from '@/live/board';
import { useMay, useMe } from '@/api/session';
import { useServerNow } from '@/live/clock';
import { useLive } from '@/live/context';
import { Caller, readable } from '@/ui/Caller';
import { Elapsed } from '@/ui/Elapsed';
import { LevelTag } from '@/ui/LevelTag';
import { PageHead } from '@/ui/PageHead';
import { STATE_COLOURS, STATES } from '@/ui/theme';
import { timeOfDay } from '@/ui/time';
import { Waiting } from '@/ui/Waiting';

import { LendProvider } from '@/features/floor/LendProvider';

import { AgentsTable } from './AgentsTable';
import { countStates, queueRows, waitingLine, type InLine } from './figures';
import { StatesChart } from './StatesChart';
import { Trunks } from './Trunks';

/** What a supervisor looks at all day: who does what, who waits where. */
export function BoardPage() {
  const { t } = useTranslation();
  const known = useLive((state) => state.known);
  const switchUp = useLive((state) => state.board.switch.connected);
  const [queue, setQueue] = useState('');
  const may = useMay();
  const queues = useLive((state) => state.names.queues);
  if (!known) return <Waiting />;
  const choices = [
    { value: '', label: t('common.all') },
    ...Object.entries(queues).map(([id, { name }]) => ({ value: id, label: name })),
  ];
  return (
    <div className="page">
      <PageHead
        title={t('nav.board')}
        extra={
          <>
            {choices.length > 2 && (
              <Segmented
                options={choices}
                value={queue}
                onChange={(value) => setQueue(String(value))}
              />
            )}
            <FloorSettings />
          </>
        }
      />
      {!switchUp && (
        <Alert type="error" showIcon title={t('work.switch_down')} style={{ marginBottom: 12 }} />
      )}
      <Figures />
      <Row gutter={[16, 16]}>
        <Col xs={24} xl={15}>
          <Queues queue={queue} />
        </Col>
        <Col xs={24} xl={9}>
          <StatesChart />
        </Col>
        <Col xs={24} xl={15}>
          <LendProvider>
            <AgentsTable queue={queue} />
          </LendProvider>
        </Col>
        <Col xs={24} xl={9}>
          <Flex vertical gap={16}>
            <WaitingList queue={queue} />
            {may('trunks.watch') && <Trunks />}
          </Flex>
        </Col>
      </Row>
    </div>
  );
}

function Figures() {
  const { t } = useTranslation();
  const agents = useLive((state) => state.board.agents);
  const calls = useLive((state) => state.board.calls);
  const counts = useMemo(() => countStates(agents), [agents]);
  const waiting = Object.values(calls).filter(
    (call) => call.phase === 'queued' || call.phase === 'offered',
  );
  const inFlow = Object.values(calls).filter((call) => call.phase === 'flow').length;
  const oldest = waiting.reduce<number | null>(
    (least, call) => Math.min(least ?? Infinity, call.queued_at ?? Infinity),
    null,
  );
  return (
    <div className="figures">
      <div className={waiting.length > 0 ? 'figure alarm' : 'figure'}>
        <span>{t('board.waiting')}</span>
        <b className="num" data-testid="figure-waiting">
          {waiting.length}
        </b>
      </div>
      <div className="figure">
        <span>{t('board.longest_wait')}</span>
        <b>{oldest === null ? '—' : <Elapsed since={oldest} />}</b>
      </div>
      <div className="figure">
        <span>{t('board.in_flow')}</span>
        <b className="num">{inFlow}</b>
      </div>
      {STATES.map((state) => (
        <div className="figure" key={state}>
          <span>
            <i style={{ background: STATE_COLOURS[state] }} />
            {t(`state.${state}`)}
          </span>
          <b className="num" data-testid={`figure-${state}`}>
            {counts[state]}
          </b>
        </div>
      ))}
    </div>
  );
}

function Queues({ queue }: { queue: string }) {
  const { t } = useTranslation();
  const board = useLive((state) => state.board);
  const names = useLive((state) => state.names);
  const rows = useMemo(() => queueRows(board, names), [board, names]);
  return (
    <Card title={t('nav.queues')} styles={{ body: { padding: 0 } }} data-testid="board-queues">
      <Table
        rowKey="id"
        size="middle"
        pagination={false}
        scroll={{ x: 'max-content' }}
        dataSource={queue ? rows.filter((row) => row.id === queue) : rows}
        columns={[
          { title: t('board.queue'), dataIndex: 'name' },
          {
            title: t('board.waiting'),
            align: 'right',
            render: (_, row) => (
              <Tag color={row.waiting > 0 ? 'red' : undefined} data-testid={`waiting-${row.id}`}>
                {row.waiting}
              </Tag>
            ),
          },
          {
            title: t('board.longest_wait'),
            align: 'right',
            render: (_, row) => (row.oldest === null ? '—' : <Elapsed since={row.oldest} />),
          },
          { title: t('state.ringing'), align: 'right', dataIndex: 'ringing' },
          { title: t('state.talking'), align: 'right', dataIndex: 'talking' },
          { title: t('state.ready'), align: 'right', dataIndex: 'ready' },
          {
            title: t('board.signed_in'),
            align: 'right',
            render: (_, row) => `${row.signedIn} / ${row.members}`,
          },
        ]}
      />
    </Card>
  );
}

function WaitingList({ queue }: { queue: string }) {
  const { t } = useTranslation();
  const board = useLive((state) => state.board);
  const all = useLive((state) => state.names);
  const names = all.queues;
  // Where queues age at different rates the order changes while nothing happens.
  const now = useServerNow(5_000);
  const line = useMemo(() => waitingLine(board, all, now), [board, all, now]);
  const callActions = useCallActions();
  const callbackActions = useCallbackActions();
  return (
    <Card
      title={t('board.waiting_callers')}
      styles={{ body: { padding: 0 } }}
      data-testid="board-waiting"
    >
      <Table<InLine>
        rowKey="id"
        size="middle"
        pagination={false}
        scroll={{ x: 'max-content', y: 480 }}
        dataSource={queue ? line.filter((one) => one.queue_id === queue) : line}
        locale={{
          emptyText: (
            <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('board.nobody_waits')} />
          ),
        }}
        columns={[
          {
            title: t('call.from'),
            render: (_, { callback, number, name, level }) => (
              <>
                {callback && <AtHome callback={callback} />} <Caller number={number} /> {name}{' '}
                <LevelTag level={level} />
              </>
            ),
          },
          {
            title: t('board.queue'),
            render: (_, one) => (one.queue_id ? names[one.queue_id]?.name : ''),
          },
          { title: t('call.dialled'), render: (_, { call }) => readable(call?.dialled ?? '') },
          {
            title: t('work.waited'),
            align: 'right',
            render: (_, { since }) => <Elapsed since={since} />,
          },
          {
            key: 'actions',
            align: 'right',
            render: (_, { call, callback, number }) => (
              <ActionsButton
                items={call ? callActions(call) : callback ? callbackActions(callback) : []}
                label={t('monitor.actions', { name: readable(number) })}
                testid="call-actions"
              />
            ),
          },
        ]}
      />
    </Card>
  );
}

/** Somebody who is to be called back and stands in line meanwhile: now, later, or being called. */
function AtHome({ callback }: { callback: BoardCallback }) {
  const { t } = useTranslation();
  const { tenant } = useMe();
  const state = callback.call_id ? 'calling' : callback.due_at === null ? 'waiting' : 'postponed';
  const later =
    callback.due_at !== null &&
    t(callback.why ? 'callback.later' : 'callback.planned', {
      at: timeOfDay(callback.due_at, tenant.timezone).slice(0, 5),
      why: t(`callback_why.${callback.why || 'no_answer'}`),
    });
  return (
    <Tooltip title={later || t(`callback_state.${state}`)}>
      <Tag
        color={state === 'calling' ? 'green' : state === 'waiting' ? 'blue' : undefined}
        icon={state === 'postponed' ? <ClockCircleOutlined /> : <PhoneOutlined />}
        data-testid="at-home"
        data-state={state}
      >
        {t(callback.reason === 'abandoned' ? 'callback.gave_up_one' : 'callback.one')}
      </Tag>
    </Tooltip>
  );
}
