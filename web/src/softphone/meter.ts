/** What a connection's statistics say of its audio, from its beginning and lately. */
import { lossShare, type Numbers } from './quality';

/** One look at the counters of a connection. Counts are from its beginning. */
export interface Sample {
  received: number;
  lost: number;
  jitterMs: number;
  rttMs: number | null;
  /** What the other side says of what it gets from here; null: it has said nothing yet. */
  far: { lost: number; jitterMs: number } | null;
  sent: number;
}

type Entry = Record<string, unknown>;
const number = (value: unknown): number => (typeof value === 'number' ? value : 0);

/** Read the statistics of an RTCPeerConnection: `[...(await connection.getStats()).values()]`. */
export function readStats(entries: Iterable<Entry>): Sample {
  const sample: Sample = { received: 0, lost: 0, jitterMs: 0, rttMs: null, far: null, sent: 0 };
  let pathRtt: number | null = null;
  for (const entry of entries) {
    if (entry.type === 'inbound-rtp' && entry.kind === 'audio') {
      sample.received = number(entry.packetsReceived);
      sample.lost = number(entry.packetsLost);
      sample.jitterMs = number(entry.jitter) * 1000;
    } else if (entry.type === 'outbound-rtp' && entry.kind === 'audio') {
      sample.sent = number(entry.packetsSent);
    } else if (entry.type === 'remote-inbound-rtp' && entry.kind === 'audio') {
      sample.far = { lost: number(entry.packetsLost), jitterMs: number(entry.jitter) * 1000 };
      if (typeof entry.roundTripTime === 'number') sample.rttMs = entry.roundTripTime * 1000;
    } else if (entry.type === 'candidate-pair' && entry.nominated && entry.state === 'succeeded') {
      if (typeof entry.currentRoundTripTime === 'number') {
        pathRtt = entry.currentRoundTripTime * 1000;
      }
    }
  }
  // Of the audio itself when there is one; else of the checks that keep the path open.
  sample.rttMs ??= pathRtt;
  return sample;
}

const LATELY = 4;

/** Follows one connection; samples come every few seconds. */
export class Meter {
  private readonly samples: Sample[] = [];
  private first: Sample | null = null;
  private jitterSum = 0;
  private jitterMost = 0;
  private rttSum = 0;
  private rttCount = 0;
  private count = 0;

  add(sample: Sample): void {
    // Counters that run backwards are those of another stream, as after a change of the connection.
    if (this.last && sample.received < this.last.received) {
      this.samples.length = 0;
      this.first = null;
    }
    this.first ??= sample;
    this.samples.push(sample);
    if (this.samples.length > LATELY) this.samples.shift();
    this.count += 1;
    this.jitterSum += sample.jitterMs;
    this.jitterMost = Math.max(this.jitterMost, sample.jitterMs);
    if (sample.rttMs !== null) {
      this.rttSum += sample.rttMs;
      this.rttCount += 1;
    }
  }

  private get last(): Sample | undefined {
    return this.samples.at(-1);
  }

  /** Over the last few samples, of what comes here and of what the other side gets: the worse. null: too early. */
  lately(): Numbers | null {
    const [from, to] = [this.samples[0], this.last];
    if (!from || !to || from === to) return null;
    const received = to.received - from.received;
    const lost = to.lost - from.lost;
    const here = lossShare(received, lost);
    const farLost = to.far && from.far ? to.far.lost - from.far.lost : 0;
    const there = lossShare(Math.max(0, to.sent - from.sent - farLost), farLost);
    return {
      loss: Math.max(here, there),
      jitterMs: Math.max(to.jitterMs, to.far?.jitterMs ?? 0),
      rttMs: to.rttMs,
    };
  }

  /** Nothing has come for the last few samples although something is sent. */
  silent(): boolean {
    const [from, to] = [this.samples[0], this.last];
    return (
      this.samples.length === LATELY &&
      from !== undefined &&
      to !== undefined &&
      to.received === from.received &&
      to.sent > from.sent
    );
  }

  /** From the first sample on. null: nothing was measured. */
  whole(): (Numbers & Counts) | null {
    const to = this.last;
    if (!to || this.count === 0) return null;
    const from = this.first === to ? null : this.first;
    const received = to.received - (from?.received ?? 0);
    const lost = Math.max(0, to.lost - (from?.lost ?? 0));
    return {
      received,
      lost,
      loss: lossShare(received, lost),
      jitterMs: this.jitterSum / this.count,
      jitterMostMs: this.jitterMost,
      rttMs: this.rttCount > 0 ? this.rttSum / this.rttCount : null,
      sent: to.sent - (from?.sent ?? 0),
      farLost: to.far ? Math.max(0, to.far.lost) : null,
      farJitterMs: to.far?.jitterMs ?? null,
    };
  }
}

export interface Counts {
  received: number;
  lost: number;
  sent: number;
  jitterMostMs: number;
  farLost: number | null;
  farJitterMs: number | null;
}
