import { AudioOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import { takeEntered } from '@/api/session';
import { useStation } from '@/features/work/station';
import { readable } from '@/ui/Caller';
import { MenuBadge } from '@/ui/MenuBadge';
import { duration } from '@/ui/time';

import { useVoiceMailCount } from './data';

/** In the menu: how many messages wait to be heard; a note in the corner when one more has come. */
export function VoiceMailIcon({ className }: { className?: string }) {
  const { t } = useTranslation();
  const unheard = useVoiceMailCount()?.unheard ?? 0;
  useNote();
  return (
    <MenuBadge
      className={className}
      count={unheard}
      title={t('voice_mail.waiting', { count: unheard })}
      testid="voice-mail-count"
    >
      <AudioOutlined />
    </MenuBadge>
  );
}

function useNote(): void {
  const { t } = useTranslation();
  const { notification } = App.useApp();
  const navigate = useNavigate();
  const count = useVoiceMailCount();
  const client = useQueryClient();
  const { agent } = useStation();
  const known = useRef<number | null>(null);
  const told = useRef(0);
  const atWork = useRef<boolean | null>(null);
  const signedIn = agent ? agent.state !== 'signed_out' : null;
  // Who signs in is told once what has come meanwhile: to the pages, and at work when more has come since.
  useEffect(() => {
    if (!count) return;
    const entered = takeEntered(client);
    const begins = atWork.current === false && signedIn === true;
    if (signedIn !== null) atWork.current = signedIn;
    const newest = count.newest;
    if (!(entered || begins) || !newest || newest.left_at <= told.current) return;
    told.current = newest.left_at;
    const key = 'voice-mail-waiting';
    notification.open({
      key,
      placement: 'bottomRight',
      title: t('voice_mail.waiting', { count: count.unheard }),
      description: (
        <span data-testid="voice-mail-waiting">
          {t('voice_mail.waiting_mine', { count: count.mine })}
        </span>
      ),
      duration: 15,
      onClick: () => {
        notification.destroy(key);
        void navigate('/voice-mail?state=new');
      },
    });
  }, [client, count, navigate, notification, signedIn, t]);
  useEffect(() => {
    if (!count) return;
    const before = known.current;
    const newest = count.newest;
    known.current = Math.max(before ?? 0, newest?.left_at ?? 0);
    if (before === null || !newest || newest.left_at <= before) return;
    told.current = newest.left_at;
    const key = `voice-mail-${newest.id}`;
    notification.open({
      key,
      placement: 'bottomRight',
      title: t('voice_mail.new_one', {
        name: newest.customer_name || readable(newest.number) || t('common.withheld'),
      }),
      description: `${newest.box_name ?? t('voice_mail.nobodys')} · ${duration(newest.length_ms)}`,
      duration: 15,
      onClick: () => {
        notification.destroy(key);
        void navigate('/voice-mail?state=new');
      },
    });
  }, [count, navigate, notification, t]);
}
