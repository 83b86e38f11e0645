import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';

import { api } from '@/api/client';
import type { AbandonedCount } from '@/api/types';
import { useLive } from '@/live/context';

export const ABANDONED = '/abandoned';
const EVERY_MS = 2_000;

/** How many are to be called back. Where it is shown, the list is read again too when it has changed, at once and then
 * at most every two seconds. */
export function useAbandonedCount() {
  const client = useQueryClient();
  const news = useLive((state) => state.news.abandoned);
  const readAt = useRef(0);
  useEffect(() => {
    if (news === 0) return undefined;
    const read = () => {
      readAt.current = Date.now();
      void client.invalidateQueries({ queryKey: [ABANDONED] });
    };
    const wait = readAt.current + EVERY_MS - Date.now();
    if (wait <= 0) {
      read();
      return undefined;
    }
    const timer = setTimeout(read, wait);
    return () => clearTimeout(timer);
  }, [client, news]);
  return useQuery({
    queryKey: [ABANDONED, 'count'],
    queryFn: ({ signal }) => api.get<AbandonedCount>(`${ABANDONED}/count`, {}, signal),
    enabled: news > 0,
  }).data;
}
