import { expect, it } from 'vitest';

import { outline } from './outline';

it('lists nodes as callers meet them, loops once, the unreachable last', () => {
  const nodes = outline({
    start: 'menu',
    nodes: {
      lost: { type: 'hang_up' },
      bye: { type: 'hang_up' },
      sales: { type: 'queue', on: { timeout: 'bye', full: 'menu' } },
      menu: { type: 'menu', keys: { 1: 'sales', 2: 'gone' }, on: { invalid: 'bye' } },
    },
  });
  expect(nodes.map((node) => node.id)).toEqual(['menu', 'sales', 'bye', 'lost']);
  expect(nodes[0]?.branches.map((branch) => branch.name)).toEqual(['key:1', 'key:2', 'invalid']);
});
