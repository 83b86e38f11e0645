import { useQueryClient } from '@tanstack/react-query';
import {
  createContext,
  use,
  useEffect,
  useMemo,
  useSyncExternalStore,
  type ReactNode,
} from 'react';

import { api, ApiError } from '@/api/client';
import { useMe } from '@/api/session';
import type { BoardCall } from '@/live/board';
import { useLiveStore } from '@/live/context';

import {
  CallDraft,
  customerSaved,
  valueOf,
  type DraftFields,
  type DraftState,
  type DraftValues,
} from './draft';
import { useStation } from './station';
import { usePop } from './usePop';

const LIST_FOLLOWS_MS = 1_500;
const OVER = new Set(['call.not_yours', 'call.not_found']);
const isOver = (error: unknown) => error instanceof ApiError && OVER.has(error.code);

function storageOf(callId: string) {
  const key = `trunkline.draft.${callId}`;
  return {
    read: (): DraftValues => {
      try {
        return (JSON.parse(sessionStorage.getItem(key) ?? '{}') ?? {}) as DraftValues;
      } catch {
        return {};
      }
    },
    write: (own: DraftValues) => {
      if (Object.keys(own).length > 0) sessionStorage.setItem(key, JSON.stringify(own));
      else sessionStorage.removeItem(key);
    },
  };
}

const send = (callId: string) => async (values: DraftValues) =>
  (await api.patch<{ fields: DraftFields }>(`/calls/${callId}/draft`, values)).fields;

/** The call left this agent before the last words were kept: they belong to the line of the call list now. */
async function keepLastWords(callId: string, draft: CallDraft): Promise<void> {
  await draft.flush();
  const { own } = draft.get();
  const words = Object.entries(own).filter(
    ([name, value]) => name === 'disposition_id' || (name === 'notes' && value !== null),
  );
  if (words.length === 0) return;
  // The list follows a moment after the call.
  await new Promise((done) => setTimeout(done, LIST_FOLLOWS_MS));
  await api.patch(`/calls/${callId}`, Object.fromEntries(words)).catch(() => undefined);
}

const Context = createContext<CallDraft | null>(null);

/** The draft of the call at hand for all that is below, which is not drawn anew when a call comes or goes. */
export function DraftProvider({
  call,
  children,
}: {
  call: BoardCall | undefined;
  children: ReactNode;
}) {
  const callId = call?.id;
  const draft = useMemo(
    () => (callId ? new CallDraft(send(callId), storageOf(callId), isOver) : null),
    [callId],
  );
  return (
    <Context value={draft}>
      {call && draft && <Keeper key={call.id} call={call} draft={draft} />}
      {children}
    </Context>
  );
}

/** Keeps a draft in step with the server, and brings the last words home. */
function Keeper({ call, draft }: { call: BoardCall; draft: CallDraft }) {
  const client = useQueryClient();
  const store = useLiveStore();
  const me = useMe().user.id;
  const { part, link } = useStation();
  const pop = usePop(call);
  const writable = part === 'charge' || part === 'party' || part === 'wrap_up';

  useEffect(() => draft.setWritable(writable), [draft, writable]);
  useEffect(() => {
    if (pop.data) draft.learn(pop.data.draft);
  }, [draft, pop.data]);
  useEffect(
    () =>
      store.listenDrafts((callId, fields) => {
        if (callId !== call.id) return;
        draft.learn(fields);
        if (customerSaved(fields, me))
          void client.invalidateQueries({ queryKey: ['/pop', callId] });
      }),
    [call.id, client, draft, me, store],
  );
  useEffect(() => {
    // What colleagues wrote while the connection was away was told to nobody here.
    if (link === 'open') return undefined;
    return () => void client.invalidateQueries({ queryKey: ['/pop', call.id] });
  }, [call.id, client, link]);
  useEffect(
    () => () => {
      draft.stop();
      if (draft.dirty) void keepLastWords(call.id, draft);
    },
    [call.id, draft],
  );
  return null;
}

export function useDraft(): {
  draft: CallDraft;
  state: DraftState;
  value: (name: string) => unknown;
} {
  const draft = use(Context);
  if (!draft) throw new Error('DraftProvider is missing');
  const state = useSyncExternalStore(draft.subscribe, draft.get);
  return { draft, state, value: (name) => valueOf(state, name) };
}
