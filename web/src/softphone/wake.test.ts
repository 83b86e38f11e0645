import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { onWake } from './wake';

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('navigator', {});
  vi.stubGlobal('window', new EventTarget());
  vi.stubGlobal('document', new EventTarget());
});
afterEach(() => vi.useRealTimers());

it('notices that the computer slept, and not that a tick was late', () => {
  const tell = vi.fn();
  const end = onWake(tell);
  vi.advanceTimersByTime(60_000);
  vi.setSystemTime(Date.now() + 8_000);
  vi.advanceTimersByTime(5_000);
  expect(tell).not.toHaveBeenCalled();
  vi.setSystemTime(Date.now() + 3_600_000);
  vi.advanceTimersByTime(5_000);
  expect(tell.mock.calls).toEqual([['slept']]);
  end();
});

it('tells of the network, of a tab shown again and of one thawed, until it is ended', () => {
  const tell = vi.fn();
  const end = onWake(tell);
  window.dispatchEvent(new Event('online'));
  document.dispatchEvent(new Event('visibilitychange'));
  document.dispatchEvent(new Event('resume'));
  expect(tell.mock.calls).toEqual([['network'], ['shown'], ['slept']]);
  end();
  window.dispatchEvent(new Event('online'));
  expect(tell).toHaveBeenCalledTimes(3);
});
