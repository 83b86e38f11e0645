import { expect, it } from 'vitest';

import { callbacksOf, capacityOf } from './capacity';

it('goes to the form and back', () => {
  for (const capacity of [null, { callback: 0 }, { callback: 1 }])
    expect(capacityOf(callbacksOf(capacity))).toEqual(capacity);
  expect(capacityOf(undefined)).toBeNull();
});
