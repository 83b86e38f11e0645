import type { AlarmRule } from '@/api/types';
import { minuteText, parseMinute } from '@/ui/time';

import { WATCHED } from './figures';

type Values = Record<string, unknown>;

export const FIRST: Values = {
  name: '',
  active: true,
  figure: 'waiting',
  above: true,
  raise_at: WATCHED.waiting.raise,
  clear_at: WATCHED.waiting.clear,
  raise_for_s: 30,
  clear_for_s: 60,
  severity: 'warning',
  queue_ids: [],
  each: false,
  period: 'now',
  states: ['not_ready'],
  hours_id: null,
  quiet_from: '',
  quiet_to: '',
  emails: [],
  webhook_url: '',
  tell_cleared: true,
  mail_every_min: 10,
};

const time = (minute: number | null) => (minute === null ? '' : minuteText(minute));

/** A rule as the form has it: times of day as texts. */
export function toForm(rule: AlarmRule): Values {
  const stored = Object.entries(rule).filter(([name]) => Object.hasOwn(FIRST, name));
  return {
    ...Object.fromEntries(stored),
    quiet_from: time(rule.quiet_from),
    quiet_to: time(rule.quiet_to),
  };
}

/** And back. What the figure does not ask for is as at first. */
export function fromForm(values: Values): Values {
  const whole = { ...FIRST, ...values };
  const minute = (name: string) => {
    const text = whole[name];
    return typeof text === 'string' && text !== '' ? parseMinute(text) : null;
  };
  return {
    ...whole,
    hours_id: whole.hours_id ?? null,
    quiet_from: minute('quiet_from'),
    quiet_to: minute('quiet_to'),
  };
}
