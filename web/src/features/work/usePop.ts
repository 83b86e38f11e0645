import { useQuery } from '@tanstack/react-query';

import { api } from '@/api/client';
import type { Pop } from '@/api/types';
import type { BoardCall } from '@/live/board';

/** All that is known about the caller of a call at this agent. */
export function usePop(call: BoardCall) {
  return useQuery({
    // Asked again when the caller turns out to be a customer after the call was shown.
    queryKey: ['/pop', call.id, call.customer_id],
    queryFn: ({ signal }) => api.get<Pop>(`/calls/${call.id}/pop`, {}, signal),
    // What is shown stays while it is asked again: the record must not blink away.
    placeholderData: (before) => (before?.call.id === call.id ? before : undefined),
    staleTime: 60_000,
    retry: 2,
    retryDelay: 300,
  });
}
