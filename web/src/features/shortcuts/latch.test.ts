import { expect, it, vi } from 'vitest';

import { Latch, QUIET_MS } from './latch';

const settled = () => new Promise((done) => setTimeout(done));

it('hangs up once, however often the key is pressed', async () => {
  const latch = new Latch();
  const order = vi.fn<() => void>();
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
  expect(latch.run('hold', vi.fn<() => void>(), 10)).toBe(false);
  expect(latch.run('mute', () => Promise.reject(new Error('no')), 10)).toBe(true);
  done();
  await settled();
  expect(latch.run('hold', vi.fn<() => void>(), 20)).toBe(true);
  expect(latch.run('mute', vi.fn<() => void>(), 20)).toBe(true);
});

it('turns off what is seen to be on, though the answer to turning it on is still under way', async () => {
  const latch = new Latch();
  const hold = vi.fn(() => new Promise<void>(() => undefined));
  const resume = vi.fn<() => void>();
  expect(latch.run('hold', { on: true, order: hold }, 0)).toBe(true);
  expect(latch.run('hold', { on: true, order: hold }, 10)).toBe(false);
  expect(latch.run('hold', { on: false, order: resume }, 20)).toBe(true);
  await settled();
  expect(latch.run('hold', { on: true, order: hold }, 30)).toBe(false);
  expect(hold).toHaveBeenCalledTimes(1);
  expect(resume).toHaveBeenCalledTimes(1);
});
