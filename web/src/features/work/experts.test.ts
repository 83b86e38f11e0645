import { expect, it } from 'vitest';

import { expertsOf } from './experts';

const queues = {
  first: { name: 'Sales', member_ids: ['ann'], experts: 'second' },
  second: { name: 'Experts', member_ids: ['eve'] },
  lost: { name: 'Lost', member_ids: ['ann'], experts: 'deleted' },
} as Parameters<typeof expertsOf>[0];

it('names the second line of the call’s queue', () => {
  expect(expertsOf(queues, 'first', 'ann')).toEqual({ id: 'second', name: 'Experts', own: false });
});

it('knows that an expert who has the call needs no reminder to ask one', () => {
  expect(expertsOf(queues, 'first', 'eve')?.own).toBe(true);
});

it('has none where the queue has none, or its experts were deleted', () => {
  expect(expertsOf(queues, 'second', 'ann')).toBeUndefined();
  expect(expertsOf(queues, 'lost', 'ann')).toBeUndefined();
  expect(expertsOf(queues, null, 'ann')).toBeUndefined();
});
