import { createContext, use } from 'react';

import type { Board } from '@/live/board';
import type { Names } from '@/live/store';

export const LendContext = createContext<(id: string) => void>(() => undefined);

/** Opens the dialog for an agent. */
export function useLend(): (id: string) => void {
  return use(LendContext);
}

/** Agents who serve a queue now: its members who are not lent elsewhere, and who is lent to it. */
export function serving(board: Board, names: Names, queue: string): string[] {
  const members = names.queues[queue]?.member_ids ?? [];
  const here = members.filter((id) => !board.agents[id]?.lent);
  const lent = Object.entries(board.agents)
    .filter(([, agent]) => agent.lent?.includes(queue))
    .map(([id]) => id);
  return [...here, ...lent];
}
