import { QuestionCircleOutlined } from '@ant-design/icons';
import { Button, Popover } from 'antd';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';

import { SYSTEM_REASONS, useReasons } from '@/features/settings/choices';

import { useStation } from './station';

const KEYS = [
  ['A', 'answer'],
  ['J', 'decline'],
  ['H', 'hold'],
  ['M', 'mute'],
  ['K', 'hang_up'],
  ['R', 'ready'],
  ['S', 'save'],
] as const;

/** Alt + key, read by place on the keyboard so that input methods and layouts do not matter. */
export function Shortcuts() {
  const station = useStation();
  const reasons = useReasons(station.able);
  const now = useRef({ station, reasons });
  useEffect(() => {
    now.current = { station, reasons };
  });
  useEffect(() => {
    const act = (event: KeyboardEvent) => {
      if (!event.altKey || event.ctrlKey || event.metaKey || event.repeat) return;
      const { station: at, reasons: list } = now.current;
      const { call, agent } = at;
      const talking = call?.phase === 'talking';
      const actions: Record<string, (() => void) | false | undefined> = {
        KeyA: call?.phase === 'offered' && (() => void at.answer()),
        KeyJ: call?.phase === 'offered' && (() => void at.decline()),
        KeyH: talking && (() => void at.setHold(call.held_since === null)),
        KeyM: talking && (() => void at.setMute(!call.muted)),
        KeyK: talking && (() => void at.hangUp()),
        KeyR:
          agent &&
          (() => {
            const reason = list.find(({ code }) => !SYSTEM_REASONS.has(code));
            if (agent.state !== 'ready') void at.ready();
            else if (reason) void at.notReady(reason.code);
          }),
        KeyS: () => document.querySelector<HTMLElement>('[data-testid=wrap-save]')?.click(),
      };
      const action = actions[event.code];
      if (action) {
        event.preventDefault();
        action();
      }
    };
    window.addEventListener('keydown', act);
    return () => window.removeEventListener('keydown', act);
  }, []);
  return null;
}

export function ShortcutHelp() {
  const { t } = useTranslation();
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      title={t('shortcut.title')}
      content={
        <dl className="shortcuts">
          {KEYS.map(([key, name]) => (
            <div key={key}>
              <dt>
                <kbd>Alt</kbd> + <kbd>{key}</kbd>
              </dt>
              <dd>{t(`shortcut.${name}`)}</dd>
            </div>
          ))}
        </dl>
      }
    >
      <Button
        type="text"
        icon={<QuestionCircleOutlined />}
        aria-label={t('shortcut.title')}
        data-testid="shortcuts"
      />
    </Popover>
  );
}
