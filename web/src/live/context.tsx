import {
  createContext,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
  type ReactNode,
} from 'react';

import type { Board, BoardAgent, BoardCall } from './board';
import { LiveSocket, socketUrl } from './socket';
import { LiveStore, type LiveState } from './store';

interface Live {
  store: LiveStore;
  takeOver: () => void;
  /** This tab is, or was made, the one on which the agent works. */
  working: boolean;
}

const WORKING = 'trunkline.working';

const Context = createContext<Live | null>(null);

/** `atWork`: the desktop is open in this tab; from then on it stays the working tab, also after a reload. */
export function LiveProvider({ atWork, children }: { atWork: boolean; children: ReactNode }) {
  const [working, setWorking] = useState(() => sessionStorage.getItem(WORKING) === '1');
  if (atWork && !working) setWorking(true);
  const [store, socket] = useMemo(() => {
    const made = new LiveStore();
    return [made, new LiveSocket(made, socketUrl('/api/live'))] as const;
  }, []);
  useEffect(() => {
    if (working) sessionStorage.setItem(WORKING, '1');
    socket.setWork(working);
  }, [socket, working]);
  useEffect(() => {
    socket.start();
    return () => socket.stop();
  }, [socket]);
  const live = useMemo(
    () => ({ store, takeOver: socket.retryNow, working }),
    [store, socket, working],
  );
  return <Context value={live}>{children}</Context>;
}

function useLiveContext(): Live {
  const live = useContext(Context);
  if (!live) throw new Error('LiveProvider is missing');
  return live;
}

/** Equal when identical, or lists / records of one level with identical entries. */
export function shallowEqual(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const left = Object.entries(a);
  const right = b as Record<string, unknown>;
  return (
    left.length === Object.keys(b).length &&
    left.every(([key, value]) => Object.hasOwn(right, key) && Object.is(value, right[key]))
  );
}

/** A part of the live state; the component is drawn again only when that part changes. */
export function useLive<T>(select: (state: LiveState) => T): T {
  const { store } = useLiveContext();
  const last = useRef<{ value: T } | null>(null);
  return useSyncExternalStore(store.subscribe, () => {
    const value = select(store.get());
    if (last.current && shallowEqual(last.current.value, value)) return last.current.value;
    last.current = { value };
    return value;
  });
}

/** The store itself, for what must be done before the page is drawn. */
export const useLiveStore = (): LiveStore => useLiveContext().store;

export const useWorking = (): boolean => useLiveContext().working;

export const useTakeOver = (): (() => void) => useLiveContext().takeOver;

export const useAgent = (id: string): BoardAgent | undefined =>
  useLive((state) => state.board.agents[id]);

/** The call an agent is offered, talks on or wraps up, as the board has it. */
export function callOf(board: Board, agentId: string): BoardCall | undefined {
  const current = board.agents[agentId]?.call_id;
  if (current) return board.calls[current];
  return Object.values(board.calls).find((call) =>
    Object.values(call.offers).some((offer) => offer.agent_id === agentId),
  );
}

export const useMyCall = (agentId: string): BoardCall | undefined =>
  useLive(({ board }) => callOf(board, agentId));
