import { expect, it } from 'vitest';

import type { AlarmRule } from '@/api/types';

import { FIRST, fromForm, toForm } from './ruleForm';

it('a rule comes back from the form as it went in', () => {
  const stored = { ...FIRST, quiet_from: 22 * 60, quiet_to: 7 * 60 + 30 };
  const rule = { ...stored, unit: 'count', open: 2, id: 'r' } as unknown as AlarmRule;
  expect(toForm(rule)).toMatchObject({ quiet_from: '22:00', quiet_to: '07:30' });
  expect(fromForm(toForm(rule))).toEqual(stored);
});

it('no quiet hours are null', () => {
  expect(fromForm({ ...FIRST, hours_id: undefined })).toMatchObject({
    quiet_from: null,
    quiet_to: null,
    hours_id: null,
  });
});
