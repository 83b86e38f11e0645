import { App } from 'antd';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { api } from '@/api/client';
import type { Dialling } from '@/api/types';
import type { BoardCall } from '@/live/board';
import { useLiveStore } from '@/live/context';
import { usePhoneState } from '@/softphone/context';
import { lineIsFor } from '@/softphone/machine';
import { readable } from '@/ui/Caller';
import { useShowError } from '@/ui/errors';

import { WORK } from './path';

const DIAL = `${WORK}/dial`;
const SHOWN = 'trunkline.caller_id';

/** What the dial pad offers, and the order to call. The number that is shown is remembered in this browser. */
export function useDialling(open: boolean) {
  const showError = useShowError();
  const client = useQueryClient();
  const query = useQuery({
    queryKey: [DIAL],
    queryFn: ({ signal }) => api.get<Dialling>(DIAL, {}, signal),
    enabled: open,
    staleTime: 0,
  });
  const [callerId, setCallerId] = useState(() => localStorage.getItem(SHOWN) ?? '');
  const offered = query.data?.caller_ids ?? [];
  // One that may not be shown any more is forgotten.
  const chosen = offered.some(({ number }) => number === callerId) ? callerId : '';
  return {
    ...query,
    callerId: chosen,
    choose: (number: string) => {
      localStorage.setItem(SHOWN, number);
      setCallerId(number);
    },
    /** Says whether the call was ordered, and shows why when it was not. */
    dial: async (number: string): Promise<boolean> => {
      try {
        await api.post(DIAL, { number, caller_id: chosen });
        void client.invalidateQueries({ queryKey: [DIAL] });
        return true;
      } catch (error) {
        showError(error);
        return false;
      }
    },
  };
}

/** Who has ordered a call is there: the own browser answers by itself, once for each call. */
export function useAutoAnswer(call: BoardCall | undefined, answer: () => Promise<void>): void {
  const { line } = usePhoneState();
  const answered = useRef<string | null>(null);
  const mine = call && line?.phase === 'ringing' && lineIsFor(line, call.id) ? call.id : null;
  useEffect(() => {
    if (!mine || answered.current === mine) return;
    answered.current = mine;
    void answer();
  }, [answer, mine]);
}

/** A message when the customer whom this agent called was not reached. */
export function useDialNews(me: string): void {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const store = useLiveStore();
  const now = useRef({ t, message });
  useEffect(() => {
    now.current = { t, message };
  });
  useEffect(
    () =>
      store.listen((kind, fact, before) => {
        if (kind !== 'CallEnded') return;
        const call = before.calls[String(fact.call_id)];
        if (call?.phase !== 'dialling' || call.agent_id !== me) return;
        if (fact.outcome === 'cancelled' && fact.ended_by === 'agent') return;
        const { t: say, message: show } = now.current;
        const who = call.customer_name || readable(call.dialled);
        void show.warning(`${who}: ${say(`outcome.${fact.outcome}`)}`, 8);
      }),
    [me, store],
  );
}
