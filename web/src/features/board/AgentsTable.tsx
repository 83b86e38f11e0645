import {
  CustomerServiceOutlined,
  EllipsisOutlined,
  PhoneOutlined,
  SoundOutlined,
} from '@ant-design/icons';
import { Badge, Button, Card, Dropdown, Empty, Segmented, Space, Table, Tag, Tooltip } from 'antd';
import { useMemo, useState, type HTMLAttributes } from 'react';
import { useTranslation } from 'react-i18next';

import { useMay } from '@/api/session';
import { monitorsOf } from '@/features/floor/monitoring';
import { useAgentActions } from '@/features/floor/useAgentActions';
import { useReasons } from '@/features/settings/choices';
import type { AgentState, BoardAgent, BoardCall } from '@/live/board';
import { useLive } from '@/live/context';
import { Caller } from '@/ui/Caller';
import { Elapsed } from '@/ui/Elapsed';
import { StateTag } from '@/ui/StateTag';
import { STATES } from '@/ui/theme';

interface Row extends BoardAgent {
  id: string;
  name: string;
  extension: string | null;
  call: BoardCall | undefined;
}

/** Signed-in agents with state and time in state; as a table or as cards. */
export function AgentsTable({ queue }: { queue: string }) {
  const { t } = useTranslation();
  const may = useMay();
  const agents = useLive((state) => state.board.agents);
  const calls = useLive((state) => state.board.calls);
  const names = useLive((state) => state.names);
  const reasons = useReasons(may('work.handle'));
  const [view, setView] = useState<'table' | 'cards'>('table');
  const rows = useMemo(() => {
    const members = queue ? new Set(names.queues[queue]?.member_ids) : null;
    const order = (state: AgentState) => STATES.indexOf(state);
    return Object.entries(agents)
      .filter(([id]) => !members || members.has(id))
      .map(([id, agent]): Row => {
        const known = names.agents[id];
        const call = agent.call_id ? calls[agent.call_id] : undefined;
        return { ...agent, id, name: known?.name ?? id, extension: known?.extension ?? null, call };
      })
      .sort((a, b) => order(a.state) - order(b.state) || a.since - b.since);
  }, [agents, calls, names, queue]);
  const reasonOf = (agent: BoardAgent) =>
    agent.state === 'not_ready' && agent.reason
      ? (reasons.find((reason) => reason.code === agent.reason)?.name ??
        t(`system_reason.${agent.reason}`, { defaultValue: agent.reason }))
      : undefined;
  const actionsFor = useAgentActions();
  const caller = (call: BoardCall | undefined) =>
    call && (
      <>
        {call.customer_name} <Caller number={call.from_number} />{' '}
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
  const withMenu = useMemo(() => ({ body: { row: ContextRow } }), []);
  return (
    <Card
      title={`${t('board.agents')} (${rows.length})`}
      styles={{ body: { padding: view === 'table' ? 0 : 16 } }}
      data-testid="board-agents"
      extra={
        <Segmented
          size="small"
          value={view}
          onChange={setView}
          options={[
            { value: 'table', label: t('board.table') },
            { value: 'cards', label: t('board.cards') },
          ]}
        />
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
        <Table<Row>
          rowKey="id"
          size="middle"
          pagination={rows.length > 100 ? { pageSize: 100 } : false}
          // Not max-content: whom they talk with goes into two lines before a column is out of sight.
          scroll={{ x: true }}
          dataSource={rows}
          onRow={(row) => ({ 'data-agent': row.id }) as object}
          // The same menu by a right click anywhere on the row.
          components={rows.length > 0 ? withMenu : undefined}
          locale={{
            emptyText: (
              <Empty
                image={Empty.PRESENTED_IMAGE_SIMPLE}
                description={t('board.nobody_signed_in')}
              />
            ),
          }}
          columns={[
            {
              title: t('board.agent'),
              render: (_, row) => (
                <Space className="nowrap">
                  <Tooltip title={row.online ? t('board.phone_on') : t('board.phone_off')}>
                    <Badge status={row.online ? 'success' : 'error'} />
                  </Tooltip>
                  {row.name}
                </Space>
              ),
            },
            { title: t('user.extension'), dataIndex: 'extension' },
            {
              title: t('board.state'),
              render: (_, row) => <StateTag state={row.state} reason={reasonOf(row)} />,
            },
            {
              title: t('board.time_in_state'),
              align: 'right',
              render: (_, row) => <Elapsed since={row.since} />,
            },
            { title: t('board.with'), render: (_, row) => caller(row.call) },
            {
              title: t('board.station'),
              render: (_, row) =>
                row.station === 'browser' ? (
                  <Tooltip title={t('work.station_browser')}>
                    <CustomerServiceOutlined />
                  </Tooltip>
                ) : (
                  <Tooltip title={t('work.station_phone')}>
                    <PhoneOutlined />
                  </Tooltip>
                ),
            },
            {
              key: 'actions',
              align: 'right',
              render: (_, row) => {
                const items = actionsFor(row.id, row);
                return (
                  items.length > 0 && (
                    <Dropdown menu={{ items }} trigger={['click']} placement="bottomRight">
                      <Button
                        type="text"
                        size="small"
                        icon={<EllipsisOutlined />}
                        aria-label={t('monitor.actions', { name: row.name })}
                        data-testid="agent-actions"
                      />
                    </Dropdown>
                  )
                );
              },
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
