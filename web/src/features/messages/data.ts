import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';

import { api } from '@/api/client';
import type { BulletinBoard, Inbox } from '@/api/types';
import { useLive } from '@/live/context';

const LONGEST_TIMER_MS = 2_000_000_000;

/** What waits for me; read again when the server says that there is news. */
export function useInbox() {
  const news = useLive((state) => state.news.messages);
  return useQuery({
    queryKey: ['/messages', 'inbox', news],
    queryFn: ({ signal }) => api.get<Inbox>('/messages/inbox', {}, signal),
    placeholderData: (before) => before,
    enabled: news > 0,
  });
}

/** What is posted now; read again when the server says so, and when one comes or goes by itself. */
export function useBulletins() {
  const client = useQueryClient();
  const news = useLive((state) => state.news.bulletins);
  const query = useQuery({
    queryKey: ['/bulletins', 'board', news],
    queryFn: ({ signal }) => api.get<BulletinBoard>('/bulletins/board', {}, signal),
    placeholderData: (before) => before,
    enabled: news > 0,
  });
  const changesAt = query.data?.changes_at ?? null;
  useEffect(() => {
    if (changesAt === null) return undefined;
    const wait = Math.min(Math.max(changesAt - Date.now(), 1000) + 500, LONGEST_TIMER_MS);
    const timer = setTimeout(
      () => void client.invalidateQueries({ queryKey: ['/bulletins', 'board'] }),
      wait,
    );
    return () => clearTimeout(timer);
  }, [changesAt, client]);
  return query;
}

/** Read, confirm or answer, and then look again. */
export function useDeal() {
  const client = useQueryClient();
  return async (path: string, body?: unknown) => {
    await api.post(path, body);
    await client.invalidateQueries({
      queryKey: [path.startsWith('/messages') ? '/messages' : '/bulletins'],
    });
  };
}
