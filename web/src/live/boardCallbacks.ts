import type { Fact } from './board';

/** A customer who is to be called back, and keeps a place in line for it. */
export interface BoardCallback {
  id: string;
  queue_id: string;
  number: string;
  customer_id: string | null;
  customer_name: string;
  level: string;
  requested_at: number;
  /** Since when the customer waits. */
  queued_at: number;
  /** From when the wait counts in line; not there in what was kept by an older version. */
  place?: number;
  expires_at: number;
  priority: number;
  tries: number;
  /** Not in line before; null: in line, or being called. */
  due_at: number | null;
  why: string;
  /** asked: by the customer; abandoned: gave up, and is called without having asked. */
  reason: string;
  /** The call by which the customer is being called back. */
  call_id: string | null;
  agent_id: string | null;
}

/** The callback that an outbound call carries out. */
export interface CarriedOut {
  id: string;
  requested_at: number;
  queued_at: number;
  tries: number;
  /** As of the callback. */
  reason: string;
}

interface WithCallbacks {
  calls: Record<
    string,
    { customer_id: string | null; customer_name: string; level: string } | undefined
  >;
  callbacks: Record<string, BoardCallback>;
}

/** The callback that the call of a fact carries out. */
export const carriedOut = (fact: Fact): CarriedOut | null =>
  fact.callback_id
    ? {
        id: fact.callback_id,
        requested_at: fact.requested_at,
        queued_at: fact.queued_at,
        tries: fact.tries,
        reason: fact.callback_reason || 'asked',
      }
    : null;

function update<B extends WithCallbacks>(board: B, fact: Fact, fields: Partial<BoardCallback>): B {
  const callback = board.callbacks[fact.callback_id];
  if (!callback) return board;
  return {
    ...board,
    callbacks: { ...board.callbacks, [callback.id]: { ...callback, ...fields } },
  };
}

/** What facts of callbacks do to the board. */
export const CALLBACK_REDUCERS = {
  CallbackRequested: <B extends WithCallbacks>(board: B, fact: Fact): B => {
    const call = board.calls[fact.call_id];
    const callback: BoardCallback = {
      id: fact.callback_id,
      queue_id: fact.queue_id,
      number: fact.number,
      customer_id: call?.customer_id ?? null,
      customer_name: call?.customer_name ?? '',
      level: call?.level ?? '',
      requested_at: fact.at,
      queued_at: fact.queued_at,
      place: fact.resumes ? fact.at : fact.queued_at,
      expires_at: fact.expires_at,
      priority: fact.priority,
      tries: fact.tries ?? 0,
      due_at: fact.due_at ?? null,
      why: '',
      reason: fact.reason ?? 'asked',
      call_id: null,
      agent_id: null,
    };
    return { ...board, callbacks: { ...board.callbacks, [callback.id]: callback } };
  },
  CallbackOffered: <B extends WithCallbacks>(board: B, fact: Fact): B =>
    update(board, fact, { call_id: fact.call_id, agent_id: fact.agent_id }),
  CallbackReturned: <B extends WithCallbacks>(board: B, fact: Fact): B =>
    update(board, fact, {
      call_id: null,
      agent_id: null,
      tries: fact.tries,
      due_at: fact.due_at,
      why: fact.due_at === null ? '' : fact.outcome,
    }),
  CallbackPostponed: <B extends WithCallbacks>(board: B, fact: Fact): B =>
    update(board, fact, { due_at: fact.due_at, why: fact.why }),
  CallbackDue: <B extends WithCallbacks>(board: B, fact: Fact): B =>
    update(board, fact, {
      due_at: null,
      why: '',
      // Who gave up comes behind everybody who waits.
      ...(board.callbacks[fact.callback_id]?.reason === 'abandoned' && { place: fact.at }),
    }),
  CallbackMoved: <B extends WithCallbacks>(board: B, fact: Fact): B =>
    update(board, fact, { queue_id: fact.queue_id, priority: fact.priority }),
  CallbackClosed: <B extends WithCallbacks>(board: B, fact: Fact): B => ({
    ...board,
    callbacks: Object.fromEntries(
      Object.entries(board.callbacks).filter(([id]) => id !== fact.callback_id),
    ),
  }),
};
