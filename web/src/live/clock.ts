import { useSyncExternalStore } from 'react';

/** How far the server's clock is ahead of this browser's, in milliseconds; taken from every snapshot. */
let offset = 0;
let tick = 0;
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

export function setServerNow(serverNow: number): void {
  offset = serverNow - Date.now();
}

/** Now, by the server's clock. */
export const serverNow = (): number => Date.now() + offset;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  tick = serverNow();
  timer ??= setInterval(() => {
    tick = serverNow();
    listeners.forEach((each) => each());
  }, 500);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

const current = (): number => {
  if (tick === 0) tick = serverNow();
  return tick;
};

/**
 * Server time, refreshed twice a second from one timer for the whole page. step: in steps of so many milliseconds, for
 * what is too much to be drawn so often.
 */
export function useServerNow(step = 1): number {
  return useSyncExternalStore(subscribe, () => current() - (current() % step));
}
