import type { Interval } from '@/api/types';

export type IntervalProblem = 'order' | 'overlap' | 'time';

/** What is wrong with a day's intervals; null when they stand in order without overlap. A time that cannot be read is
 * NaN. */
export function problemOf(day: Interval[]): IntervalProblem | null {
  const isTime = (minute: number) => Number.isInteger(minute) && minute >= 0 && minute <= 1440;
  if (!day.flat().every(isTime)) return 'time';
  let last = -1;
  for (const [from, to] of day) {
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
  const from = Math.min((last[1] || 0) + 60, 1380);
  return [from, Math.min(from + 240, 1440)];
}
