import { Badge, Form } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { api } from '@/api/client';
import { useMe } from '@/api/session';
import type { Hours, Interval } from '@/api/types';
import { CrudPage } from '@/ui/CrudPage';
import { TextField, TimezoneField } from '@/ui/fields';
import { dateTime, minuteText } from '@/ui/time';

import { SpecialEditor, WeekEditor } from './WeekEditor';
import { problemOf } from './week';

const WEEKDAY: Interval[] = [[540, 1080]];
const valid = (days: Interval[][]) => days.every((day) => problemOf(day) === null);

export function HoursPage() {
  const { t } = useTranslation();
  const { tenant } = useMe();
  const dayText = (day: Interval[]) =>
    day.length === 0
      ? t('hours.closed')
      : day.map(([from, to]) => `${minuteText(from)}–${minuteText(to)}`).join(' ');
  /** Neighbouring days with the same intervals in one line. */
  const weekText = (weekly: Interval[][]) => {
    const lines: { from: number; to: number; text: string }[] = [];
    weekly.forEach((day, index) => {
      const last = lines.at(-1);
      if (last && last.text === dayText(day)) last.to = index;
      else lines.push({ from: index, to: index, text: dayText(day) });
    });
    return lines.map(({ from, to, text }) => (
      <div key={from} className="nowrap">
        <span className="muted">
          {t(`weekday.${from}`)}
          {to > from && `–${t(`weekday.${to}`)}`}
        </span>{' '}
        {text}
      </div>
    ));
  };
  return (
    <CrudPage<Hours>
      path="/hours"
      title={t('nav.hours')}
      noun={t('hours.one')}
      nameOf={(row) => row.name}
      writePermission="hours.write"
      width={620}
      initial={{
        timezone: tenant.timezone,
        weekly: [WEEKDAY, WEEKDAY, WEEKDAY, WEEKDAY, WEEKDAY, [], []],
        special: {},
      }}
      columns={[
        { title: t('hours.name'), sortBy: 'name', dataIndex: 'name' },
        { title: t('hours.now'), render: (_, row) => <OpenNow id={row.id} zone={row.timezone} /> },
        { title: t('hours.weekly'), render: (_, row) => weekText(row.weekly) },
        { title: t('hours.special'), render: (_, row) => Object.keys(row.special).length },
        { title: t('tenant.timezone'), dataIndex: 'timezone' },
      ]}
      fields={() => (
        <>
          <TextField name="name" label={t('hours.name')} required />
          <TimezoneField name="timezone" label={t('tenant.timezone')} />
          <Form.Item
            name="weekly"
            label={t('hours.weekly')}
            // The days mark themselves; else every time of the week would be red.
            validateStatus=""
            extra={t('hours.help')}
            rules={[
              {
                validator: (_, value: Interval[][]) =>
                  valid(value) ? Promise.resolve() : Promise.reject(new Error(t('hours.invalid'))),
              },
            ]}
          >
            <WeekEditor />
          </Form.Item>
          <Form.Item
            name="special"
            label={t('hours.special')}
            validateStatus=""
            extra={t('hours.special_help')}
            rules={[
              {
                validator: (_, value: Record<string, Interval[]>) =>
                  valid(Object.values(value))
                    ? Promise.resolve()
                    : Promise.reject(new Error(t('hours.invalid'))),
              },
            ]}
          >
            <SpecialEditor />
          </Form.Item>
        </>
      )}
    />
  );
}

/** What callers would meet right now, and until when. */
function OpenNow({ id, zone }: { id: string; zone: string }) {
  const { t } = useTranslation();
  const now = useQuery({
    queryKey: ['/hours', 'now', id],
    queryFn: ({ signal }) =>
      api.get<{ open: boolean; next_change_at: number | null }>(`/hours/${id}/now`, {}, signal),
    refetchInterval: 60_000,
  });
  if (!now.data) return null;
  const until = now.data.next_change_at;
  return (
    <>
      <Badge
        status={now.data.open ? 'success' : 'default'}
        text={now.data.open ? t('hours.open_now') : t('hours.closed_now')}
      />
      {until !== null && (
        <div className="muted num nowrap">
          {t('hours.until', { time: dateTime(until, zone).slice(5, 16) })}
        </div>
      )}
    </>
  );
}
