import { useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { createContext, useContext, useEffect, type ReactNode } from 'react';

import { setLanguage } from '@/i18n';

import { api, ApiError, setCsrf, setOnSignedOut } from './client';
import type { Language, Me } from './types';

const KEY = ['session'];
const LEFT = ['session', 'left'];
const ENTERED = ['session', 'entered'];
const Context = createContext<Me | null>(null);

async function load(): Promise<Me | null> {
  try {
    return accept(await api.get<Me>('/session'));
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null;
    throw error;
  }
}

function accept(me: Me): Me {
  setCsrf(me.csrf);
  void setLanguage(me.user.language);
  return me;
}

/** Who is signed in here; null = nobody, undefined = not known yet. */
export function useSession() {
  const client = useQueryClient();
  useEffect(() => setOnSignedOut(() => client.setQueryData(KEY, null)), [client]);
  return useQuery({ queryKey: KEY, queryFn: load, staleTime: Infinity, retry: 1 });
}

export async function signIn(client: QueryClient, account: string, password: string) {
  const me = accept(await api.post<Me>('/session', { account, password }));
  client.clear();
  client.setQueryData(KEY, me);
  client.setQueryData(ENTERED, true);
  return me;
}

/** Whether the person has just signed in here, rather than read the page again; says so once. */
export function takeEntered(client: QueryClient): boolean {
  const entered = client.getQueryData(ENTERED) === true;
  client.removeQueries({ queryKey: ENTERED });
  return entered;
}

export async function signOut(client: QueryClient): Promise<void> {
  try {
    await api.remove('/session');
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 401)) throw error;
  }
  client.setQueryData(LEFT, true);
  forgetSession(client);
}

/** Whether the person signed out here, rather than that the session ended. */
export const hasLeft = (client: QueryClient): boolean => client.getQueryData(LEFT) === true;

/** Leave for the sign-in page: the server has ended the session. */
export function forgetSession(client: QueryClient): void {
  client.removeQueries({ predicate: (query) => query.queryKey[0] !== 'session' });
  client.setQueryData(KEY, null);
}

export async function changeLanguage(client: QueryClient, language: Language): Promise<void> {
  const me = accept(await api.patch<Me>('/session', { language }));
  client.setQueryData(KEY, me);
}

export async function changeOutsideNumber(client: QueryClient, number: string): Promise<void> {
  const me = accept(await api.put<Me>('/session/outside_number', { outside_number: number }));
  client.setQueryData(KEY, me);
}

export function MeProvider({ me, children }: { me: Me; children: ReactNode }) {
  return <Context value={me}>{children}</Context>;
}

export function useMe(): Me {
  const me = useContext(Context);
  if (!me) throw new Error('MeProvider is missing');
  return me;
}

export function useMay(): (permission: string) => boolean {
  const { permissions } = useMe();
  return (permission) => permissions.includes(permission);
}
