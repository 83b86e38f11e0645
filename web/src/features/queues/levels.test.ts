import { expect, it } from 'vitest';

import { levelsOf } from './levels';

it('leaves out what is not asked for', () => {
  expect(
    levelsOf([
      { when: 'nobody', at: 60, action: 'flow', target_id: 'f' },
      { when: 'wait', at: 30, action: 'branch', target_id: 'q' },
      { when: 'length', at: 5, action: 'move', target_id: 'q' },
    ]),
  ).toEqual([
    { when: 'nobody', at: 0, action: 'flow', target_id: 'f' },
    { when: 'wait', at: 30, action: 'branch', target_id: null },
    { when: 'length', at: 5, action: 'move', target_id: 'q' },
  ]);
  expect(levelsOf(undefined)).toEqual([]);
});
