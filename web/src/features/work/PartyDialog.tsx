import {
  ApartmentOutlined,
  PhoneOutlined,
  SearchOutlined,
  TeamOutlined,
  UserOutlined,
} from '@ant-design/icons';
import { Empty, Input, Modal, Segmented, Spin } from 'antd';
import { useEffect, useEffectEvent, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';

import type { BoardCall } from '@/live/board';
import { readable } from '@/ui/Caller';
import { Elapsed } from '@/ui/Elapsed';
import { LoadError } from '@/ui/errors';
import { STATE_COLOURS } from '@/ui/theme';

import { choicesOf, chosen, MODES, stepFrom, type Choice, type Mode } from './parties';
import { useOrders, useTargets } from './useParties';

const ICONS = {
  agent: <UserOutlined />,
  queue: <TeamOutlined />,
  number: <PhoneOutlined />,
  flow: <ApartmentOutlined />,
};
const EMPTY = { colleagues: [], queues: [], flows: [], number: '' };

interface Props {
  call: BoardCall;
  mode: Mode;
  onMode: (mode: Mode) => void;
  onClose: () => void;
}

/** One search over colleagues, queues, flows and numbers: type, arrows, Enter. */
export function PartyDialog({ call, mode, onMode, onClose }: Props) {
  const { t } = useTranslation();
  const orders = useOrders(call);
  const [text, setText] = useState('');
  const [key, setKey] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  // Enter came before the answer for what was typed: taken once the list is for it.
  const [entered, setEntered] = useState<string | null>(null);
  const targets = useTargets(text, true);
  const inCall = new Set(
    [...Object.values(call.parties).map((one) => one.agent_id), call.agent_id].filter(
      (id) => id !== null,
    ),
  );
  const choices = choicesOf(targets.data ?? EMPTY, mode, inCall);
  const current = chosen(choices, key);
  const take = async (choice: Choice | undefined) => {
    if (!choice || choice.why || busy) return;
    setBusy(true);
    const done = await orders.reach(mode, choice);
    setBusy(false);
    if (done) onClose();
    else void targets.refetch();
  };
  const takeEntered = useEffectEvent(() => {
    setEntered(null);
    if (entered === text) void take(current);
  });
  const waits = entered !== null && targets.settled;
  useEffect(() => {
    if (waits) takeEntered();
  }, [waits]);
  const onKey = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setKey(stepFrom(choices, current?.key ?? null, event.key === 'ArrowDown' ? 1 : -1));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      if (targets.settled) void take(current);
      else setEntered(text);
    }
  };
  return (
    <Modal open title={t(`party.mode.${mode}`)} footer={null} onCancel={onClose} destroyOnHidden>
      <div data-testid="party-dialog" className="party-dialog">
        <Segmented<Mode>
          block
          value={mode}
          onChange={onMode}
          options={MODES.map((one) => ({ value: one, label: t(`party.short.${one}`) }))}
        />
        <Input
          autoFocus
          allowClear
          prefix={<SearchOutlined />}
          maxLength={60}
          placeholder={t('party.search')}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setKey(null);
          }}
          onKeyDown={onKey}
          role="combobox"
          aria-expanded
          aria-controls="party-choices"
          aria-activedescendant={current ? `choice-${current.key}` : undefined}
          data-testid="party-search"
        />
        <p className="muted">{t(`party.help.${mode}`)}</p>
        {targets.error && !targets.data && (
          <LoadError error={targets.error} retry={() => void targets.refetch()} />
        )}
        <Spin spinning={busy || targets.isLoading}>
          <ul id="party-choices" role="listbox" className="party-choices">
            {choices.map((choice) => (
              <li
                key={choice.key}
                id={`choice-${choice.key}`}
                role="option"
                aria-selected={choice.key === current?.key}
                aria-disabled={choice.why !== ''}
                className={choice.key === current?.key ? 'on' : ''}
                data-testid={`choice-${choice.kind}`}
                data-to={choice.to}
                onMouseEnter={() => !choice.why && setKey(choice.key)}
                onClick={() => void take(choice)}
              >
                {ICONS[choice.kind]}
                <b>{choice.kind === 'number' ? readable(choice.name) : choice.name}</b>
                {choice.extension && <span className="num muted">{choice.extension}</span>}
                <Detail choice={choice} />
              </li>
            ))}
          </ul>
          {choices.length === 0 && targets.data && (
            <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('party.nothing')} />
          )}
        </Spin>
      </div>
    </Modal>
  );
}

function Detail({ choice }: { choice: Choice }) {
  const { t } = useTranslation();
  if (choice.kind === 'queue') {
    return (
      <span className="end">
        {t('party.queue_now', { free: choice.free ?? 0, waiting: choice.waiting ?? 0 })}
        {choice.why && ` · ${t('party.why.nobody_free')}`}
      </span>
    );
  }
  if (choice.kind !== 'agent') return <span className="end">{t(`party.kind.${choice.kind}`)}</span>;
  const state = choice.state ?? 'signed_out';
  return (
    <span className="end" style={{ color: STATE_COLOURS[state] }}>
      {choice.why === 'in_call' ? t('party.why.in_call') : t(`state.${state}`)}{' '}
      {choice.since && <Elapsed since={choice.since} />}
    </span>
  );
}
