import {
  AudioMutedOutlined,
  AudioOutlined,
  PauseOutlined,
  CaretRightOutlined,
  CommentOutlined,
  NumberOutlined,
  PhoneFilled,
  UserAddOutlined,
  UserSwitchOutlined,
} from '@ant-design/icons';
import { Button, Popover } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import type { BoardCall } from '@/live/board';
import { useKeysOf } from '@/features/shortcuts/data';
import { Hint } from '@/features/shortcuts/Hint';
import { spelled } from '@/features/shortcuts/keys';
import { keyClick } from '@/softphone/ringtone';
import { Keypad } from '@/ui/Keypad';
import { usePending } from '@/ui/pending';

import { AskExpert } from './Expert';
import { consultOf } from './parties';
import { PlayButtons } from './Playing';
import { useStation } from './station';

const REACH = [
  ['consult', <CommentOutlined key="consult" />],
  ['transfer', <UserSwitchOutlined key="transfer" />],
  ['add', <UserAddOutlined key="add" />],
] as const;

/** Hold, mute, keys and hang-up; the same for the browser and for a desk phone. */
export function CallControls({ call }: { call: BoardCall }) {
  const { t } = useTranslation();
  const station = useStation();
  const { pending, run } = usePending();
  const [keypad, setKeypad] = useState(false);
  const keypadKeys = spelled(useKeysOf('keypad'));
  const charge = station.part === 'charge';
  const { muted } = station;
  const held = call.held_since !== null;
  // During a consult, hold is what swapping is for.
  const consulting = Boolean(call.asked) || consultOf(call) !== undefined;
  const button = (
    name: string,
    icon: ReactNode,
    text: string,
    action: () => Promise<void>,
    on = false,
    disabled = false,
  ) => (
    <Hint action={name === 'mute' ? 'mute' : 'hold'}>
      <Button
        className={on ? 'control on' : 'control'}
        icon={icon}
        disabled={disabled}
        loading={pending === `${name} ${on}`}
        data-testid={name}
        onClick={() => void run(`${name} ${on}`, action)}
      >
        {text}
      </Button>
    </Hint>
  );
  return (
    <div className="call-section controls">
      {charge &&
        (held && !consulting
          ? button(
              'resume',
              <CaretRightOutlined />,
              t('work.resume'),
              () => station.setHold(false),
              true,
            )
          : // Out of order rather than gone: the buttons after it, hanging up among them, keep their places.
            button(
              'hold',
              <PauseOutlined />,
              t('work.hold'),
              () => station.setHold(true),
              false,
              consulting,
            ))}
      {button(
        'mute',
        muted ? <AudioMutedOutlined /> : <AudioOutlined />,
        muted ? t('work.unmute') : t('work.mute'),
        () => station.setMute(!muted),
        muted,
      )}
      {charge && (
        <Popover
          trigger="click"
          destroyOnHidden
          open={keypad}
          onOpenChange={setKeypad}
          title={t('work.keys')}
          content={
            <Keypad
              typed
              testid="key"
              onKey={(key) => {
                keyClick();
                void station.sendKeys(key);
              }}
            />
          }
        >
          <Button
            className="control"
            icon={<NumberOutlined />}
            title={keypadKeys}
            aria-keyshortcuts={keypadKeys.replaceAll(' ', '') || undefined}
            data-testid="dtmf-open"
          >
            {t('work.keys')}
          </Button>
        </Popover>
      )}
      {charge &&
        REACH.map(([mode, icon]) => (
          <Hint key={mode} action={mode}>
            <Button
              className="control"
              icon={icon}
              disabled={consulting && (mode === 'consult' || (mode === 'add' && !consultOf(call)))}
              data-testid={mode}
              onClick={() => station.ask(mode)}
            >
              {t(`work.${mode}`)}
            </Button>
          </Hint>
        ))}
      {charge && <AskExpert call={call} />}
      {charge && <PlayButtons call={call} />}
      <Hint action="hang_up">
        <Button
          type="primary"
          danger
          className="control"
          icon={<PhoneFilled rotate={225} />}
          loading={pending === 'hangup'}
          data-testid="hangup"
          onClick={() => void run('hangup', station.hangUp)}
        >
          {t(charge ? 'work.hang_up' : 'work.leave')}
        </Button>
      </Hint>
    </div>
  );
}
