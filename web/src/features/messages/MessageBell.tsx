import { MessageOutlined } from '@ant-design/icons';
import { App, Badge, Button, Drawer, Empty, Segmented, Tabs, Tooltip } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { useMay } from '@/api/session';
import { chime } from '@/softphone/ringtone';

import { Bulletins } from './Bulletins';
import { useBulletins, useInbox } from './data';
import { Message } from './Message';
import { Compose } from './Compose';
import { keepMessageSound, messageSound } from './sound';

/** In the frame: how much waits to be read, and a drawer with it. Nothing of it takes the keyboard from a call. */
export function MessageBell() {
  const may = useMay();
  return may('messages.use') ? <Bell /> : null;
}

function Bell() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [writing, setWriting] = useState(false);
  const inbox = useInbox().data;
  const board = useBulletins().data;
  const notices = (board?.items ?? []).filter((one) => one.read_at === null).length;
  const unread = (inbox?.unread ?? 0) + notices;
  useArrivals();
  const title = unread > 0 ? t('message.waiting', { count: unread }) : t('message.nothing');
  return (
    <>
      <Tooltip title={title}>
        <Badge count={unread} size="small" offset={[-6, 6]}>
          <Button
            type="text"
            icon={<MessageOutlined />}
            aria-label={title}
            onClick={() => setOpen(true)}
            data-testid="message-bell"
            data-unread={unread}
          />
        </Badge>
      </Tooltip>
      {open && (
        <Drawer
          open
          size={460}
          title={t('nav.messages')}
          onClose={() => setOpen(false)}
          extra={
            <Button type="primary" onClick={() => setWriting(true)} data-testid="message-write">
              {t('message.write')}
            </Button>
          }
        >
          <Tabs
            items={[
              {
                key: 'inbox',
                label: t('message.inbox', { count: inbox?.unread ?? 0 }),
                children:
                  (inbox?.items ?? []).length === 0 ? (
                    <Empty
                      image={Empty.PRESENTED_IMAGE_SIMPLE}
                      description={t('message.nothing')}
                    />
                  ) : (
                    inbox?.items.map((one) => <Message key={one.id} message={one} />)
                  ),
              },
              {
                key: 'board',
                label: t('bulletin.board', { count: notices }),
                children: <Bulletins board={board} />,
              },
            ]}
          />
          <p>
            <Link to="/messages">{t('message.all')}</Link>
          </p>
          <SoundChoice />
        </Drawer>
      )}
      {writing && <Compose onClose={() => setWriting(false)} />}
    </>
  );
}

/** A sound, and a note in the corner that goes by itself, for what came after the page was opened. */
function useArrivals(): void {
  const { t } = useTranslation();
  const { notification } = App.useApp();
  const inbox = useInbox();
  const known = useRef<Set<string> | null>(null);
  const items = inbox.data?.items;
  useEffect(() => {
    if (!items) return;
    const before = known.current;
    known.current = new Set(items.map((one) => one.id));
    const fresh = before ? items.filter((one) => !before.has(one.id)) : [];
    if (fresh.length === 0) return;
    if (messageSound()) chime();
    for (const one of fresh.filter((each) => !each.urgent)) {
      notification.open({
        key: one.id,
        placement: 'bottomRight',
        title: one.about ? t(`message.${one.about}`) : t('message.from', { name: one.sender_name }),
        description: one.text.slice(0, 200),
        duration: 8,
      });
    }
  }, [items, notification, t]);
}

function SoundChoice() {
  const { t } = useTranslation();
  const [on, setOn] = useState(messageSound);
  return (
    <Segmented<boolean>
      size="small"
      value={on}
      onChange={(next) => {
        keepMessageSound(next);
        setOn(next);
        if (next) chime();
      }}
      options={[
        { value: true, label: t('message.sound_on') },
        { value: false, label: t('message.sound_off') },
      ]}
    />
  );
}
