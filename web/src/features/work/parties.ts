import type { Targets } from '@/api/types';
import type { BoardAgent, BoardCall, BoardParty } from '@/live/board';

/**
 * What an agent is to a call: offered it, rung to join it (invited), in it beside the agent in charge (party), in
 * charge, calling the customer (dialling), or wrapping it up; none when it is no longer theirs.
 */
export type Part = 'offered' | 'invited' | 'party' | 'dialling' | 'charge' | 'wrap_up' | 'none';

export function partOf(
  call: BoardCall | undefined,
  agent: BoardAgent | undefined,
  me: string,
): Part {
  if (!call) return 'none';
  if (agent?.state === 'wrap_up' && agent.call_id === call.id) return 'wrap_up';
  if (call.phase === 'offered') return ownOffer(call, me) ? 'offered' : 'none';
  const own = ownParty(call, me);
  if (own) return own.state === 'joined' ? 'party' : 'invited';
  if (call.phase === 'dialling') return call.agent_id === me ? 'dialling' : 'none';
  if (call.phase === 'talking') return call.agent_id === me ? 'charge' : 'none';
  return call.phase === 'wrap_up' ? 'wrap_up' : 'none';
}

/** The id of the offer by which an agent is rung. */
export const ownOffer = (call: BoardCall, me: string): string | undefined =>
  Object.entries(call.offers).find(([, offer]) => offer.agent_id === me)?.[0];

export const ownParty = (call: BoardCall, me: string): BoardParty | undefined =>
  Object.values(call.parties).find((one) => one.agent_id === me);

export const consultOf = (call: BoardCall): BoardParty | undefined =>
  Object.values(call.parties).find((one) => one.purpose === 'consult');

/** Everybody who is in the conversation now: the customer, who is in charge, and who has answered. */
export const headCount = (call: BoardCall): number =>
  1 +
  (call.agent_id ? 1 : 0) +
  Object.values(call.parties).filter((one) => one.state === 'joined').length;

/** Between whom the voice goes while somebody is asked. */
export type ConsultView = 'ringing' | 'with_colleague' | 'with_caller';

export function consultView(call: BoardCall, consult: BoardParty): ConsultView {
  if (consult.state !== 'joined') return 'ringing';
  return call.held_since !== null && !consult.held ? 'with_colleague' : 'with_caller';
}

/** How a party was not reached, when the one who asked must be told. */
const NEWS = new Set(['busy', 'no_answer', 'declined', 'failed', 'phone_lost', 'switch_lost']);
export const isNews = (outcome: string): boolean => NEWS.has(outcome);

/** Whether who asked for an expert must be told how it ended. */
export const isTold = (outcome: string, mine: boolean): boolean =>
  mine && (outcome === 'nobody_free' || outcome === 'queue_gone');

// -- whom to choose -----------------------------------------------------------------------------------------------

export type Mode = 'transfer' | 'consult' | 'add';
export const MODES: Mode[] = ['transfer', 'consult', 'add'];

export interface Choice {
  key: string;
  kind: 'agent' | 'queue' | 'flow' | 'number';
  to: string;
  name: string;
  extension?: string;
  state?: BoardAgent['state'];
  since?: number | null;
  free?: number;
  waiting?: number;
  /** Why it cannot be chosen now, as the name of a text; empty when it can. */
  why: '' | 'state' | 'nobody_free' | 'in_call';
}

/** The targets as one list, in the order in which they are offered. `busy`: agents who are on the call already. */
export function choicesOf(targets: Targets, mode: Mode, busy: ReadonlySet<string>): Choice[] {
  const colleagues = targets.colleagues.map(
    ({ id, name, extension, state, since, reachable }): Choice => ({
      key: `agent:${id}`,
      kind: 'agent',
      to: id,
      name,
      extension,
      state: state as BoardAgent['state'],
      since,
      why: busy.has(id) ? 'in_call' : reachable ? '' : 'state',
    }),
  );
  const queues = targets.queues.map(({ id, name, free, waiting, reachable }): Choice => ({
    key: `queue:${id}`,
    kind: 'queue',
    to: id,
    name,
    free,
    waiting,
    why: mode === 'transfer' || reachable ? '' : 'nobody_free',
  }));
  const flows = mode === 'transfer' ? targets.flows : [];
  const number: Choice[] = targets.number
    ? [
        {
          key: `number:${targets.number}`,
          kind: 'number',
          to: targets.number,
          name: targets.number,
          why: '',
        },
      ]
    : [];
  return [
    ...colleagues,
    ...queues,
    ...number,
    ...flows.map(({ id, name }): Choice => ({
      key: `flow:${id}`,
      kind: 'flow',
      to: id,
      name,
      why: '',
    })),
  ];
}

/** The next choice that can be taken, from `key` on by `by` (1 or -1), round the end; the first when `key` is gone. */
export function stepFrom(choices: Choice[], key: string | null, by: 1 | -1): string | null {
  const open = choices.filter(({ why }) => !why);
  if (open.length === 0) return null;
  const at = open.findIndex((one) => one.key === key);
  const next = at < 0 ? 0 : (at + by + open.length) % open.length;
  return open[next]?.key ?? null;
}

/** The choice that Enter takes: the one gone to if it can still be taken, else the first that can. */
export const chosen = (choices: Choice[], key: string | null): Choice | undefined =>
  choices.find((one) => one.key === key && !one.why) ?? choices.find((one) => !one.why);
