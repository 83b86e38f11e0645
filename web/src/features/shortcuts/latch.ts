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

/** Lets each order pass once: not again while it is carried out, and what ends something not soon after. */
export class Latch {
  private readonly busy = new Set<Action>();
  private readonly ended = new Map<Action, number>();

  /** Run an order unless it is held back. Returns whether it was run. */
  run(action: Action, order: () => unknown, now: number): boolean {
    const last = this.ended.get(action);
    if (this.busy.has(action) || (last !== undefined && now - last < QUIET_MS)) return false;
    if (ENDING.has(action)) this.ended.set(action, now);
    this.busy.add(action);
    const done = () => void this.busy.delete(action);
    void Promise.resolve(order()).then(done, done);
    return true;
  }
}
