import type { Action } from './data';

/** What ends something: a second press right after the first does nothing, whatever the first has brought. */
const ENDING: ReadonlySet<Action> = new Set<Action>([
  'hang_up',
  'decline',
  'complete',
  'save',
  'stop_listening',
]);
export const QUIET_MS = 1_500;

/**
 * What a key orders that turns something on and off. The page may show that it is on before the
 * server's answer is here: who sees it and turns it off orders something else, which passes.
 */
export interface Turn {
  on: boolean;
  order: () => unknown;
}
export type Order = (() => unknown) | Turn;

/** Lets each order pass once: not again while it is carried out, and what ends something not soon after. */
export class Latch {
  private readonly busy = new Set<string>();
  private readonly ended = new Map<Action, number>();

  /** Run an order unless it is held back. Returns whether it was run. */
  run(action: Action, what: Order, now: number): boolean {
    const { name, order } =
      typeof what === 'function'
        ? { name: action, order: what }
        : { name: `${action} ${what.on ? 'on' : 'off'}`, order: what.order };
    const last = this.ended.get(action);
    if (this.busy.has(name) || (last !== undefined && now - last < QUIET_MS)) return false;
    if (ENDING.has(action)) this.ended.set(action, now);
    this.busy.add(name);
    const done = () => void this.busy.delete(name);
    void Promise.resolve(order()).then(done, done);
    return true;
  }
}
