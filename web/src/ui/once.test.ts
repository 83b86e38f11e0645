import { expect, it, vi } from 'vitest';

import { once } from './once';

it('does nothing while the first call goes on, and works again after it, also after a failure', async () => {
  let end: (() => void) | undefined;
  const action = vi.fn(
    () =>
      new Promise<void>((done) => {
        end = done;
      }),
  );
  const guarded = once(action);
  const first = guarded();
  await guarded();
  expect(action).toHaveBeenCalledTimes(1);
  end?.();
  await first;
  void guarded();
  expect(action).toHaveBeenCalledTimes(2);

  const failing = once(() => Promise.reject(new Error('no')));
  await expect(failing()).rejects.toThrow('no');
  await expect(failing()).rejects.toThrow('no');
});
