import { CheckOutlined, SoundOutlined } from '@ant-design/icons';
import { App, Button, Empty, Input, Segmented, Space, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { api } from '@/api/client';
import { useMay, useMe } from '@/api/session';
import type { BoardAlarm } from '@/live/board';
import { Elapsed } from '@/ui/Elapsed';
import { useShowError } from '@/ui/errors';
import { useOnce } from '@/ui/once';
import { timeOfDay } from '@/ui/time';

import { sentence } from './figures';
import { notice } from './notice';
import { alarmSound, COLOUR, keepAlarmSound, SOUNDS, type AlarmSound } from './order';

/** All that is open, with the way to take care of it. */
export function OpenAlarms({ alarms }: { alarms: BoardAlarm[] }) {
  const { t } = useTranslation();
  return (
    <div data-testid="open-alarms">
      <SoundChoice />
      {alarms.length === 0 && (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('alarm.none_open')} />
      )}
      {alarms.map((alarm) => (
        <One key={alarm.id} alarm={alarm} />
      ))}
      <p>
        <Link to="/alarms">{t('alarm.history')}</Link>
      </p>
    </div>
  );
}

function One({ alarm }: { alarm: BoardAlarm }) {
  const { t } = useTranslation();
  const may = useMay();
  const { message } = App.useApp();
  const { tenant } = useMe();
  const showError = useShowError();
  const [note, setNote] = useState('');
  const seen = alarm.acknowledged_at !== null;
  const acknowledge = useOnce(() =>
    api
      .post(`/alarms/${alarm.id}/acknowledge`, { note })
      .then(() => void message.success(t('alarm.acknowledged')), showError),
  );
  return (
    <section className="alarm-card" data-testid="alarm" data-alarm={alarm.id} data-seen={seen}>
      <header>
        <Tag color={COLOUR[alarm.severity]}>{t(`alarm_severity.${alarm.severity}`)}</Tag>
        <b>{alarm.name}</b>
        <span className="spacer" />
        <span className="num muted">
          {timeOfDay(alarm.raised_at, tenant.timezone)} · <Elapsed since={alarm.raised_at} />
        </span>
      </header>
      <p>{sentence(alarm, t)}</p>
      {seen ? (
        <p className="muted" data-testid="alarm-seen">
          {t('alarm.by', { name: alarm.acknowledged_by })}
          {alarm.note && ` — ${alarm.note}`}
        </p>
      ) : (
        may('alarms.acknowledge') && (
          <Space.Compact block>
            <Input
              value={note}
              maxLength={200}
              placeholder={t('alarm.note_hint')}
              aria-label={t('alarm.note_hint')}
              onChange={(event) => setNote(event.target.value)}
              onPressEnter={() => void acknowledge()}
            />
            <Button
              type="primary"
              icon={<CheckOutlined />}
              onClick={() => void acknowledge()}
              data-testid="acknowledge"
            >
              {t('alarm.acknowledge')}
            </Button>
          </Space.Compact>
        )
      )}
    </section>
  );
}

function SoundChoice() {
  const { t } = useTranslation();
  const [sound, setSound] = useState(alarmSound);
  const choose = (next: AlarmSound) => {
    keepAlarmSound(next);
    setSound(next);
    notice('', '', '');
    if ('Notification' in window && Notification.permission === 'default')
      void Notification.requestPermission().catch(() => undefined);
  };
  return (
    <p>
      <Space>
        <SoundOutlined aria-label={t('alarm.sound')} />
        <Segmented<AlarmSound>
          size="small"
          value={sound}
          onChange={choose}
          options={SOUNDS.map((name) => ({ value: name, label: t(`alarm_sound.${name}`) }))}
        />
      </Space>
    </p>
  );
}
