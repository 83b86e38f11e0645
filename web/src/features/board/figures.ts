import { STATES } from '@/ui/theme';
import type { AgentState, Board, BoardAgent, BoardCall, BoardCallback } from '@/live/board';
import { serving } from '@/features/floor/lending';
import type { Names } from '@/live/store';

export interface QueueRow {
  id: string;
  name: string;
  waiting: number;
  /** When the caller who has waited longest was queued. */
  oldest: number | null;
  ringing: number;
  talking: number;
  members: number;
  signedIn: number;
  ready: number;
}

const waits = (call: BoardCall) => call.phase === 'queued' || call.phase === 'offered';

/** Signed-in agents by state; every state is listed. */
export function countStates(agents: Board['agents']): Record<AgentState, number> {
  const counts = Object.fromEntries(STATES.map((state) => [state, 0])) as Record<
    AgentState,
    number
  >;
  for (const agent of Object.values(agents)) counts[agent.state] = (counts[agent.state] ?? 0) + 1;
  return counts;
}

/** One row a queue, also for queues where nothing happens. A caller whose agent's phone rings still waits. */
export function queueRows(board: Board, names: Names): QueueRow[] {
  const rows = new Map<string, QueueRow>();
  for (const [id, queue] of Object.entries(names.queues)) {
    const members = serving(board, names, id);
    const here = members.map((member) => board.agents[member]).filter((agent) => agent);
    rows.set(id, {
      id,
      name: queue.name,
      waiting: 0,
      oldest: null,
      ringing: 0,
      talking: 0,
      members: members.length,
      signedIn: here.length,
      ready: here.filter((agent) => agent?.state === 'ready').length,
    });
  }
  for (const call of Object.values(board.calls)) {
    const row = call.queue_id === null ? undefined : rows.get(call.queue_id);
    if (!row) continue;
    if (waits(call)) {
      row.waiting += 1;
      if (call.phase === 'offered') row.ringing += 1;
      if (call.queued_at !== null) row.oldest = Math.min(row.oldest ?? Infinity, call.queued_at);
    }
    if (call.phase === 'talking') row.talking += 1;
  }
  return [...rows.values()].sort((a, b) => a.name.localeCompare(b.name, 'zh'));
}

/** Callers who wait, first served first: by priority, then by when they began to wait. */
export function waitingCalls(board: Board): BoardCall[] {
  return Object.values(board.calls)
    .filter(waits)
    .sort((a, b) => b.priority - a.priority || (a.queued_at ?? 0) - (b.queued_at ?? 0));
}

/** Somebody in line: a caller who waits, a customer who is to be called back, or an agent who asks for an expert. */
export interface InLine {
  id: string;
  queue_id: string | null;
  number: string;
  name: string;
  level: string;
  since: number;
  /** From when the wait counts in line: of who gave up, from when the machine was to call them. */
  place: number;
  priority: number;
  call?: BoardCall;
  callback?: BoardCallback;
  /** The agent who asks for an expert; the rest is about their customer, who is on hold meanwhile. */
  asker?: string;
}

/** Who gave up does not wait: the machine is to call them later. */
const planned = ({ reason, due_at }: BoardCallback) => reason === 'abandoned' && due_at !== null;

/**
 * Priority at a moment, in points times the milliseconds of a minute, which are whole numbers and compare exactly: it
 * grows while somebody waits, by as many points a minute as the queue says.
 */
const grown = (one: InLine, names: Pick<Names, 'queues'>, now: number): number =>
  one.priority * 60_000 + (names.queues[one.queue_id ?? '']?.ageing ?? 0) * (now - one.place);

/**
 * Who waits, first served first: by priority as it has grown by now, then by when they began to wait. The router does
 * the same with what only it knows besides: a place that was kept from an earlier wait. Who is called back later comes
 * last; who gave up is not among them before the machine is to call.
 */
export function waitingLine(board: Board, names: Pick<Names, 'queues'>, now: number): InLine[] {
  const calls = Object.values(board.calls)
    .filter(waits)
    .map((call): InLine => {
      const { id, queue_id, customer_number: number, customer_name: name, level, priority } = call;
      const since = call.queued_at ?? call.arrived_at;
      return { id, queue_id, number, name, level, since, place: since, priority, call };
    });
  const callbacks = Object.values(board.callbacks)
    .filter((callback) => !planned(callback))
    .map((callback): InLine => {
      const { id, queue_id, number, customer_name: name, level, priority } = callback;
      const { queued_at: since, place = since } = callback;
      return { id, queue_id, number, name, level, since, place, priority, callback };
    });
  const asking = Object.values(board.calls).flatMap((call): InLine[] => {
    const { asked, customer_number: number, customer_name: name, level, agent_id } = call;
    if (!asked) return [];
    const { id, queue_id, since, priority = 0, agent_id: asker = agent_id ?? '' } = asked;
    return [{ id, queue_id, number, name, level, since, place: since, priority, call, asker }];
  });
  const later = (one: InLine) => Number((one.callback?.due_at ?? null) !== null);
  return [...calls, ...callbacks, ...asking].sort(
    (a, b) =>
      later(a) - later(b) || grown(b, names, now) - grown(a, names, now) || a.place - b.place,
  );
}

/** A signed-in agent as one row. */
export interface AgentRow extends BoardAgent {
  id: string;
  name: string;
  extension: string | null;
  call: BoardCall | undefined;
}

/** Signed-in agents of a queue (empty: of all) whose name or extension has the text in it, by state and time in it. */
export function agentRows(board: Board, names: Names, queue: string, search: string): AgentRow[] {
  const members = queue ? new Set(serving(board, names, queue)) : null;
  const wanted = search.trim().toLocaleLowerCase();
  return Object.entries(board.agents)
    .filter(([id]) => !members || members.has(id))
    .map(([id, agent]): AgentRow => {
      const known = names.agents[id];
      const call = agent.call_id ? board.calls[agent.call_id] : undefined;
      return { ...agent, id, name: known?.name ?? id, extension: known?.extension ?? null, call };
    })
    .filter(
      ({ name, extension }) =>
        name.toLocaleLowerCase().includes(wanted) || (extension ?? '').includes(wanted),
    )
    .sort((a, b) => STATES.indexOf(a.state) - STATES.indexOf(b.state) || a.since - b.since);
}
