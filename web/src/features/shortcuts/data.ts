import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { api } from '@/api/client';
import type { components } from '@/gen/api';

export type Shortcut = components['schemas']['ShortcutOut'];
export type Action = Shortcut['action'];

const PATH = '/shortcuts';
const NONE: Shortcut[] = [];

/** Every shortcut with the person's own keys; empty until they are known. */
export function useShortcuts(): Shortcut[] {
  const { data } = useQuery({
    queryKey: [PATH],
    queryFn: () => api.get<Shortcut[]>(PATH),
    staleTime: Infinity,
  });
  return data ?? NONE;
}

/** The keys of one action; empty: none. */
export const useKeysOf = (action: Action): string =>
  useShortcuts().find((one) => one.action === action)?.keys ?? '';

export function useKeepShortcuts() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (keys: Partial<Record<Action, string>>) => api.put<Shortcut[]>(PATH, { keys }),
    onSuccess: (kept) => client.setQueryData([PATH], kept),
  });
}
