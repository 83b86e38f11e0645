import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { expect, it } from 'vitest';

import { lossShare, rate, worstPart } from './quality';

interface Vector {
  loss: number;
  jitter_ms: number;
  rtt_ms: number | null;
  r: number;
  mos: number;
  verdict: string;
}
const vectors = JSON.parse(
  readFileSync(resolve(import.meta.dirname, '../../../tests/core/quality.json'), 'utf8'),
) as Vector[];

it.each(vectors)('rates $loss $jitter_ms $rtt_ms as the service does', (vector) => {
  const { loss, jitter_ms, rtt_ms, r, mos, verdict } = vector;
  expect(rate({ loss, jitterMs: jitter_ms, rttMs: rtt_ms })).toEqual({ r, mos, verdict });
});

it('takes doubled packets for no loss', () => {
  expect(lossShare(100, -3)).toBe(0);
  expect(lossShare(0, 0)).toBe(0);
  expect(lossShare(90, 10)).toBe(0.1);
});

it('says what most spoils it', () => {
  expect(worstPart({ loss: 0.1, jitterMs: 5, rttMs: 50 })).toBe('loss');
  expect(worstPart({ loss: 0, jitterMs: 120, rttMs: 50 })).toBe('jitter');
  expect(worstPart({ loss: 0, jitterMs: 5, rttMs: 900 })).toBe('delay');
});
