import { describe, expect, it, vi } from 'vitest';

import { emptyBoard } from './board';
import { shallowEqual } from './context';
import { backoff } from './socket';
import { LiveStore } from './store';

const started = () => {
  const store = new LiveStore();
  store.snapshot({
    seq: 10,
    board: emptyBoard(),
    names: { agents: {}, queues: {}, flows: {} },
    server_now: 0,
  });
  return store;
};
const item = (seq: number) => ({ seq, kind: 'SwitchConnected', fact: { at: seq } });

describe('LiveStore', () => {
  it('applies facts after the snapshot and skips those already in it', () => {
    const store = started();
    const wake = vi.fn();
    store.subscribe(wake);
    expect(store.facts([item(9), item(10), item(11)])).toBe(true);
    expect(store.get().board.switch.connected).toBe(true);
    expect(wake).toHaveBeenCalledTimes(1);
  });

  it('reports a gap', () => {
    const store = started();
    expect(store.facts([item(12)])).toBe(false);
    expect(store.get().board.switch.connected).toBe(false);
  });

  it('does not wake listeners for facts that change nothing', () => {
    const store = started();
    const wake = vi.fn();
    store.subscribe(wake);
    store.facts([{ seq: 11, kind: 'KeysSent', fact: {} }]);
    expect(wake).not.toHaveBeenCalled();
  });
});

it('backs off longer each time, up to a limit', () => {
  expect(backoff(0, 0.5)).toBe(300);
  expect(backoff(3, 0.5)).toBe(3000);
  expect(backoff(99, 1)).toBeLessThanOrEqual(6_500);
});

it('compares selections one level deep', () => {
  expect(shallowEqual([1, 2], [1, 2])).toBe(true);
  expect(shallowEqual({ a: 1 }, { a: 2 })).toBe(false);
  expect(shallowEqual(undefined, {})).toBe(false);
});
