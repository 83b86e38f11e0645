import {
  AudioMutedOutlined,
  AudioOutlined,
  PauseOutlined,
  CaretRightOutlined,
  NumberOutlined,
  PhoneFilled,
} from '@ant-design/icons';
import { Button, Popover } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import type { BoardCall } from '@/live/board';
import { keyClick } from '@/softphone/ringtone';
import { Keypad } from '@/ui/Keypad';

import { useStation } from './station';

/** Hold, mute, keys and hang-up; the same for the browser and for a desk phone. */
export function CallControls({ call }: { call: BoardCall }) {
  const { t } = useTranslation();
  const station = useStation();
  const [pending, setPending] = useState<string | null>(null);
  const held = call.held_since !== null;
  const act = async (name: string, action: () => Promise<void>) => {
    setPending(name);
    await action();
    setPending(null);
  };
  const button = (
    name: string,
    icon: ReactNode,
    text: string,
    action: () => Promise<void>,
    on = false,
  ) => (
    <Button
      className={on ? 'control on' : 'control'}
      icon={icon}
      loading={pending === name}
      data-testid={name}
      onClick={() => void act(name, action)}
    >
      {text}
    </Button>
  );
  return (
    <div className="call-section controls">
      {held
        ? button(
            'resume',
            <CaretRightOutlined />,
            t('work.resume'),
            () => station.setHold(false),
            true,
          )
        : button('hold', <PauseOutlined />, t('work.hold'), () => station.setHold(true))}
      {button(
        'mute',
        call.muted ? <AudioMutedOutlined /> : <AudioOutlined />,
        call.muted ? t('work.unmute') : t('work.mute'),
        () => station.setMute(!call.muted),
        call.muted,
      )}
      <Popover
        trigger="click"
        title={t('work.keys')}
        content={
          <Keypad
            testid="key"
            onKey={(key) => {
              keyClick();
              void station.sendKeys(key);
            }}
          />
        }
      >
        <Button className="control" icon={<NumberOutlined />} data-testid="dtmf-open">
          {t('work.keys')}
        </Button>
      </Popover>
      <Button
        type="primary"
        danger
        className="control"
        icon={<PhoneFilled rotate={225} />}
        loading={pending === 'hangup'}
        data-testid="hangup"
        onClick={() => void act('hangup', station.hangUp)}
      >
        {t('work.hang_up')}
      </Button>
    </div>
  );
}
