import { ArrowUpOutlined, StopOutlined, TeamOutlined, UserOutlined } from '@ant-design/icons';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

import { useMay } from '@/api/session';
import type { BoardCall } from '@/live/board';
import { useLive } from '@/live/context';

import { useOrders } from './orders';
import type { Items } from './useAgentActions';

/** What a supervisor can do about a waiting caller; empty when nothing. */
export function useCallActions(): (call: BoardCall) => Items {
  const { t } = useTranslation();
  const may = useMay();
  const { move, end } = useOrders();
  const queues = useLive((state) => state.names.queues);
  const names = useLive((state) => state.names.agents);
  const agents = useLive((state) => state.board.agents);
  return useCallback(
    (call) => {
      const items: Items = [];
      if (may('queues.move')) {
        const free = Object.keys(agents).filter((id) => agents[id]?.state === 'ready');
        items.push(
          {
            key: 'head',
            icon: <ArrowUpOutlined />,
            label: <span data-testid="call-head">{t('floor.to_head')}</span>,
            disabled: call.phase !== 'queued',
            onClick: () => void move(call.id, { how: 'head' }),
          },
          {
            key: 'queue',
            icon: <TeamOutlined />,
            label: <span data-testid="call-queue">{t('floor.to_queue')}</span>,
            disabled: Object.keys(queues).length < 2,
            children: Object.entries(queues)
              .filter(([id]) => id !== call.queue_id)
              .map(([id, { name }]) => ({
                key: `queue-${id}`,
                label: <span data-testid={`to-queue-${id}`}>{name}</span>,
                onClick: () => void move(call.id, { how: 'queue', to: id }),
              })),
          },
          {
            key: 'agent',
            icon: <UserOutlined />,
            label: <span data-testid="call-agent">{t('floor.to_agent')}</span>,
            disabled: free.length === 0,
            children: free.map((id) => ({
              key: `agent-${id}`,
              label: names[id]?.name ?? id,
              onClick: () => void move(call.id, { how: 'agent', to: id }),
            })),
          },
        );
      }
      if (may('calls.force_end')) {
        if (items.length > 0) items.push({ type: 'divider' });
        items.push({
          key: 'end',
          icon: <StopOutlined />,
          danger: true,
          label: <span data-testid="call-end">{t('floor.end')}</span>,
          onClick: () => void end(call.id),
        });
      }
      return items;
    },
    [agents, end, may, move, names, queues, t],
  );
}
