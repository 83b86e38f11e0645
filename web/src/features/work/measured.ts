import { useEffect, useSyncExternalStore } from 'react';

import { api } from '@/api/client';
import { usePhoneState, useSoftphone } from '@/softphone/context';
import { Meter, readStats } from '@/softphone/meter';
import { rate, type Numbers, type Rating } from '@/softphone/quality';
import { after, every } from '@/softphone/steady';

import { WORK } from './path';

const LOOK_MS = 3_000;
/** Shorter than this says nothing of a line. */
const LEAST_PACKETS = 100;
const AGAIN_MS = 5_000;

export interface Measured {
  numbers: Numbers;
  rating: Rating;
  silent: boolean;
}

// One working tab has one line: what is known of it stands here, so that only the sign is drawn anew.
let now: Measured | null = null;
const listeners = new Set<() => void>();

function set(next: Measured | null): void {
  now = next;
  listeners.forEach((listener) => listener());
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

/** How good the line is now; null while nothing is known. */
export const useMeasured = (): Measured | null => useSyncExternalStore(subscribe, () => now);

/** Measure the line while it talks, whatever page is open, and tell the service once at its end. */
export function useLineMeter(): void {
  const phone = useSoftphone();
  const { line } = usePhoneState();
  // Who listens to a call of others has no leg of it.
  const talking = line?.phase === 'talking' && !line.monitor ? line.id : null;
  const callId = line?.callId ?? null;
  useEffect(() => {
    if (!talking) return undefined;
    const meter = new Meter();
    let over = false;
    const look = async () => {
      const stats = await phone.stats();
      if (!stats || over) return;
      meter.add(readStats(stats));
      const numbers = meter.lately();
      set(numbers && { numbers, rating: rate(numbers), silent: meter.silent() });
    };
    void look();
    const end = every(LOOK_MS, () => void look());
    return () => {
      over = true;
      end();
      set(null);
      if (callId) report(callId, meter);
    };
  }, [talking, callId, phone]);
}

function report(callId: string, meter: Meter): void {
  const whole = meter.whole();
  if (!whole || whole.received + whole.lost < LEAST_PACKETS) return;
  const tenth = (value: number | null) =>
    value === null ? null : Math.min(60_000, Math.round(value * 10) / 10);
  const body = {
    received: whole.received,
    lost: whole.lost,
    jitter_ms: tenth(whole.jitterMs),
    rtt_ms: tenth(whole.rttMs),
    sent: whole.sent,
    far_lost: whole.farLost,
    far_jitter_ms: tenth(whole.farJitterMs),
  };
  const send = () => api.post(`${WORK}/calls/${callId}/quality`, body);
  // Nobody waits for it; a service that is just starting again is asked once more.
  send().catch(() => after(AGAIN_MS, () => void send().catch(() => undefined)));
}
