/**
 * How good a voice connection is, by the E-model of ITU-T G.107. The formulas and their sources are in
 * src/trunkline/core/quality.py, which computes the same; tests/core/quality.json holds both to it.
 */

export type Verdict = 'good' | 'fair' | 'bad';

export interface Numbers {
  /** Share of packets lost, 0..1. */
  loss: number;
  jitterMs: number;
  /** null: not measured, counts as none. */
  rttMs: number | null;
}

export interface Rating {
  r: number;
  mos: number;
  verdict: Verdict;
}

const R_DEFAULT = 93.2;
const BPL_G711 = 25.1;
const FRAME_MS = 20;

export function rate({ loss, jitterMs, rttMs }: Numbers): Rating {
  const delay = (rttMs ?? 0) / 2 + FRAME_MS + 2 * jitterMs;
  const byDelay = 0.024 * delay + (delay > 177.3 ? 0.11 * (delay - 177.3) : 0);
  const percent = 100 * loss;
  const byLoss = (95 * percent) / (percent + BPL_G711);
  const r = Math.max(0, R_DEFAULT - byDelay - byLoss);
  const mos = Math.max(1, 1 + 0.035 * r + r * (r - 60) * (100 - r) * 7e-6);
  const verdict = r >= 80 ? 'good' : r >= 70 ? 'fair' : 'bad';
  return { r: round(r, 1), mos: round(mos, 2), verdict };
}

export const lossShare = (received: number, lost: number): number => {
  const gone = Math.max(0, lost);
  return received + gone > 0 ? gone / (received + gone) : 0;
};

/** What most spoils a connection that is not good: the part that takes most from its rating. */
export function worstPart({ loss, jitterMs, rttMs }: Numbers): 'loss' | 'jitter' | 'delay' {
  const whole = rate({ loss, jitterMs, rttMs }).r;
  const without = {
    loss: rate({ loss: 0, jitterMs, rttMs }).r - whole,
    jitter: rate({ loss, jitterMs: 0, rttMs }).r - whole,
    delay: rate({ loss, jitterMs, rttMs: 0 }).r - whole,
  };
  const names = ['loss', 'jitter', 'delay'] as const;
  return names.reduce((worst, name) => (without[name] > without[worst] ? name : worst));
}

const round = (value: number, places: number) => Number(value.toFixed(places));
