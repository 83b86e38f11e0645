import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';

import { api } from '@/api/client';
import type { FollowUpsDue } from '@/api/types';
import { serverNow } from '@/live/clock';
import { useLive } from '@/live/context';

export const PATH = '/follow-ups';
const LONGEST_TIMER_MS = 2_000_000_000;

/** What is due of my own; read again when the server says so, and when the next one becomes due. */
export function useDue() {
  const client = useQueryClient();
  const news = useLive((state) => state.news.follow_ups);
  const query = useQuery({
    queryKey: [PATH, 'due', news],
    queryFn: ({ signal }) => api.get<FollowUpsDue>(`${PATH}/due`, {}, signal),
    placeholderData: (before) => before,
    enabled: news > 0,
  });
  const nextAt = query.data?.next_at ?? null;
  useEffect(() => {
    if (nextAt === null) return undefined;
    const wait = Math.min(Math.max(nextAt - serverNow(), 0) + 500, LONGEST_TIMER_MS);
    const timer = setTimeout(() => void client.invalidateQueries({ queryKey: [PATH] }), wait);
    return () => clearTimeout(timer);
  }, [nextAt, client]);
  return query;
}
