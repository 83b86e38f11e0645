import { expect, it, vi } from 'vitest';

import { Latch, QUIET_MS } from './latch';

const settled = () => new Promise((done) => setTimeout(done));

it('hangs up once, however often the key is pressed', async () => {
  const latch = new Latch();
  const order = vi.fn();
  expect(latch.run('hang_up', order, 0)).toBe(true);
  await settled();
  expect(latch.run('hang_up', order, 200)).toBe(false);
  expect(latch.run('hang_up', order, QUIET_MS - 1)).toBe(false);
  expect(order).toHaveBeenCalledTimes(1);
  expect(latch.run('hang_up', order, QUIET_MS)).toBe(true);
});

it('does nothing twice at once, and again when it is done or has failed', async () => {
  const latch = new Latch();
  let done: () => void = () => undefined;
  expect(latch.run('hold', () => new Promise<void>((resolve) => (done = resolve)), 0)).toBe(true);
  expect(latch.run('hold', vi.fn(), 10)).toBe(false);
  expect(latch.run('mute', () => Promise.reject(new Error('no')), 10)).toBe(true);
  done();
  await settled();
  expect(latch.run('hold', vi.fn(), 20)).toBe(true);
  expect(latch.run('mute', vi.fn(), 20)).toBe(true);
});
