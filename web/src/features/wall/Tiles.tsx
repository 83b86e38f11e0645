import { Tooltip } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { Elapsed } from '@/ui/Elapsed';
import { duration } from '@/ui/time';

import { percent, reached, type FigureSettings, type Parts } from './parts';

interface TileProps {
  name: string;
  formula: string;
  value: ReactNode;
  note?: ReactNode;
  mark?: string;
}

/** One big figure; its formula is shown on hover, and when it is reached by the keyboard. */
export function Tile({ name, formula, value, note, mark = '' }: TileProps) {
  const { t } = useTranslation();
  return (
    <Tooltip title={formula} trigger={['hover', 'focus']}>
      <div className={`wall-tile ${mark}`} tabIndex={0} data-testid={`wall-${name}`}>
        <span className="wall-tile-name">{t(`figure.${name}`)}</span>
        <b className="num">{value}</b>
        <small>{note ?? '\u00a0'}</small>
      </div>
    </Tooltip>
  );
}

export function useServiceLevelText(settings: FigureSettings | undefined) {
  const { t } = useTranslation();
  if (!settings) return { formula: '', note: '' };
  const short = settings.leave_out_short ? t('figure_note.without_short') : '';
  const values = { seconds: settings.service_level_s };
  return {
    formula: `${t(`figure_formula.service_level_${settings.service_level_of}`, values)}${short}`,
    note: t('figure_note.service_level', { ...values, target: settings.service_level_target }),
  };
}

/** The figures of all chosen queues together. Who waits is known from the live board at once. */
export function Tiles({ parts, waiting }: { parts: Parts; waiting: number[] }) {
  const { t } = useTranslation();
  const { total, now, agents, frame } = parts;
  const target = frame?.settings.service_level_target ?? 100;
  const level = useServiceLevelText(frame?.settings);
  const oldest = waiting[0];
  const formula = (name: string) => t(`figure_formula.${name}`);
  const count = (value: number | undefined) => value ?? '—';
  return (
    <section className="wall-tiles" aria-label={t('wall.figures')}>
      <Tile
        name="waiting"
        formula={formula('waiting')}
        value={waiting.length}
        mark={waiting.length > 0 ? 'bad' : ''}
      />
      <Tile
        name="longest_waiting"
        formula={formula('longest_waiting')}
        value={oldest === undefined ? '—' : <Elapsed since={oldest} />}
        mark={oldest === undefined ? '' : 'bad'}
      />
      <Tile
        name="service_level_now"
        formula={`${level.formula} ${t('figure_note.now')}`}
        value={percent(now?.service_level)}
        note={level.note}
        mark={reached(now?.service_level, target)}
      />
      <Tile
        name="service_level"
        formula={level.formula}
        value={percent(total?.service_level)}
        note={level.note}
        mark={reached(total?.service_level, target)}
      />
      <Tile name="offered" formula={formula('offered')} value={count(total?.offered)} />
      <Tile
        name="answered"
        formula={formula('answered')}
        value={count(total?.answered)}
        note={total && t('figure_note.answer_rate', { share: percent(total.answer_rate) })}
      />
      <Tile
        name="abandoned"
        formula={`${formula('abandoned')} ${formula('abandonment_rate')}`}
        value={count(total?.abandoned)}
        note={
          total &&
          t('figure_note.abandoned', {
            share: percent(total.abandonment_rate),
            short: total.short_abandoned,
          })
        }
      />
      <Tile name="asa" formula={formula('asa')} value={duration(total?.asa) || '—'} />
      <Tile name="aht" formula={formula('aht')} value={duration(total?.aht) || '—'} />
      <Tile
        name="occupancy"
        formula={formula('occupancy')}
        value={percent(agents?.occupancy)}
        note={agents && t('figure_note.utilisation', { share: percent(agents.utilisation) })}
      />
    </section>
  );
}
