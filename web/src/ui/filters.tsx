import { Select, Switch, Tag, Tooltip } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { useMe } from '@/api/session';
import { useLive } from '@/live/context';

import type { useListState } from './listState';

type List = ReturnType<typeof useListState>;

/** Which queue: of all, or of those that one is a member of. */
export function QueueFilter({ list, all }: { list: List; all: boolean }) {
  const { t } = useTranslation();
  const me = useMe();
  const queues = useLive((state) => state.names.queues);
  const shown = Object.entries(queues).filter(
    ([, queue]) => all || queue.member_ids.includes(me.user.id),
  );
  return (
    <Select
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
      placeholder={t('call.queue')}
      style={{ width: 140 }}
      value={list.state.filters.queue_id}
      options={shown.map(([value, { name }]) => ({ value, label: name }))}
      onChange={(value: string | undefined) => list.change({ queue_id: value })}
    />
  );
}

/** Only what is one's own. */
export function MineFilter({ list, label, testid }: { list: List; label: string; testid: string }) {
  return (
    <label className="nowrap" style={{ alignSelf: 'center' }}>
      <Switch
        size="small"
        checked={list.state.filters.mine === 'true'}
        onChange={(mine) => list.change({ mine: mine ? 'true' : null })}
        data-testid={testid}
      />{' '}
      {label}
    </label>
  );
}

interface ToldProps {
  state: string;
  colour: string;
  /** Lines for who points at it; what is empty is left out. */
  told: (string | false | 0 | null | undefined)[];
  children: ReactNode;
}

/** A row's state, and what has been done since. */
export function ToldTag({ state, colour, told, children }: ToldProps) {
  const lines = told.filter((line): line is string => Boolean(line));
  return (
    <Tooltip title={lines.length > 0 && lines.map((line) => <div key={line}>{line}</div>)}>
      <Tag color={colour} data-state={state}>
        {children}
      </Tag>
    </Tooltip>
  );
}
