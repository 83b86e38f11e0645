import type { Interval } from '@/api/types';

export type IntervalProblem = 'order' | 'overlap' | 'time';

/** What is wrong with a day's intervals; null when they stand in order without overlap. */
export function problemOf(day: Interval[]): IntervalProblem | null {
  let last = -1;
  for (const [from, to] of day) {
    if (!Number.isInteger(from) || !Number.isInteger(to) || from < 0 || to > 1440) return 'time';
    if (to <= from) return 'order';
    if (from < last) return 'overlap';
    last = to;
  }
  return null;
}

/** A useful next interval of a day: after the last one, or office hours on an empty day. */
export function nextInterval(day: Interval[]): Interval {
  const last = day.at(-1);
  if (!last) return [540, 1080];
  const from = Math.min(last[1] + 60, 1380);
  return [from, Math.min(from + 240, 1440)];
}
