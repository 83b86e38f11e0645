import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { api, type QueryValue } from './client';
import type { Page } from './types';

/** One page of a list. */
export function useList<T>(path: string, query: Record<string, QueryValue>, enabled = true) {
  return useQuery({
    queryKey: [path, 'list', query],
    queryFn: ({ signal }) => api.get<Page<T>>(path, query, signal),
    placeholderData: keepPreviousData,
    enabled,
  });
}

/** All entries of a list that is small by nature (queues, reasons ...), for choices; at most 200 are shown. */
export function useAll<T>(path: string, enabled = true) {
  return useQuery({
    queryKey: [path, 'all'],
    queryFn: async ({ signal }) => (await api.get<Page<T>>(path, { size: 200 }, signal)).items,
    staleTime: 30_000,
    enabled,
  });
}

export function useOne<T>(path: string, id: string | null | undefined) {
  return useQuery({
    queryKey: [path, 'one', id],
    queryFn: ({ signal }) => api.get<T>(`${path}/${id}`, {}, signal),
    enabled: Boolean(id),
  });
}

/** Create without an id, change with one. Everything read under the path is read again. */
export function useSave<T>(path: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, values }: { id?: string | undefined; values: unknown }) =>
      id ? api.patch<T>(`${path}/${id}`, values) : api.post<T>(path, values),
    onSuccess: () => client.invalidateQueries({ queryKey: [path] }),
  });
}

export function useRemove(path: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.remove(`${path}/${id}`),
    onSuccess: () => client.invalidateQueries({ queryKey: [path] }),
  });
}
