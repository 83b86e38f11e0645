import type { User } from '@/api/types';

/** What the form shows of an agent's capacity: as the company has it, or given callbacks, or not. */
export type Callbacks = 'given' | 'none' | null;

export const callbacksOf = (capacity: User['capacity']): Callbacks =>
  capacity === null ? null : capacity.callback === 0 ? 'none' : 'given';

export const capacityOf = (callbacks: Callbacks | undefined): User['capacity'] =>
  callbacks ? { callback: callbacks === 'given' ? 1 : 0 } : null;
