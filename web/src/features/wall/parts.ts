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

export interface Parts {
  frame?: Frame;
  total?: QueueFigures;
  now?: QueueFigures;
  agents?: AgentFigures;
  series?: Series;
  lines?: Record<string, LineFigures>;
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
