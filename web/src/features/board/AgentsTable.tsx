import {
  CustomerServiceOutlined,
  HomeOutlined,
  PhoneOutlined,
  SearchOutlined,
  SoundOutlined,
} from '@ant-design/icons';
import {
  Badge,
  Button,
  Card,
  Dropdown,
  Empty,
  Input,
  Segmented,
  Space,
  Table,
  Tag,
  Tooltip,
} from 'antd';
import { useMemo, useState, type HTMLAttributes } from 'react';
import { useTranslation } from 'react-i18next';

import { useMay, useMe } from '@/api/session';
import { ActionsButton } from '@/features/floor/ActionsButton';
import { monitorsOf } from '@/features/floor/monitoring';
import { useAgentActions, useStateActions } from '@/features/floor/useAgentActions';
import { useReasons } from '@/features/settings/choices';
import type { BoardAgent, BoardCall } from '@/live/board';
import { useLive } from '@/live/context';
import { Caller } from '@/ui/Caller';
import { Elapsed } from '@/ui/Elapsed';
import { StateTag } from '@/ui/StateTag';
import { STATES } from '@/ui/theme';
import { dateTime } from '@/ui/time';

import { agentRows, type AgentRow } from './figures';
import { LastCheck, useLastChecks } from './LastCheck';

const STATION_ICONS: Record<string, React.ReactNode> = {
  browser: <CustomerServiceOutlined />,
  phone: <PhoneOutlined />,
  outside: <HomeOutlined />,
};

/** Signed-in agents with state and time in state, and what can be done about them; as a table or as cards. */
export function AgentsTable({ queue }: { queue: string }) {
  const { t } = useTranslation();
  const may = useMay();
  const { user, tenant } = useMe();
  const me = user.id;
  const zone = tenant.timezone;
  const board = useLive((state) => state.board);
  const names = useLive((state) => state.names);
  const reasons = useReasons(may('work.handle'));
  const checks = useLastChecks();
  const [view, setView] = useState<'table' | 'cards'>('table');
  const [search, setSearch] = useState('');
  const [selected, setSelected] = useState<string[]>([]);
  const actionsFor = useAgentActions();
  const stateActions = useStateActions();
  const rows = useMemo(() => agentRows(board, names, queue, search), [board, names, queue, search]);
  const components = useMemo(() => ({ body: { row: ContextRow } }), []);
  const chosen = selected.filter((id) => id in board.agents);
  const reasonOf = (agent: BoardAgent) =>
    agent.state === 'not_ready' && agent.reason
      ? (reasons.find((reason) => reason.code === agent.reason)?.name ??
        t(`system_reason.${agent.reason}`, { defaultValue: agent.reason }))
      : undefined;
  const caller = (call: BoardCall | undefined) =>
    call && (
      <>
        {call.customer_name} <Caller number={call.customer_number} />{' '}
        {monitorsOf(call)
          .filter((one) => one.state === 'joined')
          .map((one) => (
            <Tooltip
              key={one.id}
              title={t('monitor.by', { name: names.agents[one.by]?.name ?? one.by })}
            >
              <Tag icon={<SoundOutlined />} data-testid="listened-to">
                {t(`monitor.${one.mode}`)}
              </Tag>
            </Tooltip>
          ))}
      </>
    );
  return (
    <Card
      title={`${t('board.agents')} (${rows.length})`}
      styles={{ body: { padding: view === 'table' ? 0 : 16 } }}
      data-testid="board-agents"
      extra={
        <Space>
          {chosen.length > 0 && view === 'table' && (
            <Dropdown menu={{ items: stateActions(chosen) }} trigger={['click']}>
              <Button size="small" type="primary" data-testid="set-states">
                {t('floor.set_state')} · {t('floor.selected', { number: chosen.length })}
              </Button>
            </Dropdown>
          )}
          <Input
            size="small"
            allowClear
            style={{ width: 190 }}
            prefix={<SearchOutlined />}
            placeholder={t('floor.search')}
            aria-label={t('floor.search')}
            value={search}
            onChange={(event) => setSearch(event.target.value)}
            data-testid="agents-search"
          />
          <Segmented
            size="small"
            value={view}
            onChange={setView}
            options={[
              { value: 'table', label: t('board.table') },
              { value: 'cards', label: t('board.cards') },
            ]}
          />
        </Space>
      }
    >
      {view === 'cards' ? (
        <div className="figures" style={{ margin: 0 }}>
          {rows.map((row) => (
            <div className="figure" key={row.id} data-agent={row.id}>
              <b style={{ fontSize: 16 }}>{row.name}</b> <span>{row.extension}</span>
              <StateTag state={row.state} reason={reasonOf(row)} />
              <div style={{ marginTop: 6 }}>
                <Elapsed since={row.since} />
              </div>
            </div>
          ))}
        </div>
      ) : (
        <Table<AgentRow>
          rowKey="id"
          size="middle"
          pagination={rows.length > 100 ? { pageSize: 100 } : false}
          // Not max-content: whom they talk with goes into two lines before a column is out of sight.
          scroll={{ x: true }}
          dataSource={rows}
          rowSelection={
            may('agents.force_state')
              ? {
                  fixed: true,
                  selectedRowKeys: chosen,
                  onChange: (keys) => setSelected(keys.map(String)),
                  getCheckboxProps: (row) => ({ disabled: row.id === me, name: row.name }),
                }
              : undefined
          }
          onRow={(row) => ({ 'data-agent': row.id }) as object}
          // The same menu by a right click anywhere on the row.
          components={rows.length > 0 ? components : undefined}
          locale={{
            emptyText: (
              <Empty
                image={Empty.PRESENTED_IMAGE_SIMPLE}
                description={search ? t('common.none_found') : t('board.nobody_signed_in')}
              />
            ),
          }}
          columns={[
            {
              // Whoever scrolls sideways still sees whom a row and its actions are about.
              fixed: 'left',
              title: t('board.agent'),
              sorter: (a, b) => a.name.localeCompare(b.name, 'zh'),
              render: (_, row) => (
                <Space className="nowrap">
                  <Tooltip title={row.online ? t('board.phone_on') : t('board.phone_off')}>
                    <Badge status={row.online ? 'success' : 'error'} />
                  </Tooltip>
                  {row.name}
                  {row.lent && (
                    <Tooltip
                      title={t('lend.told', {
                        queues: row.lent
                          .map((queue) => names.queues[queue]?.name ?? queue)
                          .join(', '),
                        until: row.lent_until
                          ? dateTime(row.lent_until, zone)
                          : t('lend.end_of_shift'),
                      })}
                    >
                      <Tag color="purple" data-testid="lent">
                        {t('lend.tag')}
                      </Tag>
                    </Tooltip>
                  )}
                </Space>
              ),
            },
            {
              title: t('board.state'),
              sorter: (a, b) => STATES.indexOf(a.state) - STATES.indexOf(b.state),
              filters: STATES.map((state) => ({ value: state, text: t(`state.${state}`) })),
              onFilter: (state, row) => row.state === state,
              render: (_, row) => <StateTag state={row.state} reason={reasonOf(row)} />,
            },
            {
              title: t('board.time_in_state'),
              className: 'nowrap',
              align: 'right',
              sorter: (a, b) => b.since - a.since,
              render: (_, row) => <Elapsed since={row.since} />,
            },
            { title: t('board.with'), render: (_, row) => caller(row.call) },
            {
              title: t('user.extension'),
              dataIndex: 'extension',
              sorter: (a, b) => (a.extension ?? '').localeCompare(b.extension ?? ''),
            },
            {
              title: t('board.station'),
              render: (_, row) => (
                <Tooltip title={t(`work.station_${row.station}`)}>
                  {STATION_ICONS[row.station]}
                </Tooltip>
              ),
            },
            {
              title: t('equipment.check'),
              render: (_, row) => <LastCheck check={checks.get(row.id)} />,
            },
            {
              key: 'actions',
              fixed: 'right',
              align: 'right',
              render: (_, row) => (
                <ActionsButton
                  items={actionsFor(row.id, row)}
                  label={t('monitor.actions', { name: row.name })}
                  testid="agent-actions"
                />
              ),
            },
          ]}
        />
      )}
    </Card>
  );
}

/** A row whose actions also open by a right click, where the pointer is. */
function ContextRow(props: HTMLAttributes<HTMLTableRowElement> & { 'data-agent'?: string }) {
  const id = props['data-agent'];
  const agent = useLive((state) => (id === undefined ? undefined : state.board.agents[id]));
  const actionsFor = useAgentActions();
  const items = id !== undefined && agent ? actionsFor(id, agent) : [];
  if (items.length === 0) return <tr {...props} />;
  return (
    <Dropdown menu={{ items }} trigger={['contextMenu']}>
      <tr {...props} />
    </Dropdown>
  );
}
