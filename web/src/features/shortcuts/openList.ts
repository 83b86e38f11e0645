import { useSyncExternalStore } from 'react';

let open = false;
const listeners = new Set<() => void>();

/** Show or hide the list of shortcuts. */
export function showList(shown: boolean): void {
  open = shown;
  listeners.forEach((listener) => listener());
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

export const useListOpen = (): boolean => useSyncExternalStore(subscribe, () => open);
