import { chime, siren } from '@/softphone/ringtone';

import { alarmSound } from './order';

/** The chosen sound and, when nobody sees the page, a notification of the browser. Also what a trial does. */
export function notice(title: string, body: string, tag: string): void {
  const sound = alarmSound();
  if (sound === 'chime') chime();
  if (sound === 'siren') siren();
  if (
    title !== '' &&
    document.hidden &&
    'Notification' in window &&
    Notification.permission === 'granted'
  ) {
    new Notification(title, { body, tag });
  }
}
