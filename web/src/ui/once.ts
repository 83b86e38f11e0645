import { useCallback, useEffect, useRef } from 'react';

/** While one run of it goes on, further calls do nothing: a second click must not create a second entry. */
export function once<A extends unknown[]>(
  action: (...args: A) => Promise<unknown>,
): (...args: A) => Promise<void> {
  let running = false;
  return async (...args) => {
    if (running) return;
    running = true;
    try {
      await action(...args);
    } finally {
      running = false;
    }
  };
}

/** `once` for the newest action of a component. */
export function useOnce<A extends unknown[]>(
  action: (...args: A) => Promise<unknown>,
): (...args: A) => Promise<void> {
  const newest = useRef(action);
  useEffect(() => {
    newest.current = action;
  });
  const guarded = useRef<((...args: A) => Promise<void>) | null>(null);
  return useCallback((...args: A) => {
    guarded.current ??= once((...given: A) => newest.current(...given));
    return guarded.current(...args);
  }, []);
}
