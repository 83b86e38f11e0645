export type PartyPurpose = 'consult' | 'conference' | 'transfer';

/** Somebody in a conversation besides the customer and the agent in charge. */
export interface BoardParty {
  id: string;
  purpose: PartyPurpose;
  state: 'dialled' | 'ringing' | 'joined';
  since: number;
  agent_id: string | null;
  number: string;
  by: string;
  held: boolean;
  muted: boolean;
}

export type MonitorMode = 'listen' | 'whisper' | 'barge';

/** Played to the caller at an agent's order; `leave`: the agent has left the call to it. */
export interface BoardPlay {
  id: string;
  agent_id: string;
  prompt: string;
  until: number;
  leave: boolean;
}

/** A supervisor who listens to a conversation. */
export interface BoardMonitor {
  id: string;
  by: string;
  /** The agent at whose side the supervisor listens. */
  agent_id: string;
  mode: MonitorMode;
  state: 'dialled' | 'joined';
  since: number;
  shown: boolean;
}

/** What changes of a call when the agent in charge leaves the caller to a flow. */
export const IN_FLOW = { phase: 'flow', agent_id: null, muted: false } as const;
