import { Button, DatePicker, Form } from 'antd';
import type { Dayjs } from 'dayjs';
import { useTranslation } from 'react-i18next';

import type { Interval } from '@/api/types';

import { DayEditor } from './DayEditor';

interface Value<T> {
  value?: T;
  onChange?: (value: T) => void;
}

/** Seven days from Monday. */
export function WeekEditor({ value = [], onChange }: Value<Interval[][]>) {
  const { t } = useTranslation();
  const put = (index: number, day: Interval[]) =>
    onChange?.(value.map((each, i) => (i === index ? day : each)));
  return (
    <div>
      {value.map((day, index) => (
        <div className="week-day" key={index}>
          <b>{t(`weekday.${index}`)}</b>
          <DayEditor day={day} onChange={(next) => put(index, next)} />
        </div>
      ))}
      <Button
        type="link"
        size="small"
        onClick={() => onChange?.(value.map((day, i) => (i < 5 ? (value[0] ?? []) : day)))}
      >
        {t('hours.monday_to_friday')}
      </Button>
    </div>
  );
}

/** Dates whose intervals replace the week's: holidays, and working days in lieu. */
export function SpecialEditor({ value = {}, onChange }: Value<Record<string, Interval[]>>) {
  const { t } = useTranslation();
  const dates = Object.keys(value).sort();
  return (
    <div>
      {dates.map((date) => (
        <div className="week-day" key={date} style={{ gridTemplateColumns: '104px 1fr auto' }}>
          <b className="num">{date}</b>
          <DayEditor
            day={value[date] ?? []}
            onChange={(day) => onChange?.({ ...value, [date]: day })}
          />
          <Button
            type="link"
            size="small"
            danger
            onClick={() =>
              onChange?.(
                Object.fromEntries(Object.entries(value).filter(([each]) => each !== date)),
              )
            }
          >
            {t('common.delete')}
          </Button>
        </div>
      ))}
      <Form.Item style={{ margin: '8px 0 0' }}>
        <DatePicker
          value={null}
          placeholder={t('hours.add_special')}
          style={{ width: 200 }}
          disabledDate={(date) => dates.includes(date.format('YYYY-MM-DD'))}
          onChange={(date: Dayjs | null) => {
            if (date) onChange?.({ ...value, [date.format('YYYY-MM-DD')]: [] });
          }}
        />
      </Form.Item>
    </div>
  );
}
