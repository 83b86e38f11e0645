import type { TFunction } from 'i18next';

import type { AlarmFigure, AlarmUnit } from '@/api/types';

interface Watched {
  unit: AlarmUnit;
  of: 'queues' | 'figures' | 'agents' | 'trunks' | 'system';
  /** The only sense that makes an alarm; undefined: both do. */
  above?: boolean;
  /** What a new rule begins with. */
  raise: number;
  clear: number;
}

/** What can be watched; the same as features/alarms/catalogue.py. */
export const WATCHED: Record<AlarmFigure, Watched> = {
  waiting: { unit: 'count', of: 'queues', raise: 10, clear: 5 },
  longest_wait: { unit: 's', of: 'queues', above: true, raise: 60, clear: 20 },
  agents_ready: { unit: 'count', of: 'queues', raise: 0, clear: 1 },
  agents_signed_in: { unit: 'count', of: 'queues', raise: 0, clear: 1 },
  service_level: { unit: 'percent', of: 'figures', above: false, raise: 70, clear: 80 },
  answer_rate: { unit: 'percent', of: 'figures', above: false, raise: 80, clear: 90 },
  abandonment_rate: { unit: 'percent', of: 'figures', above: true, raise: 10, clear: 5 },
  abandoned: { unit: 'count', of: 'figures', above: true, raise: 10, clear: 5 },
  offered: { unit: 'count', of: 'figures', raise: 100, clear: 80 },
  asa: { unit: 's', of: 'figures', above: true, raise: 30, clear: 20 },
  lost: { unit: 'count', of: 'figures', above: true, raise: 1, clear: 0 },
  agent_in_state: { unit: 's', of: 'agents', above: true, raise: 900, clear: 0 },
  trunk_down: { unit: 'flag', of: 'trunks', above: true, raise: 1, clear: 0 },
  trunk_calls: { unit: 'count', of: 'trunks', above: true, raise: 20, clear: 15 },
  switch_away: { unit: 'flag', of: 'system', above: true, raise: 1, clear: 0 },
  disk_free: { unit: 'GB', of: 'system', above: false, raise: 5, clear: 10 },
};

export const FIGURES = Object.keys(WATCHED) as AlarmFigure[];
export const SEVERITIES = ['critical', 'warning', 'info'] as const;

const known = (figure: string): figure is AlarmFigure => Object.hasOwn(WATCHED, figure);

/** A value in the figure's unit: 4, 62.5 %, 90 s. A figure that is so or is not has none. */
export function amount(figure: string, value: number, t: TFunction): string {
  const unit = known(figure) ? WATCHED[figure].unit : 'count';
  if (unit === 'flag') return '';
  const number = Number(value.toFixed(1)).toString();
  return unit === 'count' ? number : t(`alarm_unit.${unit}`, { value: number });
}

/** The name of a figure, also of one that this page does not know. */
export const figureName = (figure: string, t: TFunction): string =>
  known(figure) ? t(`alarm_figure.${figure}`) : figure;

interface Told {
  figure: string;
  value: number;
  threshold: number;
  subject_name: string;
  above: boolean;
}

/** Sales: callers waiting 12 (alarm from 10). */
export function sentence(alarm: Told, t: TFunction): string {
  const what = figureName(alarm.figure, t);
  const where = alarm.subject_name || t('alarm.everything');
  const value = amount(alarm.figure, alarm.value, t);
  if (value === '') return t('alarm.sentence_flag', { where, what });
  const limit = amount(alarm.figure, alarm.threshold, t);
  return t(alarm.above ? 'alarm.sentence_above' : 'alarm.sentence_below', {
    where,
    what,
    value,
    limit,
  });
}
