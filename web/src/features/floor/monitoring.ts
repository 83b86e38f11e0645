import { createContext, use } from 'react';

import type { BoardCall, BoardMonitor, MonitorMode } from '@/live/board';

export const MODES: MonitorMode[] = ['listen', 'whisper', 'barge'];

/** A conversation and how somebody listens to it. */
export interface Listening {
  call: BoardCall;
  monitor: BoardMonitor;
}

/** What a supervisor does with other people's conversations. */
export interface Monitoring {
  /** What I listen to, or am about to. */
  mine: Listening | null;
  /** The agent whose conversation is being opened, while the phone is made ready. */
  starting: string | null;
  listen: (agentId: string, mode: MonitorMode, station?: 'browser' | 'phone') => Promise<void>;
  /** Be in charge of the agent's conversation. */
  takeOver: (agentId: string) => Promise<void>;
  stop: () => Promise<void>;
}

export const MonitoringContext = createContext<Monitoring | null>(null);

export function useMonitoring(): Monitoring {
  const monitoring = use(MonitoringContext);
  if (!monitoring) throw new Error('MonitoringProvider is missing');
  return monitoring;
}

/** What somebody listens to; null: nothing. */
export function listeningOf(calls: Record<string, BoardCall>, by: string): Listening | null {
  for (const call of Object.values(calls)) {
    const monitor = monitorsOf(call).find((one) => one.by === by);
    if (monitor) return { call, monitor };
  }
  return null;
}

/** Those who listen to a call; one from before there was listening has none. */
export const monitorsOf = (call: BoardCall | undefined): BoardMonitor[] =>
  Object.values((call as Partial<BoardCall> | undefined)?.monitors ?? {});
