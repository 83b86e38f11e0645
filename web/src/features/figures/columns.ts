import type { AgentFigures } from '@/api/types';
import { percent } from '@/features/wall/parts';
import { duration } from '@/ui/time';

type Name = Exclude<keyof AgentFigures, 'agent_id' | 'agent_name' | 'extension' | 'not_ready_by'>;

/** An agent's figures in the order in which they are shown. */
export const AGENT_FIGURES: Name[] = [
  'handled',
  'offers',
  'missed',
  'signed_in',
  'talk',
  'hold',
  'wrap_up',
  'ringing',
  'idle',
  'not_ready',
  'aht',
  'occupancy',
  'utilisation',
  'transferred',
  'transfer_rate',
  'consulted',
  'consult_rate',
  'conferenced',
  'conference_rate',
  'surveys_offered',
  'surveys_answered',
  'response_rate',
  'mean_mark',
  'satisfied_share',
  'complaints',
];

const SHARES = new Set<Name>([
  'occupancy',
  'utilisation',
  'transfer_rate',
  'consult_rate',
  'conference_rate',
  'response_rate',
  'satisfied_share',
]);
const COUNTS = new Set<Name>([
  'handled',
  'offers',
  'missed',
  'transferred',
  'consulted',
  'conferenced',
  'surveys_offered',
  'surveys_answered',
  'complaints',
]);

/** A figure as people read it: 12, 83.3%, 4:05; a dash where there is nothing to divide by. */
export function shown(figures: AgentFigures, name: Name): string {
  const value = figures[name];
  if (value === null) return '—';
  if (name === 'mean_mark') return value.toFixed(2);
  if (COUNTS.has(name)) return String(value);
  return SHARES.has(name) ? percent(value) : duration(value);
}
