import { expect, it } from 'vitest';

import { readListState, toQuery, writeListState } from './listState';

it('reads the list out of the address and distrusts it', () => {
  const params = new URLSearchParams('page=2&size=9999&q=张&queue_id=q1&_open=c1');
  const state = readListState(params, '-arrived_at');
  expect(state).toEqual({
    page: 2,
    size: 20,
    sort: '-arrived_at',
    q: '张',
    filters: { queue_id: 'q1' },
  });
  expect(toQuery(state)).toEqual({
    page: 2,
    size: 20,
    sort: '-arrived_at',
    q: '张',
    queue_id: 'q1',
  });
});

it('goes back to the first page when the list is narrowed, not when an entry is opened', () => {
  const params = new URLSearchParams('page=5');
  expect(writeListState(params, { q: 'a' }).toString()).toBe('q=a');
  expect(writeListState(params, { _open: 'x' }).get('page')).toBe('5');
  expect(writeListState(params, { page: 6 }).get('page')).toBe('6');
  expect(writeListState(new URLSearchParams('q=a'), { q: '' }).toString()).toBe('');
});
