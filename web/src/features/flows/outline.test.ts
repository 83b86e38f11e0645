import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { expect, it } from 'vitest';

import en from '@/i18n/en.json';

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

it('has a text for every setting that a node of the service reads', () => {
  const folder = resolve(import.meta.dirname, '../../../../src/trunkline/core/flow/nodes');
  const code = readdirSync(folder)
    .filter((file) => file.endsWith('.py'))
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n');
  const read = new Set([...code.matchAll(/\bnode\.get\("(\w+)"/g)].map((match) => match[1] ?? ''));
  expect(read).toContain('intro_prompts');
  const shown = [...read].filter((name) => !['keys', 'on', 'next'].includes(name));
  expect(shown.filter((name) => !(name in en.setting))).toEqual([]);
});
