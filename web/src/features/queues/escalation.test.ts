import { expect, it } from 'vitest';

import { escalationOf } from './escalation';

it('is no rule without experts, and whole with them', () => {
  expect([escalationOf(null), escalationOf({ ask_s: 5 })]).toEqual([null, null]);
  expect(escalationOf({ queue_id: 'q', talked_s: 300 })).toEqual({
    queue_id: 'q',
    ask_s: 60,
    waited_s: 0,
    talked_s: 300,
    repeat_days: 0,
    levels: [],
  });
});
