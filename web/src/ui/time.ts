import dayjs, { type Dayjs } from 'dayjs';
import timezone from 'dayjs/plugin/timezone';
import utc from 'dayjs/plugin/utc';

dayjs.extend(utc);
dayjs.extend(timezone);

const formats = new Map<string, Intl.DateTimeFormat>();

function parts(at: number, zone: string): Record<string, string> {
  let format = formats.get(zone);
  if (!format) {
    const two = '2-digit';
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      year: 'numeric',
      month: two,
      day: two,
      hour: two,
      minute: two,
      second: two,
      hourCycle: 'h23',
    });
    formats.set(zone, format);
  }
  return Object.fromEntries(format.formatToParts(at).map((part) => [part.type, part.value]));
}

/** 2026-03-01 09:05:07 in the zone; empty without a time. The same in every language: it sorts and copies well. */
export function dateTime(at: number | null | undefined, zone: string): string {
  if (at === null || at === undefined) return '';
  const p = parts(at, zone);
  return `${p.year}-${p.month}-${p.day} ${p.hour}:${p.minute}:${p.second}`;
}

/** 09:05:07 in the zone. */
export const timeOfDay = (at: number, zone: string): string => dateTime(at, zone).slice(11);

/** 2026-03-01 in the zone. */
export const dateOf = (at: number, zone: string): string => dateTime(at, zone).slice(0, 10);

/** 0:05, 12:40, 1:02:03. Cut to whole seconds; never negative. */
export function duration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return '';
  const total = Math.max(0, Math.floor(ms / 1000));
  const two = (n: number) => String(n).padStart(2, '0');
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  return hours > 0
    ? `${hours}:${two(minutes)}:${two(total % 60)}`
    : `${minutes}:${two(total % 60)}`;
}

/** The wall-clock time a date picker shows, read in the zone; Unix milliseconds. */
export function fromPicker(picked: Dayjs, zone: string): number {
  return dayjs.tz(picked.format('YYYY-MM-DDTHH:mm:ss'), zone).valueOf();
}

/** For a date picker: a moment as wall-clock time of the zone. */
export function toPicker(at: number, zone: string): Dayjs {
  return dayjs(dateTime(at, zone).replace(' ', 'T'));
}

/** Midnight of the day `back` days before the day of `at`, in the zone. */
export function dayStart(at: number, zone: string, back = 0): number {
  return dayjs.tz(dateOf(at, zone), zone).subtract(back, 'day').valueOf();
}

/** 540 -> 09:00, 1440 -> 24:00. */
export function minuteText(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}

/** 09:00 -> 540, and so 9:00, 900 and 9; null when it is not a time of day up to 24:00. */
export function parseMinute(text: string): number | null {
  // NFKC: digits and colons as a Chinese keyboard writes them.
  const match = /^(\d{1,2})(?:[:.]?(\d{2}))?$/.exec(text.normalize('NFKC').trim());
  if (!match) return null;
  const minutes = Number(match[2] ?? 0);
  const minute = Number(match[1]) * 60 + minutes;
  return minutes < 60 && minute <= 1440 ? minute : null;
}
