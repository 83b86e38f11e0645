import { App } from 'antd';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import { useMe } from '@/api/session';
import type { BoardAgent, BoardCall } from '@/live/board';
import { usePhoneState, useSoftphone } from '@/softphone/context';
import type { MicProblem } from '@/softphone/media';
import { startRinging } from '@/softphone/ringtone';
import { every } from '@/softphone/steady';

import { ownOffer, type Part } from './parties';

interface Work {
  /** Undefined in a tab that is not the one of work: only that one rings. */
  agent: BoardAgent | undefined;
  call: BoardCall | undefined;
  part: Part;
}

const FLASH_MS = 1_000;
const CALLED_ICON =
  'data:image/svg+xml,' +
  encodeURIComponent(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><circle cx="16" cy="16" r="15" fill="#c8372d"/>' +
      '<text x="16" y="23" font-size="20" text-anchor="middle" fill="#fff">!</text></svg>',
  );

/** Ring, notify and mark the tab while a call is offered; warn before the page is left while talking. */
export function useAttention({ agent, call, part }: Work): void {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { line } = usePhoneState();
  const me = useMe().user.id;
  const offered = agent && (part === 'offered' || part === 'invited') ? call : undefined;
  const offerId = part === 'offered' && offered ? ownOffer(offered, me) : offered?.id;
  const caller = offered
    ? offered.customer_name || offered.customer_number || t('common.withheld')
    : '';
  const now = useRef({ title: '', body: '', open: () => undefined as void });
  useEffect(() => {
    now.current = {
      title: t('work.incoming'),
      body: caller,
      open: () => void navigate('/work'),
    };
  });

  const browser = agent?.station === 'browser';
  const rings = Boolean(offerId && browser) || (line?.phase === 'ringing' && !line.monitor);
  const answering = line?.phase === 'answering';
  useEffect(() => (rings && !answering ? startRinging() : undefined), [rings, answering]);

  useEffect(() => {
    if (!offerId) return undefined;
    const ends = [flashTitle(`☎ ${now.current.title} ${now.current.body}`), markIcon()];
    // A tab that is hidden later on, while it rings still, tells so then.
    let note: (() => void) | undefined;
    const look = () => {
      if (document.hidden)
        note ??= notify(now.current.title, now.current.body, offerId, now.current.open);
    };
    look();
    document.addEventListener('visibilitychange', look);
    return () => {
      document.removeEventListener('visibilitychange', look);
      ends.forEach((end) => end());
      note?.();
    };
  }, [offerId]);

  const talking = (part === 'charge' || part === 'party') && browser;
  useEffect(() => {
    if (!talking) return undefined;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [talking]);
}

/** Show a text in turn with the tab's own title. */
function flashTitle(text: string): () => void {
  const before = document.title;
  document.title = text;
  const end = every(FLASH_MS, () => {
    document.title = document.title === text ? before : text;
  });
  return () => {
    end();
    document.title = before;
  };
}

/** A red mark in the tab. */
function markIcon(): () => void {
  const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  if (!icon) return () => undefined;
  const before = icon.href;
  icon.href = CALLED_ICON;
  return () => {
    icon.href = before;
  };
}

/** A notification of the system, which brings the tab forward when it is clicked. */
function notify(
  title: string,
  body: string,
  tag: string,
  open: () => void,
): (() => void) | undefined {
  if (!('Notification' in window) || Notification.permission !== 'granted') return undefined;
  try {
    // It stays until the call is taken, and makes no sound of its own beside the ring.
    const note = new Notification(title, {
      body,
      tag,
      icon: '/favicon.svg',
      requireInteraction: true,
      silent: true,
    });
    note.onclick = () => {
      window.focus();
      open();
      note.close();
    };
    return () => note.close();
  } catch {
    // Some mobile browsers know notifications of service workers only.
    return undefined;
  }
}

/** Ask for notifications; best after a click that has to do with calls. */
export async function askForNotifications(): Promise<void> {
  if ('Notification' in window && Notification.permission === 'default') {
    await Notification.requestPermission().catch(() => undefined);
  }
}

/** Say when the sound of a talk is back after it had lost its way. */
export function useSoundNews(): void {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { line } = usePhoneState();
  const broken = line?.broken ? line.id : null;
  const before = useRef(broken);
  useEffect(() => {
    if (before.current && !broken && before.current === line?.id)
      void message.success({ content: t('quality.mended'), className: 'sound-mended' });
    before.current = broken;
  }, [broken, line?.id, message, t]);
}

/** Say when the headset or loudspeaker in use has gone, and what is used instead. */
export function useDeviceNews(setMic: (problem: MicProblem | null) => void): void {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const phone = useSoftphone();
  const say = useRef({ t, message });
  useEffect(() => {
    say.current = { t, message };
  });
  useEffect(
    () =>
      phone.onDevice(({ kind, now, problem }) => {
        if (kind === 'input') setMic(problem);
        if (problem) return;
        const text = say.current.t(`audio.gone.${kind}`, {
          now: now || say.current.t('audio.default'),
        });
        void say.current.message.warning({ content: text, duration: 10, key: `gone-${kind}` });
      }),
    [phone, setMic],
  );
}
