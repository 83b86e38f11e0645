import { expect, it } from 'vitest';

import zhCN from '@/i18n/zh-CN.json';

import { fieldKeys, plainValue } from './fields';

const texts = zhCN as unknown as Record<string, Record<string, string>>;
const named = (subject: string, field: string) =>
  fieldKeys(subject, field)
    .map((key) => key.split('.'))
    .map(([group = '', name = '']) => texts[group]?.[name])
    .find((text) => text !== undefined);

it('names fields by the words of their forms', () => {
  expect(named('queue', 'offer_timeout_s')).toBe(zhCN.queue.offer_timeout_s);
  expect(named('queue', 'member_ids')).toBe(zhCN.queue.members);
  expect(named('number', 'closed_flow_id')).toBe(zhCN.number.closed_flow);
  expect(named('number', 'line')).toBe(zhCN.call.line);
  expect(named('user', 'active')).toBe(zhCN.common.active);
  expect(named('prompt', 'length_ms')).toBe(zhCN.prompt.length);
  expect(named('call', 'disposition_id')).toBe(zhCN.call.disposition);
  expect(named('user', 'no_such_field')).toBeUndefined();
});

it('writes values plainly', () => {
  const names = new Map([['a1', '咨询']]);
  expect(plainValue(['a1', 'b2'], names)).toBe('咨询, b2');
  expect(plainValue([[540, 1080]])).toBe('[[540,1080]]');
  expect(plainValue({})).toBe('');
  expect(plainValue([])).toBe('');
  expect(plainValue(0)).toBe('0');
  expect(plainValue(null)).toBe('');
});
