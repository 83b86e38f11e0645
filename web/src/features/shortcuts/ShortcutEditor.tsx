import { App, Button, Input, Space, Tooltip } from 'antd';
import { CloseOutlined, UndoOutlined } from '@ant-design/icons';
import { useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';

import { ApiError } from '@/api/client';
import { useShowError } from '@/ui/errors';

import { useKeepShortcuts, type Action, type Shortcut } from './data';
import { keysOf, spelled } from './keys';

interface Props {
  shortcuts: Shortcut[];
  onDone: () => void;
}

/** Choose keys by pressing them. What two actions share is said at once, what the browser keeps when it is saved. */
export function ShortcutEditor({ shortcuts, onDone }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const showError = useShowError();
  const keep = useKeepShortcuts();
  const [keys, setKeys] = useState(
    () =>
      Object.fromEntries(shortcuts.map((one) => [one.action, one.keys])) as Record<Action, string>,
  );
  const [refused, setRefused] = useState<Record<string, string>>({});
  const choose = (action: Action, pressed: string) => {
    setRefused({});
    setKeys((before) => ({ ...before, [action]: pressed }));
  };
  const record = (action: Action) => (event: KeyboardEvent) => {
    // Moving on and leaving by keys go on working.
    if (event.key === 'Tab' || event.key === 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Backspace' || event.key === 'Delete') choose(action, '');
    else if (event.key !== 'Enter' && event.key !== ' ') {
      const pressed = keysOf(event.nativeEvent);
      if (pressed) choose(action, pressed);
    }
  };
  const problem = (action: Action): string | undefined => {
    const other = shortcuts.find(
      (one) => one.action !== action && keys[action] && keys[one.action] === keys[action],
    );
    if (other) return t('shortcut.taken_by', { action: t(`shortcut.${other.action}`) });
    return refused[`keys.${action}`];
  };
  const clash = shortcuts.some(({ action }) => problem(action) !== undefined);
  const save = async () => {
    try {
      await keep.mutateAsync(keys);
      void message.success(t('shortcut.saved'));
      onDone();
    } catch (error) {
      if (error instanceof ApiError && Object.keys(error.fields).length > 0)
        setRefused(error.fields);
      else showError(error);
    }
  };
  return (
    <div data-testid="shortcut-editor">
      <p className="muted">{t('shortcut.press')}</p>
      <div className="shortcut-edit">
        {shortcuts.map(({ action, default: begin }) => (
          <div key={action}>
            <label htmlFor={`keys-${action}`}>{t(`shortcut.${action}`)}</label>
            <Space.Compact>
              <Input
                id={`keys-${action}`}
                readOnly
                value={spelled(keys[action])}
                placeholder={t('shortcut.none')}
                status={problem(action) ? 'error' : undefined}
                aria-invalid={problem(action) !== undefined}
                aria-describedby={`keys-${action}-why`}
                data-testid={`keys-${action}`}
                onKeyDown={record(action)}
              />
              <Tooltip title={t('shortcut.none')}>
                <Button
                  icon={<CloseOutlined />}
                  aria-label={t('shortcut.none')}
                  disabled={!keys[action]}
                  onClick={() => choose(action, '')}
                />
              </Tooltip>
              <Tooltip title={t('shortcut.to_default', { keys: spelled(begin) })}>
                <Button
                  icon={<UndoOutlined />}
                  aria-label={t('shortcut.to_default', { keys: spelled(begin) })}
                  disabled={keys[action] === begin}
                  onClick={() => choose(action, begin)}
                />
              </Tooltip>
            </Space.Compact>
            <div className="why" id={`keys-${action}-why`} role="alert">
              {problem(action)}
            </div>
          </div>
        ))}
      </div>
      <Space>
        <Button
          type="primary"
          loading={keep.isPending}
          disabled={clash}
          data-testid="shortcut-save"
          onClick={() => void save()}
        >
          {t('common.save')}
        </Button>
        <Button onClick={onDone}>{t('common.cancel')}</Button>
        <Button
          type="link"
          data-testid="shortcut-defaults"
          onClick={() => {
            setRefused({});
            setKeys(
              Object.fromEntries(shortcuts.map((one) => [one.action, one.default])) as Record<
                Action,
                string
              >,
            );
          }}
        >
          {t('shortcut.all_default')}
        </Button>
      </Space>
    </div>
  );
}
