import { describe, expect, it } from 'vitest';

import { noFigures, receive, type Message } from './feed';
import { percent, pressure, reached, trunkRows, type Parts, type TrunkFigures } from './parts';

const queue = (offered: number) => ({ today: { offered } }) as unknown as Parts['queue:a'];
const figures = (at: number, parts: Parts, gone: string[] = []): Message => ({
  type: 'figures',
  at,
  parts,
  gone,
});

describe('what a page knows of figures', () => {
  it('takes parts that changed, keeps the others as they are, and drops those that are gone', () => {
    const first = receive(noFigures(), figures(1, { 'queue:a': queue(1), 'queue:b': queue(2) }));
    const next = receive(first, figures(2, { 'queue:a': queue(5) }));
    expect(next.at).toBe(2);
    expect(next.parts['queue:a']?.today.offered).toBe(5);
    expect(next.parts['queue:b']).toBe(first.parts['queue:b']);
    expect(receive(next, figures(3, {}, ['queue:b'])).parts).toEqual({ 'queue:a': queue(5) });
  });

  it('says that the server still reads, and forgets nothing that it knows', () => {
    const known = receive(noFigures(), figures(1, { 'queue:a': queue(1) }));
    const loading = receive(known, { type: 'loading' });
    expect(loading.link).toBe('loading');
    expect(loading.parts).toBe(known.parts);
  });

  it('changes nothing on a sign of life', () => {
    const known = receive(noFigures(), figures(1, {}));
    expect(receive(known, { type: 'ping' })).toBe(known);
  });
});

it('shows shares with one digit, and a dash for nothing', () => {
  expect([0, 1, 2 / 3, 0.58, null, undefined].map(percent)).toEqual([
    '0.0%',
    '100%',
    '66.7%',
    '58.0%',
    '—',
    '—',
  ]);
});

it('colours a service level by its target', () => {
  expect([0.8, 0.79, 0.7, 0.69, null].map((value) => reached(value, 80))).toEqual([
    'good',
    'near',
    'near',
    'bad',
    '',
  ]);
});

const trunk = (
  name: string,
  now: number,
  limit: number,
  state: TrunkFigures['state'] = 'online',
) => ({
  name,
  now,
  limit,
  state,
  asked: true,
  most_at_once: now,
});

it('colours a trunk that is full, or nearly', () => {
  const uses: [number, number][] = [
    [7, 10],
    [8, 10],
    [10, 10],
    [12, 10],
    [99, 0],
    [0, 1],
    [1, 1],
  ];
  expect(uses.map(([now, limit]) => pressure(trunk('', now, limit)))).toEqual([
    '',
    'near',
    'bad',
    'bad',
    '',
    '',
    'bad',
  ]);
});

it('lists trunks that are down first, then the fullest', () => {
  const trunks = {
    a: trunk('a', 1, 10),
    b: trunk('b', 9, 10),
    c: trunk('c', 0, 10, 'offline'),
    d: trunk('d', 50, 0),
  };
  expect(trunkRows(trunks).map(({ id }) => id)).toEqual(['c', 'b', 'a', 'd']);
});
