import { Alert, Card, Col, Flex, Row, Segmented, Table, Tag } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { FloorSettings } from '@/features/floor/FloorSettings';
import { useMay } from '@/api/session';
import { useLive } from '@/live/context';
import { Elapsed } from '@/ui/Elapsed';
import { PageHead } from '@/ui/PageHead';
import { STATE_COLOURS, STATES } from '@/ui/theme';
import { Waiting } from '@/ui/Waiting';

import { LendProvider } from '@/features/floor/LendProvider';

import { AgentsTable } from './AgentsTable';
import { countStates, queueRows } from './figures';
import { StatesChart } from './StatesChart';
import { Trunks } from './Trunks';
import { WaitingList } from './WaitingList';

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
          {
            title: t('board.queue'),
            dataIndex: 'name',
            sorter: (a, b) => a.name.localeCompare(b.name, 'zh'),
          },
          {
            title: t('board.waiting'),
            align: 'right',
            sorter: (a, b) => a.waiting - b.waiting,
            render: (_, row) => (
              <Tag color={row.waiting > 0 ? 'red' : undefined} data-testid={`waiting-${row.id}`}>
                {row.waiting}
              </Tag>
            ),
          },
          {
            title: t('board.longest_wait'),
            align: 'right',
            sorter: (a, b) => (b.oldest ?? Infinity) - (a.oldest ?? Infinity) || 0,
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
