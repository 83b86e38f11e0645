import { expect, it } from 'vitest';

import { nextInterval, problemOf } from './week';

it('finds what is wrong with a day', () => {
  expect(problemOf([])).toBeNull();
  expect(problemOf([[540, 720], [780, 1440]])).toBeNull(); // prettier-ignore
  expect(problemOf([[540, 540]])).toBe('order');
  expect(problemOf([[540, 800], [780, 900]])).toBe('overlap'); // prettier-ignore
  expect(problemOf([[540, 1500]])).toBe('time');
  expect(problemOf([[540, NaN]])).toBe('time');
  expect(problemOf([[540, 500], [NaN, 1080]])).toBe('time'); // prettier-ignore
});

it('proposes the next interval within the day', () => {
  expect(nextInterval([])).toEqual([540, 1080]);
  expect(nextInterval([[540, 720]])).toEqual([780, 1020]);
  expect(problemOf([[0, 1380], nextInterval([[0, 1380]])])).toBeNull();
});
