import { expect, it } from 'vitest';

import { textSize } from './Charts';

it('writes charts in letters that grow with the screen, within bounds', () => {
  expect([1280, 1366, 1920, 3840, 7680].map(textSize)).toEqual([12, 12, 16, 32, 32]);
});
