import type { BoardAlarm, Severity } from '@/live/board';

const RANK: Record<Severity, number> = { critical: 0, warning: 1, info: 2 };

/** Nobody's first, then the gravest, then the newest. */
export function ordered(alarms: Record<string, BoardAlarm>): BoardAlarm[] {
  return Object.values(alarms).sort(
    (a, b) =>
      Number(a.acknowledged_at !== null) - Number(b.acknowledged_at !== null) ||
      (RANK[a.severity] ?? 3) - (RANK[b.severity] ?? 3) ||
      b.raised_at - a.raised_at ||
      a.id.localeCompare(b.id),
  );
}

export const COLOUR: Record<Severity, string> = {
  critical: 'red',
  warning: 'orange',
  info: 'blue',
};

export const SOUNDS = ['off', 'chime', 'siren'] as const;
export type AlarmSound = (typeof SOUNDS)[number];

const SOUND = 'trunkline.alarm_sound';

export function alarmSound(): AlarmSound {
  const kept = localStorage.getItem(SOUND);
  return SOUNDS.find((name) => name === kept) ?? 'chime';
}

export const keepAlarmSound = (sound: AlarmSound): void => localStorage.setItem(SOUND, sound);
