import { createInstance } from 'i18next';
import { expect, it } from 'vitest';

import en from '@/i18n/en.json';

import { reasonName, toChoices, toTree } from './choices';

it("names the system's reasons in the reader's language, a tenant's as stored", async () => {
  const i18n = createInstance();
  const t = await i18n.init({ lng: 'en', resources: { en: { translation: en } } });
  expect(reasonName({ code: 'no_answer', name: '未接来电' }, t)).toBe('Missed a call');
  expect(reasonName({ code: 'declined', name: '拒接来电' }, t)).toBe('Declined a call');
  expect(reasonName({ code: 'meal', name: '用餐' }, t)).toBe('用餐');
});

const entry = (id: string, parent_id: string | null, position: number, active = true) => ({
  id,
  parent_id,
  name: id,
  position,
  active,
});

it('builds the tree in order; orphans stand at the top', () => {
  const tree = toTree([
    entry('b', null, 2),
    entry('b1', 'b', 1),
    entry('a', null, 1),
    entry('x', 'gone', 3),
  ]);
  expect(tree.map((node) => node.id)).toEqual(['a', 'b', 'x']);
  expect(tree[1]?.children.map((node) => node.id)).toEqual(['b1']);
});

it('offers active leaves only', () => {
  const choices = toChoices(
    toTree([entry('a', null, 1), entry('a1', 'a', 1), entry('a2', 'a', 2, false)]),
  );
  expect(choices[0]?.selectable).toBe(false);
  expect(choices[0]?.children.map((each) => each.label)).toEqual(['a / a1']);
});
