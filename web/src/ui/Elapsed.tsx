import { useServerNow } from '@/live/clock';

import { duration } from './time';

/** Time since a moment, ticking by the server's clock. */
export function Elapsed({ since }: { since: number }) {
  return <span className="num">{duration(useServerNow() - since)}</span>;
}

/** Time left until a moment; stops at zero. */
export function Remaining({ until }: { until: number }) {
  return <span className="num">{duration(until - useServerNow() + 999)}</span>;
}
