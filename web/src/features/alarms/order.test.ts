import { describe, expect, it, vi } from 'vitest';

import type { BoardAlarm } from '@/live/board';

import { alarmSound, keepAlarmSound, ordered } from './order';

const alarm = (id: string, part: Partial<BoardAlarm>): BoardAlarm => ({
  id,
  rule_id: 'r',
  name: id,
  figure: 'waiting',
  above: true,
  severity: 'warning',
  subject: '',
  subject_name: '',
  value: 1,
  threshold: 1,
  raised_at: 0,
  acknowledged_at: null,
  acknowledged_by: '',
  note: '',
  ...part,
});

describe('ordered', () => {
  it('shows first what nobody takes care of, then the gravest, then the newest', () => {
    const all = [
      alarm('seen', { severity: 'critical', acknowledged_at: 5 }),
      alarm('old', { raised_at: 1 }),
      alarm('new', { raised_at: 2 }),
      alarm('note', { severity: 'info', raised_at: 9 }),
      alarm('grave', { severity: 'critical' }),
    ];
    const found = ordered(Object.fromEntries(all.map((one) => [one.id, one])));
    expect(found.map((one) => one.id)).toEqual(['grave', 'new', 'old', 'note', 'seen']);
  });
});

it('keeps the sound that was chosen, and knows no other', () => {
  const kept = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
  });
  expect(alarmSound()).toBe('chime');
  keepAlarmSound('off');
  expect(alarmSound()).toBe('off');
  localStorage.setItem('trunkline.alarm_sound', 'nonsense');
  expect(alarmSound()).toBe('chime');
});
