import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { api } from '@/api/client';
import type { FigureSettings, WallSettings } from '@/api/types';

export const WALL_PARTS = ['figures', 'queues', 'agents', 'charts', 'lines'] as const;
export type WallPart = (typeof WALL_PARTS)[number];

const WALL = '/figures/wall';
const SETTINGS = '/figures/settings';

/** What the own wall shows, kept on the server; a change is shown at once. */
export function useWallSettings() {
  const client = useQueryClient();
  const query = useQuery({
    queryKey: [WALL],
    queryFn: ({ signal }) => api.get<WallSettings>(WALL, {}, signal),
    staleTime: Infinity,
  });
  const save = useMutation({
    mutationFn: (wall: WallSettings) => api.put<WallSettings>(WALL, wall),
    onMutate: (wall) => {
      const before = client.getQueryData<WallSettings>([WALL]);
      client.setQueryData([WALL], wall);
      return before;
    },
    onError: (_error, _wall, before) => client.setQueryData([WALL], before),
  });
  return { query, save };
}

/** How the company counts its service level. */
export function useFigureSettings() {
  const client = useQueryClient();
  const query = useQuery({
    queryKey: [SETTINGS],
    queryFn: ({ signal }) => api.get<FigureSettings>(SETTINGS, {}, signal),
  });
  const save = useMutation({
    mutationFn: (settings: FigureSettings) => api.put<FigureSettings>(SETTINGS, settings),
    onSuccess: (settings) => client.setQueryData([SETTINGS], settings),
  });
  return { query, save };
}
