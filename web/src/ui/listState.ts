import { useMemo } from 'react';
import { useSearchParams } from 'react-router';

export interface ListState {
  page: number;
  size: number;
  sort: string;
  q: string;
  filters: Record<string, string>;
}

const OWN = new Set(['page', 'size', 'sort', 'q']);
export const DEFAULT_SIZE = 20;

/** Read a list's page, order, search and filters out of the address. */
export function readListState(params: URLSearchParams, defaultSort: string): ListState {
  const whole = (name: string, fallback: number, max: number) => {
    const value = Number(params.get(name));
    return Number.isInteger(value) && value >= 1 && value <= max ? value : fallback;
  };
  const filters: Record<string, string> = {};
  params.forEach((value, name) => {
    if (!OWN.has(name) && !name.startsWith('_') && value !== '') filters[name] = value;
  });
  return {
    page: whole('page', 1, 1_000_000),
    size: whole('size', DEFAULT_SIZE, 200),
    sort: params.get('sort') ?? defaultSort,
    q: params.get('q') ?? '',
    filters,
  };
}

/** Change some of it; whatever narrows the list goes back to the first page. */
export function writeListState(
  params: URLSearchParams,
  change: Record<string, string | number | null | undefined>,
): URLSearchParams {
  const next = new URLSearchParams(params);
  if (!('page' in change) && !('_open' in change)) next.delete('page');
  for (const [name, value] of Object.entries(change)) {
    if (value === null || value === undefined || value === '') next.delete(name);
    else next.set(name, String(value));
  }
  return next;
}

/**
 * A list's state kept in the address, so that it can be shared and survives a reload. Parameters that begin with an
 * underscore belong to the page (such as the open entry) and are no filters.
 */
export function useListState(defaultSort: string) {
  const [params, setParams] = useSearchParams();
  const state = useMemo(() => readListState(params, defaultSort), [params, defaultSort]);
  const change = (part: Record<string, string | number | null | undefined>) =>
    setParams((now) => writeListState(now, part), { replace: !('_open' in part) });
  return { state, change, open: params.get('_open') };
}

/** As the server takes it. */
export function toQuery(state: ListState): Record<string, string | number> {
  return {
    ...state.filters,
    page: state.page,
    size: state.size,
    ...(state.sort ? { sort: state.sort } : {}),
    ...(state.q ? { q: state.q } : {}),
  };
}
