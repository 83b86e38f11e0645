import { CloseOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Input, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { Interval } from '@/api/types';
import { minuteText, parseMinute } from '@/ui/time';

import { nextInterval, problemOf } from './week';

interface Props {
  day: Interval[];
  onChange: (day: Interval[]) => void;
}

/** The open intervals of one day. Times may be 00:00 to 24:00. */
export function DayEditor({ day, onChange }: Props) {
  const { t } = useTranslation();
  const problem = problemOf(day);
  const put = (index: number, interval: Interval) =>
    onChange(day.map((each, i) => (i === index ? interval : each)));
  return (
    <div>
      <div className="intervals">
        {day.length === 0 && <span className="muted">{t('hours.closed')}</span>}
        {day.map(([from, to], index) => (
          <span className="interval" key={index}>
            <MinuteInput
              wrong={problem !== null && problem !== 'time'}
              value={from}
              onChange={(value) => put(index, [value, to])}
            />
            –
            <MinuteInput
              wrong={problem !== null && problem !== 'time'}
              value={to}
              onChange={(value) => put(index, [from, value])}
            />
            <Button
              type="text"
              size="small"
              icon={<CloseOutlined />}
              aria-label={t('common.delete')}
              onClick={() => onChange(day.filter((_, i) => i !== index))}
            />
          </span>
        ))}
        <Button
          type="text"
          size="small"
          icon={<PlusOutlined />}
          aria-label={t('common.add')}
          onClick={() => onChange([...day, nextInterval(day)])}
        />
      </div>
      {problem && <Typography.Text type="danger">{t(`hours.problem_${problem}`)}</Typography.Text>}
    </div>
  );
}

interface MinuteProps {
  /** NaN when what was written is not a time. */
  value: number;
  wrong: boolean;
  onChange: (value: number) => void;
}

function MinuteInput({ value, wrong, onChange }: MinuteProps) {
  const [text, setText] = useState('');
  const [writing, setWriting] = useState(false);
  const raw = writing || Number.isNaN(value);
  const leave = () => {
    if (!writing) return;
    setWriting(false);
    // What cannot be read stays as it was written, and keeps the form from being saved.
    const minute = parseMinute(text) ?? NaN;
    if (!Object.is(minute, value)) onChange(minute);
  };
  return (
    <Input
      size="small"
      className="num"
      value={raw ? text : minuteText(value)}
      status={(raw ? parseMinute(text) === null : wrong) ? 'error' : ''}
      onChange={(event) => {
        setText(event.target.value);
        setWriting(true);
      }}
      onBlur={leave}
      onPressEnter={leave}
    />
  );
}
