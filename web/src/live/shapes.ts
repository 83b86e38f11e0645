/** The shape of the live board, as `trunkline/core/board.py` describes it. */
import type { BoardAlarm } from './boardAlarms';
import type { BoardCallback, CarriedOut } from './boardCallbacks';
import type { AskedExpert } from './boardExperts';
import type { BoardMonitor, BoardParty, BoardPlay } from './boardPeople';

export type AgentState =
  'signed_out' | 'not_ready' | 'ready' | 'ringing' | 'talking' | 'holding' | 'wrap_up';

export type CallPhase = 'flow' | 'queued' | 'offered' | 'dialling' | 'talking' | 'wrap_up';

export interface BoardAgent {
  state: AgentState;
  reason: string;
  since: number;
  until: number | null;
  call_id: string | null;
  station: string;
  online: boolean;
  next: string | null;
  next_reason: string;
  /** Queues served for a time instead of the own ones. Boards from before this was known lack it. */
  lent?: string[] | null;
  /** Until then; null: until signing out. */
  lent_until?: number | null;
}

export interface BoardCall {
  id: string;
  phase: CallPhase;
  media: string;
  from_number: string;
  from_name: string;
  dialled: string;
  line: string;
  number_id: string | null;
  arrived_at: number;
  node_id: string | null;
  queue_id: string | null;
  stay_id: string | null;
  queued_at: number | null;
  priority: number;
  offer_id: string | null;
  offered_to: string | null;
  offered_until: number | null;
  /** Everybody who is being rung for it, by offer; the three above are of the first. */
  offers: Record<string, { agent_id: string; until: number }>;
  agent_id: string | null;
  answered_at: number | null;
  held_since: number | null;
  muted: boolean;
  /** What an agent has played to the caller. */
  playing: BoardPlay | null;
  recording_id: string | null;
  customer_id: string | null;
  customer_name: string;
  level: string;
  /** Whose call it is now, wrap-up included; `agent_id` is in charge. */
  agents: string[];
  parties: Record<string, BoardParty>;
  monitors: Record<string, BoardMonitor>;
  direction: 'in' | 'out';
  /** Who called, or who is called. */
  customer_number: string;
  /** While we dial: the own phone, then the line, then the customer's phone rings. */
  rings: '' | 'agent' | 'line' | 'customer';
  /** The callback that an outbound call carries out. */
  callback: CarriedOut | null;
  /** An expert is asked for. Boards from before this was known lack it. */
  asked?: AskedExpert | null;
  /** Why the call came to experts, or who talks was reminded of them. */
  escalated?: '' | 'waited' | 'level' | 'repeat' | 'talked';
}

export interface Board {
  agents: Record<string, BoardAgent>;
  calls: Record<string, BoardCall>;
  /** Customers who are to be called back; only for who sees the whole board. */
  callbacks: Record<string, BoardCallback>;
  switch: { connected: boolean };
  /** Those that are open; only for who sees the whole board. */
  alarms: Record<string, BoardAlarm>;
}
