import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import i18next from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';

import en from '@/i18n/en.json';
import zhCN from '@/i18n/zh-CN.json';
import zhTW from '@/i18n/zh-TW.json';

import { sentenceOf } from './sentences';

const folder = resolve(import.meta.dirname, '../../../../src/trunkline/core/facts');
const python = readdirSync(folder)
  .filter((name) => name.endsWith('.py'))
  .map((name) => readFileSync(resolve(folder, name), 'utf8'))
  .join('\n');
// Facts that belong to one call; those of agents and of the house are no part of a call's time line.
const kinds = [
  ...python.matchAll(/^class (\w+):\n(?:(?!^class )[\s\S])*?(?=^class |^\w*Fact = )/gm),
]
  .filter(([body]) => /^ {4}call_id: str$/m.test(body ?? ''))
  .map(([, name]) => name ?? '');

beforeAll(() =>
  i18next.init({
    lng: 'zh-CN',
    resources: {
      'zh-CN': { translation: zhCN },
      'zh-TW': { translation: zhTW },
      en: { translation: en },
    },
  }),
);

it('finds the facts of calls', () => {
  expect(kinds).toContain('CallArrived');
  expect(kinds).toContain('CallWrappedUp');
  expect(kinds).not.toContain('SwitchConnected');
});

describe.each(['zh-CN', 'zh-TW', 'en'])('in %s', (language) => {
  it.each(kinds)('%s has a sentence', (kind) => {
    const t = i18next.getFixedT(language);
    const sentence = sentenceOf({ seq: 1, at: 1, kind }, t);
    expect(sentence).not.toContain(kind);
    expect(sentence).not.toMatch(/{{|fact\./);
  });
});

it('says what happened', () => {
  const t = i18next.getFixedT('en');
  const item = { seq: 1, at: 1, kind: 'CallAnswered', agent_name: '王芳', wait_ms: 61_000 };
  expect(sentenceOf(item, t)).toContain('王芳');
  expect(sentenceOf(item, t)).toContain('1:01');
});
