import { expect, it, vi } from 'vitest';

import { keptStyles } from './styles';

type Entry = [users: number, style: string];

it('keeps a style when the last component with it has gone', () => {
  const cache = keptStyles();
  const make = vi.fn(() => 'color: red');
  const drop = vi.fn();
  const draw = (users: number) =>
    cache.opUpdate('button', (before: Entry | null) => {
      const [count, style] = before ?? [0, make()];
      return [count + users, style];
    });
  const leave = () =>
    cache.opUpdate('button', (before: Entry | null) => {
      const [count, style] = before ?? [0, ''];
      if (count > 1) return [count - 1, style];
      drop();
      return null;
    });
  // As Ant Design does: made while drawing, counted once it is in the page.
  for (let time = 0; time < 3; time += 1) {
    draw(0);
    draw(1);
    leave();
  }
  expect(make).toHaveBeenCalledTimes(1);
  expect(drop).not.toHaveBeenCalled();
});
