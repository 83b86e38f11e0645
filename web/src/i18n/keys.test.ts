import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { describe, expect, it } from 'vitest';

import { nearest } from '.';
import en from './en.json';
import zhCN from './zh-CN.json';
import zhTW from './zh-TW.json';

type Tree = { [key: string]: string | Tree };

function flat(tree: Tree, prefix = ''): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === 'string'
        ? [[prefix + key, value]]
        : Object.entries(flat(value, `${prefix}${key}.`)),
    ),
  );
}

const texts = { 'zh-CN': flat(zhCN), 'zh-TW': flat(zhTW), en: flat(en) };
const keys = Object.keys(texts['zh-CN']);

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /(?<!\.test)\.tsx?$/.test(entry.name) ? [readFileSync(path, 'utf8')] : [];
  });
}
const code = sources(resolve(import.meta.dirname, '..')).join('\n');

it('writes Chinese with Chinese punctuation', () => {
  const chinese = [...Object.values(texts['zh-CN']), ...Object.values(texts['zh-TW'])];
  expect(
    chinese.filter((text) => /[\u4e00-\u9fff][,;?!()]|[,;?!()][\u4e00-\u9fff]/.test(text)),
  ).toEqual([]);
});

it('speaks as Taiwan does where the terms differ', () => {
  const elsewhere =
    /坐席|呼損|大屏|彈屏|回車|點擊|班長|並發|默認|信息|網絡|賬號|屏幕|質量|菜單|登錄/;
  const taiwan = Object.entries(texts['zh-TW']);
  expect(taiwan.filter(([, text]) => elsewhere.test(text))).toEqual([]);
});

describe.each(Object.entries(texts))('%s', (_language, mine) => {
  it('has every text and no other', () => {
    expect(Object.keys(mine).sort()).toEqual([...keys].sort());
  });
  it('leaves no text empty', () => {
    expect(Object.entries(mine).filter(([, text]) => text.trim() === '')).toEqual([]);
  });
  it('fills in the same values', () => {
    const values = (text: string) => (text.match(/{{\w+}}/g) ?? []).sort();
    for (const key of keys)
      expect(values(mine[key] ?? ''), key).toEqual(values(texts.en[key] ?? ''));
  });
});

it('has a text for every key that the pages ask for', () => {
  const asked = [...code.matchAll(/\bt\(\s*'([\w.]+)'/g)].map((match) => match[1] ?? '');
  expect(asked.filter((key) => !keys.includes(key))).toEqual([]);
  const begun = [...code.matchAll(/\bt\(\s*`([\w.]+\.)\$\{/g)].map((match) => match[1] ?? '');
  expect(begun.filter((start) => !keys.some((key) => key.startsWith(start)))).toEqual([]);
});

it('keeps no text that nothing asks for', () => {
  const begun = [...code.matchAll(/`([\w.]+[._])\$\{/g)].map((match) => match[1] ?? '');
  // sentences.ts names these groups in a variable.
  begun.push(
    ...['offer_outcome', 'stay_outcome', 'sticky_outcome', 'held_by', 'play_outcome', 'key_ignored']
      .filter((group) => code.includes(`'${group}'`))
      .map((group) => `${group}.`),
  );
  const idle = keys.filter(
    (key) => !code.includes(`'${key}'`) && !begun.some((start) => key.startsWith(start)),
  );
  expect(idle).toEqual([]);
});

it('maps the browser language to one of ours', () => {
  expect(nearest('zh-Hant-HK')).toBe('zh-TW');
  expect(nearest('zh')).toBe('zh-CN');
  expect(nearest('en-GB')).toBe('en');
  expect(nearest('fr')).toBeNull();
});
