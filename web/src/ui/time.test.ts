import dayjs from 'dayjs';
import { describe, expect, it } from 'vitest';

import {
  dateTime,
  dayStart,
  duration,
  fromPicker,
  minuteText,
  parseMinute,
  toPicker,
} from './time';

const at = Date.UTC(2026, 2, 1, 1, 5, 7);

describe('times in the tenant zone', () => {
  it('formats', () => {
    expect(dateTime(at, 'Asia/Shanghai')).toBe('2026-03-01 09:05:07');
    expect(dateTime(at, 'America/New_York')).toBe('2026-02-28 20:05:07');
    expect(dateTime(null, 'UTC')).toBe('');
    expect(dateTime(Date.UTC(2026, 0, 1, 16), 'Asia/Shanghai')).toBe('2026-01-02 00:00:00');
  });
  it('reads pickers in the zone, whatever the browser is set to', () => {
    expect(fromPicker(dayjs('2026-03-01T09:05:07'), 'Asia/Shanghai')).toBe(at);
    expect(fromPicker(toPicker(at, 'Europe/Berlin'), 'Europe/Berlin')).toBe(at);
  });
  it('finds midnight', () => {
    expect(dayStart(at, 'Asia/Shanghai')).toBe(Date.UTC(2026, 1, 28, 16));
    expect(dayStart(at, 'Asia/Shanghai', 1)).toBe(Date.UTC(2026, 1, 27, 16));
  });
});

it('shows durations', () => {
  expect(duration(5_900)).toBe('0:05');
  expect(duration(-3)).toBe('0:00');
  expect(duration(3_723_000)).toBe('1:02:03');
  expect(duration(null)).toBe('');
});

it('reads and writes minutes of the day', () => {
  expect(minuteText(540)).toBe('09:00');
  expect(minuteText(1440)).toBe('24:00');
  expect(parseMinute('9:30')).toBe(570);
  expect(parseMinute('09\uff1a30')).toBe(570);
  expect(parseMinute('24:00')).toBe(1440);
});

it.each([
  ['900', '09:00'],
  ['0900', '09:00'],
  ['1830', '18:30'],
  ['9', '09:00'],
  ['18', '18:00'],
  ['24', '24:00'],
  ['2400', '24:00'],
  [' 9.30 ', '09:30'],
  ['\uff11\uff18\uff1a\uff13\uff10', '18:30'],
])('reads %s as %s', (text, time) => {
  const minute = parseMinute(text);
  expect(minute === null ? null : minuteText(minute)).toBe(time);
});

it.each(['25:00', '2500', '24:01', '9:75', '975', '25', '9:', ':30', '9:5', '-900', '', 'nine'])(
  'refuses %s',
  (text) => expect(parseMinute(text)).toBeNull(),
);
