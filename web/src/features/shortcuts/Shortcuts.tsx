import { useEffect, useLayoutEffect, useRef } from 'react';
import { useNavigate } from 'react-router';

import { useMay } from '@/api/session';
import { useMonitoring } from '@/features/floor/monitoring';
import { SYSTEM_REASONS, useReasons } from '@/features/settings/choices';
import { PartyDialog } from '@/features/work/PartyDialog';
import { useStation } from '@/features/work/station';
import { focusSearch, moveRow, wishSearch } from '@/ui/moves';

import { useShortcuts, type Action, type Shortcut } from './data';
import { keysOf, writes } from './keys';
import { Latch, type Order, type Turn } from './latch';
import { showList } from './openList';

/** Turn something on or off, whichever it is not. */
const turn = (on: boolean, set: (on: boolean) => unknown): Turn => ({ on, order: () => set(on) });

/** Presses a button of the page, so that it shows that it is at work; nothing where it is not there or disabled. */
const press = (testid: string) => () =>
  document.querySelector<HTMLElement>(`[data-testid=${testid}]`)?.click();

/** What each shortcut does now; false or undefined: nothing. */
function useOrders(): Record<Action, Order | false | undefined> {
  const at = useStation();
  const navigate = useNavigate();
  const may = useMay();
  const reasons = useReasons(at.able);
  const { mine, listen, stop } = useMonitoring();
  const { call, agent, part } = at;
  const ringing = part === 'offered' || part === 'invited';
  const charge = part === 'charge' ? call : undefined;
  const talking = charge !== undefined || part === 'party';
  const watched = mine?.monitor.agent_id;
  const speaks = watched !== undefined && may('calls.barge');
  return {
    answer: ringing && at.answer,
    decline: ringing && at.decline,
    hang_up: (talking || part === 'dialling') && at.hangUp,
    hold: charge && turn(charge.held_since === null, at.setHold),
    mute: talking && turn(!at.muted, at.setMute),
    keypad: charge && press('dtmf-open'),
    dial: press('dial-open'),
    pick_up: press('pick-up-open'),
    transfer: charge && (() => at.ask('transfer')),
    consult: charge && (() => at.ask('consult')),
    add: charge && (() => at.ask('add')),
    expert: charge && press('ask-expert'),
    swap: charge && press('swap'),
    join: charge && press('join'),
    complete: charge && press('complete'),
    ready:
      agent &&
      turn(agent.state !== 'ready', (on) => {
        const reason = reasons.find(({ code }) => !SYSTEM_REASONS.has(code));
        return on ? at.ready() : reason && at.notReady(reason.code);
      }),
    not_ready: press('go-not-ready'),
    note: () => document.querySelector<HTMLElement>('textarea[data-testid=wrap-notes]')?.focus(),
    save: press('wrap-save'),
    search: () => {
      if (focusSearch() || !may('customers.read')) return;
      wishSearch();
      void navigate('/customers');
    },
    next: () => moveRow(1),
    previous: () => moveRow(-1),
    help: () => showList(true),
    listen: watched !== undefined && (() => listen(watched, 'listen')),
    whisper: speaks && (() => listen(watched, 'whisper')),
    barge: speaks && (() => listen(watched, 'barge')),
    stop_listening: watched !== undefined && stop,
  };
}

const isField = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** The list opens by "?" wherever the keyboard has it, unless other keys were chosen for it. */
const questionMark = (event: KeyboardEvent, known: Shortcut[]) =>
  event.key === '?' && !event.altKey && !event.ctrlKey && !isField(event.target)
    ? known.find(({ action, keys, default: begin }) => action === 'help' && keys === begin)
    : undefined;

/** Does what keys are pressed for. Not those that write while somebody writes, nor while keys are being chosen. */
export function Shortcuts() {
  const station = useStation();
  const orders = useOrders();
  const shortcuts = useShortcuts();
  const now = useRef({ orders, shortcuts });
  // Before the page is painted: a key pressed at what is seen orders what it says.
  useLayoutEffect(() => {
    now.current = { orders, shortcuts };
  });
  useEffect(() => {
    const latch = new Latch();
    const act = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.repeat || event.isComposing) return;
      const pressed = keysOf(event);
      if (!pressed || (writes(pressed) && isField(event.target))) return;
      const { orders: all, shortcuts: known } = now.current;
      const action = (questionMark(event, known) ?? known.find(({ keys }) => keys === pressed))
        ?.action;
      const order = action && all[action];
      if (!action || !order) return;
      event.preventDefault();
      latch.run(action, order, event.timeStamp);
    };
    window.addEventListener('keydown', act);
    return () => window.removeEventListener('keydown', act);
  }, []);
  return station.call && station.asking ? (
    <PartyDialog
      call={station.call}
      mode={station.asking}
      onMode={station.ask}
      onClose={() => station.ask(null)}
    />
  ) : null;
}
