/** What the server sends of figures; docs/figures.md has the formulas. Shares 0 to 1, lengths in milliseconds. */
export type Value = number | null;

export interface QueueFigures {
  offered: number;
  answered: number;
  abandoned: number;
  short_abandoned: number;
  waiting: number;
  answer_rate: Value;
  abandonment_rate: Value;
  service_level: Value;
  asa: Value;
  aht: Value;
  longest_wait: number;
  surveys_offered: number;
  surveys_answered: number;
  mean_mark: Value;
  satisfied_share: Value;
  complaints: number;
  callbacks_asked: number;
  callbacks_reached: number;
  callbacks_called_again: number;
  callbacks_given_up: number;
  callbacks_expired: number;
  callbacks_open: number;
  callback_tries: number;
  callback_reach_rate: Value;
  callback_time: Value;
  recalls: number;
  recalls_reached: number;
  recalls_contacted: number;
  recall_tries: number;
  recall_reach_rate: Value;
  escalated: number;
  experts_asked: number;
  experts_answered: number;
  expert_wait: Value;
}

export interface AgentFigures {
  handled: number;
  occupancy: Value;
  utilisation: Value;
  aht: Value;
}

export interface QueuePart {
  today: QueueFigures;
  now: QueueFigures;
  agents: AgentFigures;
}

export interface FigureSettings {
  service_level_s: number;
  service_level_of: 'answered_and_abandoned' | 'offered' | 'answered';
  leave_out_short: boolean;
  service_level_target: number;
}

export interface Frame {
  from: number;
  to: number;
  now_from: number;
  interval_ms: number;
  settings: FigureSettings;
}

export interface Series {
  start: number[];
  offered: number[];
  answered: number[];
  abandoned: number[];
  service_level: Value[];
}

export interface LineFigures {
  calls: number;
  in_use: number;
  most_at_once: number;
  now: number;
}

/** A trunk that is switched on; only for who may see trunks. */
export interface TrunkFigures {
  name: string;
  /** Channels in use. */
  now: number;
  /** Channels at most; 0: no limit. */
  limit: number;
  state: 'online' | 'offline' | 'rejected' | 'unknown';
  /** There is somebody to ask for the state. */
  asked: boolean;
  most_at_once: number;
}

export interface Parts {
  frame?: Frame;
  total?: QueueFigures;
  now?: QueueFigures;
  agents?: AgentFigures;
  series?: Series;
  lines?: Record<string, LineFigures>;
  trunks?: Record<string, TrunkFigures>;
  [queue: `queue:${string}`]: QueuePart | undefined;
}

/** 83.3%, and 100% for all of them; a dash when nothing can be said. */
export function percent(value: Value | undefined): string {
  if (value === null || value === undefined) return '—';
  if (value === 1) return '100%';
  return `${(value * 100).toFixed(1)}%`;
}

/** Colour of a service level: as wished, nearly (ten points below), or not; none without a value. */
export function reached(value: Value | undefined, target: number): 'good' | 'near' | 'bad' | '' {
  if (value === null || value === undefined) return '';
  const points = value * 100;
  if (points >= target) return 'good';
  return points >= target - 10 ? 'near' : 'bad';
}

/** From this share of its channels on a trunk is nearly full. */
const NEARLY_FULL = 0.8;

/** Colour of a trunk's use: full, nearly so, or neither. */
export function pressure({ now, limit }: Pick<TrunkFigures, 'now' | 'limit'>): 'bad' | 'near' | '' {
  if (limit === 0 || now < limit * NEARLY_FULL) return '';
  return now >= limit ? 'bad' : 'near';
}

/** Trunks, the fullest first: those that are down or full must be seen without searching. */
export function trunkRows(trunks: Parts['trunks']): (TrunkFigures & { id: string })[] {
  const share = (one: TrunkFigures) => (one.limit ? one.now / one.limit : 0);
  const down = (one: TrunkFigures) => Number(one.state === 'offline' || one.state === 'rejected');
  return Object.entries(trunks ?? {})
    .map(([id, one]) => ({ id, ...one }))
    .sort((a, b) => down(b) - down(a) || share(b) - share(a) || a.name.localeCompare(b.name, 'zh'));
}
