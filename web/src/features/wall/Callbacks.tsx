import { Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';

import { duration } from '@/ui/time';

import { percent, type QueueFigures } from './parts';

/** Customers of a queue who are called back: reached of those who asked, and the rest on hover. */
export function Callbacks({ today }: { today: QueueFigures | undefined }) {
  const { t } = useTranslation();
  if (!today) return <>—</>;
  const told = [
    t('figure_note.callbacks', {
      asked: today.callbacks_asked,
      reached: today.callbacks_reached,
      share: percent(today.callback_reach_rate),
      again: today.callbacks_called_again,
      given_up: today.callbacks_given_up,
      expired: today.callbacks_expired,
      open: today.callbacks_open,
      tries: today.callback_tries,
      time: duration(today.callback_time) || '—',
    }),
    today.recalls > 0 &&
      t('figure_note.recalls', {
        planned: today.recalls,
        reached: today.recalls_reached,
        share: percent(today.recall_reach_rate),
        contacted: today.recalls_contacted,
        tries: today.recall_tries,
      }),
  ].filter(Boolean);
  return (
    <Tooltip
      title={told.map((line) => (
        <div key={String(line)}>{line}</div>
      ))}
      trigger={['hover', 'focus']}
    >
      <span tabIndex={0} data-testid="wall-callbacks">
        {today.callbacks_reached} / {today.callbacks_asked}
      </span>
    </Tooltip>
  );
}
