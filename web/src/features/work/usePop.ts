import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';

import { api } from '@/api/client';
import type { Pop } from '@/api/types';
import type { BoardCall } from '@/live/board';
import { callOf, useLiveStore } from '@/live/context';

const popOf = (callId: string) =>
  queryOptions({
    queryKey: ['/pop', callId],
    queryFn: ({ signal }) => api.get<Pop>(`/calls/${callId}/pop`, {}, signal),
    staleTime: 60_000,
    retry: 2,
    retryDelay: 300,
  });

/** All that is known about the caller of a call at this agent. */
export const usePop = (call: BoardCall) => useQuery(popOf(call.id));

/** Ask for it as soon as the call is heard of: the answer comes while the page still draws the call. */
export function usePopAhead(agentId: string): void {
  const client = useQueryClient();
  const store = useLiveStore();
  useEffect(
    () =>
      store.subscribe(() => {
        const call = callOf(store.get().board, agentId);
        if (!call) return;
        const query = popOf(call.id);
        if (!client.getQueryState(query.queryKey)) void client.prefetchQuery(query);
      }),
    [agentId, client, store],
  );
}
