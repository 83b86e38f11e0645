import { App } from 'antd';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { api } from '@/api/client';
import { useMe } from '@/api/session';
import type { Person, Targets } from '@/api/types';
import type { BoardCall, BoardParty } from '@/live/board';
import { useLive, useLiveStore } from '@/live/context';
import { readable } from '@/ui/Caller';
import { useShowError } from '@/ui/errors';

import { isNews, isTold, type Choice, type Mode } from './parties';
import { WORK } from './path';

const FRESH_MS = 3_000;
const TYPED_MS = 150;
const PATHS: Record<Mode, string> = { transfer: 'transfer', consult: 'consult', add: 'parties' };

/** What is typed, once the hand rests. */
function useRested(text: string): string {
  const [rested, setRested] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), TYPED_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return rested;
}

/** Whom one can ask or pass a call to, as it is now; `settled` once the answer is for what is typed. */
export function useTargets(text: string, open: boolean) {
  const q = useRested(text.trim());
  const query = useQuery({
    queryKey: ['work-targets', q],
    queryFn: ({ signal }) => api.get<Targets>(`${WORK}/targets`, { q }, signal),
    enabled: open,
    refetchInterval: open ? FRESH_MS : false,
    placeholderData: keepPreviousData,
  });
  return { ...query, settled: q === text.trim() && !query.isPlaceholderData };
}

/** Orders on a call; each says whether it was carried out, and shows why when not. */
export function useOrders(call: BoardCall) {
  const showError = useShowError();
  const path = `${WORK}/calls/${call.id}`;
  const carried = useCallback(
    async (order: Promise<unknown>): Promise<boolean> => {
      try {
        await order;
        return true;
      } catch (error) {
        showError(error);
        return false;
      }
    },
    [showError],
  );
  return useMemo(
    () => ({
      reach: (mode: Mode, { kind, to }: Pick<Choice, 'kind' | 'to'>) =>
        carried(api.post(`${path}/${PATHS[mode]}`, { kind, to })),
      askExpert: () => carried(api.post(`${path}/expert`)),
      stopAsking: () => carried(api.remove(`${path}/expert`)),
      swap: () => carried(api.post(`${path}/swap`)),
      join: () => carried(api.post(`${path}/join`)),
      complete: () => carried(api.post(`${path}/complete`)),
      drop: (party: BoardParty) => carried(api.remove(`${path}/parties/${party.id}`)),
      mute: (party: BoardParty) =>
        carried(api.post(`${path}/parties/${party.id}/mute`, { muted: !party.muted })),
    }),
    [carried, path],
  );
}

/** Names of who is on a call. Who sees only the own part of the board has no names of others: they are asked for. */
export function usePartyName(call: BoardCall): (party: BoardParty | string) => string {
  const { t } = useTranslation();
  const me = useMe().user.id;
  const known = useLive(({ names }) => names.agents);
  const ids = [
    ...new Set(
      Object.values(call.parties).flatMap(({ agent_id, by }) => (agent_id ? [agent_id, by] : [by])),
    ),
  ].filter((id) => id && id !== me && !known[id]);
  const people = useQuery({
    queryKey: ['work-people', call.id, ids.sort().join()],
    queryFn: ({ signal }) => api.get<Person[]>(`${WORK}/calls/${call.id}/people`, {}, signal),
    enabled: ids.length > 0,
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  });
  return (party) => {
    const id = typeof party === 'string' ? party : party.agent_id;
    if (typeof party !== 'string' && !id) return readable(party.number);
    const found = id ? (known[id] ?? people.data?.find((one) => one.id === id)) : undefined;
    return found?.name ?? t('party.colleague');
  };
}

/** A message when somebody whom this agent asked for is not reached. */
export function usePartyNews(call: BoardCall | undefined): void {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const me = useMe().user.id;
  const store = useLiveStore();
  const now = useRef({ call, t, message });
  useEffect(() => {
    now.current = { call, t, message };
  });
  useEffect(
    () =>
      store.listen((kind, fact, before) => {
        const { call: mine, t: say, message: show } = now.current;
        if (!mine || fact.call_id !== mine.id) return;
        if (kind === 'TransferFailed') {
          void show.warning(
            say(fact.queue_id ? 'party.back_to_queue' : 'party.transfer_failed'),
            8,
          );
        }
        if (kind === 'ExpertAskEnded' && isTold(String(fact.outcome), fact.agent_id === me)) {
          void show.warning(say(`expert_outcome.${fact.outcome}`), 8);
        }
        if (kind !== 'PartyLeft' || !isNews(String(fact.outcome))) return;
        const party = before.calls[mine.id]?.parties[String(fact.party_id)];
        if (party?.by !== me || party.state === 'joined') return;
        const who = party.agent_id
          ? (store.get().names.agents[party.agent_id]?.name ?? say('party.colleague'))
          : readable(party.number);
        void show.warning(`${who}: ${say(`party_outcome.${fact.outcome}`)}`, 8);
      }),
    [me, store],
  );
}
