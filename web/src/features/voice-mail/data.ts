import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';

import { api } from '@/api/client';
import type { VoiceMailCount } from '@/api/types';
import { useLive } from '@/live/context';

export const VOICE_MAIL = '/voice-mail';

/** How many messages wait to be heard. Where it is shown, the list is read again too when it has changed. */
export function useVoiceMailCount() {
  const client = useQueryClient();
  const news = useLive((state) => state.news.voice_mail);
  useEffect(() => {
    if (news > 0) void client.invalidateQueries({ queryKey: [VOICE_MAIL] });
  }, [client, news]);
  return useQuery({
    queryKey: [VOICE_MAIL, 'count'],
    queryFn: ({ signal }) => api.get<VoiceMailCount>(`${VOICE_MAIL}/count`, {}, signal),
    enabled: news > 0,
  }).data;
}
