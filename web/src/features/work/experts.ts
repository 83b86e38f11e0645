import type { Names } from '@/live/store';

export interface Experts {
  id: string;
  name: string;
  /** Whether the person at this page is one of them: nobody is reminded to ask for what they are. */
  own: boolean;
}

/** The experts that a queue's calls may be taken to; undefined: it has none. */
export function expertsOf(
  queues: Names['queues'],
  queueId: string | null,
  me: string,
): Experts | undefined {
  const id = queues[queueId ?? '']?.experts ?? '';
  const found = queues[id];
  return found && { id, name: found.name, own: found.member_ids.includes(me) };
}
