import { expect, it } from 'vitest';

import { announcingOf, ANNOUNCING, exitsOf } from './waiting';

it('sends of a key only what its choice needs', () => {
  expect(
    exitsOf([
      { key: '1', action: 'branch', target_id: 'f', keep: false, label: '留言' },
      { key: '2', action: 'queue', target_id: 'q', keep: false },
      { key: '#', action: 'flow', target_id: 'f', keep: false, label: '' },
    ]),
  ).toEqual([
    { key: '1', action: 'branch', target_id: null, keep: true, label: '留言' },
    { key: '2', action: 'queue', target_id: 'q', keep: false, label: '' },
    { key: '#', action: 'flow', target_id: 'f', keep: true, label: '' },
  ]);
  expect(exitsOf(undefined)).toEqual([]);
});

it('completes what is told of the wait', () => {
  expect(announcingOf(undefined)).toEqual(ANNOUNCING);
  expect(announcingOf({ position: true, every_s: 30 })).toEqual({
    ...ANNOUNCING,
    position: true,
    every_s: 30,
  });
});
