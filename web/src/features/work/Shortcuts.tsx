import { QuestionCircleOutlined } from '@ant-design/icons';
import { Button, Popover } from 'antd';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';

import { SYSTEM_REASONS, useReasons } from '@/features/settings/choices';

import { PartyDialog } from './PartyDialog';
import { useStation } from './station';

const KEYS = [
  ['A', 'answer'],
  ['J', 'decline'],
  ['H', 'hold'],
  ['M', 'mute'],
  ['K', 'hang_up'],
  ['T', 'transfer'],
  ['C', 'consult'],
  ['G', 'add'],
  ['X', 'swap'],
  ['B', 'join'],
  ['P', 'complete'],
  ['D', 'dial'],
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
      const { call, agent, part } = at;
      const ringing = part === 'offered' || part === 'invited';
      const talking = part === 'charge' ? call : undefined;
      // A press on the button, so that it shows that it is at work.
      const press = (testid: string) => () =>
        document.querySelector<HTMLElement>(`[data-testid=${testid}]`)?.click();
      const actions: Record<string, (() => void) | false | undefined> = {
        KeyA: ringing && (() => void at.answer()),
        KeyJ: ringing && (() => void at.decline()),
        KeyH: talking && (() => void at.setHold(talking.held_since === null)),
        KeyM: (talking || part === 'party') && (() => void at.setMute(!at.muted)),
        KeyD: press('dial-open'),
        KeyK: (talking || part === 'party' || part === 'dialling') && (() => void at.hangUp()),
        KeyT: talking && (() => at.ask('transfer')),
        KeyC: talking && (() => at.ask('consult')),
        KeyG: talking && (() => at.ask('add')),
        KeyX: talking && press('swap'),
        KeyB: talking && press('join'),
        KeyP: talking && press('complete'),
        KeyR:
          agent &&
          (() => {
            const reason = list.find(({ code }) => !SYSTEM_REASONS.has(code));
            if (agent.state !== 'ready') void at.ready();
            else if (reason) void at.notReady(reason.code);
          }),
        KeyS: press('wrap-save'),
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
  return station.call && station.asking ? (
    <PartyDialog
      call={station.call}
      mode={station.asking}
      onMode={station.ask}
      onClose={() => station.ask(null)}
    />
  ) : null;
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
