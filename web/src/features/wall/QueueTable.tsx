import { Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';

import type { QueueRow } from '@/features/board/figures';
import { useLive } from '@/live/context';
import { Elapsed } from '@/ui/Elapsed';
import { duration } from '@/ui/time';

import { Callbacks } from './Callbacks';
import { Experts } from './Experts';
import { percent, reached, type Parts } from './parts';
import { useServiceLevelText } from './Tiles';

const COLUMNS = [
  'waiting',
  'longest_waiting',
  'service_level_now',
  'service_level',
  'offered',
  'answered',
  'abandoned',
  'asa',
  'aht',
  'satisfied_share',
  'callbacks',
  'expert_wait',
] as const;

/** A line for each queue, in letters that can be read from across a room. Experts are shown where a queue has any. */
export function QueueTable({ rows, parts }: { rows: QueueRow[]; parts: Parts }) {
  const { t } = useTranslation();
  const settings = parts.frame?.settings;
  const target = settings?.service_level_target ?? 100;
  const level = useServiceLevelText(settings);
  const queues = useLive((state) => state.names.queues);
  const experts = rows.some(
    ({ id }) => queues[id]?.experts || (parts[`queue:${id}`]?.today.experts_asked ?? 0) > 0,
  );
  const columns = COLUMNS.filter((name) => experts || name !== 'expert_wait');
  const formula = (name: (typeof COLUMNS)[number]) => {
    if (name === 'service_level') return level.formula;
    if (name === 'service_level_now') return `${level.formula} ${t('figure_note.now')}`;
    return t(`figure_formula.${name}`);
  };
  return (
    <section className="wall-panel wall-queues">
      <table data-testid="wall-queues">
        <caption>{t('nav.queues')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('board.queue')}</th>
            {columns.map((name) => (
              <th scope="col" key={name}>
                <Tooltip title={formula(name)} trigger={['hover', 'focus']}>
                  <span tabIndex={0}>{t(`figure.${name}`)}</span>
                </Tooltip>
              </th>
            ))}
            <th scope="col">{t('wall.ready_of')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const part = parts[`queue:${row.id}`];
            const today = part?.today;
            return (
              <tr key={row.id} className={row.waiting > 0 ? 'waits' : ''} data-queue={row.id}>
                <th scope="row">{row.name}</th>
                <td className={row.waiting > 0 ? 'bad' : ''}>{row.waiting}</td>
                <td className={row.oldest === null ? '' : 'bad'}>
                  {row.oldest === null ? '—' : <Elapsed since={row.oldest} />}
                </td>
                <td className={reached(part?.now.service_level, target)}>
                  {percent(part?.now.service_level)}
                </td>
                <td className={reached(today?.service_level, target)}>
                  {percent(today?.service_level)}
                </td>
                <td>{today?.offered ?? '—'}</td>
                <td>{today?.answered ?? '—'}</td>
                <td>{today?.abandoned ?? '—'}</td>
                <td>{duration(today?.asa) || '—'}</td>
                <td>{duration(today?.aht) || '—'}</td>
                <td>
                  <Tooltip
                    title={
                      today &&
                      t('figure_note.survey', {
                        offered: today.surveys_offered,
                        answered: today.surveys_answered,
                        mark: today.mean_mark?.toFixed(2) ?? '—',
                        complaints: today.complaints,
                      })
                    }
                  >
                    {percent(today?.satisfied_share)}
                  </Tooltip>
                </td>
                <td>
                  <Callbacks today={today} />
                </td>
                {experts && (
                  <td>
                    <Experts today={today} />
                  </td>
                )}
                <td className={row.ready === 0 ? 'near' : ''}>
                  {row.ready} / {row.signedIn}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {rows.length === 0 && <p className="wall-empty">{t('wall.no_queues')}</p>}
    </section>
  );
}
