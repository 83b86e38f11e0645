import { Button, Modal, Space } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useShortcuts, type Shortcut } from './data';
import { caps } from './keys';
import { showList, useListOpen } from './openList';
import { ShortcutEditor } from './ShortcutEditor';

/** The list of all shortcuts, and the choice of one's own keys. */
export function ShortcutList() {
  const { t } = useTranslation();
  const open = useListOpen();
  const shortcuts = useShortcuts();
  const [changing, setChanging] = useState(false);
  const close = () => {
    setChanging(false);
    showList(false);
  };
  return (
    <Modal
      style={{ top: 24 }}
      open={open}
      title={t('shortcut.title')}
      onCancel={close}
      footer={null}
      width={720}
      destroyOnHidden
    >
      <div data-testid="shortcut-list">
        {changing ? (
          <ShortcutEditor shortcuts={shortcuts} onDone={() => setChanging(false)} />
        ) : (
          <>
            <div className="shortcut-groups">
              {groupsOf(shortcuts).map(([group, members]) => (
                <section key={group}>
                  <h4>{t(`shortcut.group.${group}`)}</h4>
                  <dl className="shortcuts">
                    {members.map(({ action, keys }) => (
                      <div key={action} data-testid={`shortcut-${action}`} data-keys={keys}>
                        <dt>
                          <Caps keys={keys} />
                        </dt>
                        <dd>{t(`shortcut.${action}`)}</dd>
                      </div>
                    ))}
                  </dl>
                </section>
              ))}
            </div>
            <p className="muted">{t('shortcut.help_text')}</p>
            <Button onClick={() => setChanging(true)} data-testid="shortcut-change">
              {t('shortcut.change')}
            </Button>
          </>
        )}
      </div>
    </Modal>
  );
}

/** Keys as they are printed on the keyboard. */
export function Caps({ keys }: { keys: string }) {
  const { t } = useTranslation();
  if (!keys) return <span className="muted">{t('shortcut.none')}</span>;
  return (
    <Space size={4}>
      {caps(keys).map((cap) => (
        <kbd key={cap}>{cap}</kbd>
      ))}
    </Space>
  );
}

export function groupsOf(shortcuts: Shortcut[]): [Shortcut['group'], Shortcut[]][] {
  const groups = new Map<Shortcut['group'], Shortcut[]>();
  for (const one of shortcuts) groups.set(one.group, [...(groups.get(one.group) ?? []), one]);
  return [...groups];
}
