import { expect, it } from 'vitest';

import type { AgentFigures } from '@/api/types';

import { AGENT_FIGURES, shown } from './columns';
import { stepOf } from './TimeChart';

const figures = {
  handled: 12,
  talk: 245_000,
  occupancy: 0.8333,
  aht: null,
} as unknown as AgentFigures;

it('shows counts, lengths and shares as people read them', () => {
  expect(shown(figures, 'handled')).toBe('12');
  expect(shown(figures, 'talk')).toBe('4:05');
  expect(shown(figures, 'occupancy')).toBe('83.3%');
  expect(shown(figures, 'aht')).toBe('—');
});

it('names every figure once', () => {
  expect(new Set(AGENT_FIGURES).size).toBe(AGENT_FIGURES.length);
});

it('marks the axis of times at whole parts of an hour', () => {
  const hour = 3_600_000;
  expect(stepOf(7 * hour)).toBe(hour);
  expect(stepOf(10 * 60_000)).toBe(5 * 60_000);
  expect(stepOf(160 * hour)).toBe(24 * hour);
  expect(stepOf(0)).toBe(5 * 60_000);
});
