import { ClockCircleOutlined, PhoneOutlined, SolutionOutlined } from '@ant-design/icons';
import { Card, Empty, Table, Tag, Tooltip } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import { ActionsButton } from '@/features/floor/ActionsButton';
import { useCallActions } from '@/features/floor/useCallActions';
import { useCallbackActions } from '@/features/callbacks/useCallbackActions';
import type { BoardCallback } from '@/live/board';
import { useMe } from '@/api/session';
import { useServerNow } from '@/live/clock';
import { useLive } from '@/live/context';
import { Caller, readable } from '@/ui/Caller';
import { Elapsed } from '@/ui/Elapsed';
import { LevelTag } from '@/ui/LevelTag';
import { timeOfDay } from '@/ui/time';

import { waitingLine, type InLine } from './figures';

/** Who waits, in the order in which the router will take them. queue: the one shown, or empty for all. */
export function WaitingList({ queue }: { queue: string }) {
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
            render: (_, { callback, asker, number, name, level }) => (
              <>
                {callback && <AtHome callback={callback} />}
                {asker !== undefined && <Asks name={all.agents[asker]?.name ?? asker} />}{' '}
                <Caller number={number} /> {name} <LevelTag level={level} />
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
            render: (_, { call, callback, asker, number }) => (
              <ActionsButton
                items={
                  call && asker === undefined
                    ? callActions(call)
                    : callback
                      ? callbackActions(callback)
                      : []
                }
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

/** An agent who asks for an expert, and whose customer is on hold until one comes. */
function Asks({ name }: { name: string }) {
  const { t } = useTranslation();
  return (
    <Tooltip title={t('board.asks_help', { name })}>
      <Tag color="purple" icon={<SolutionOutlined />} data-testid="asks-expert">
        {t('board.asks', { name })}
      </Tag>
    </Tooltip>
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
