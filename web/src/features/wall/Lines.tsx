import { useTranslation } from 'react-i18next';

import type { Parts } from './parts';

/** Trunks with calls now, and the most at once today. */
export function Lines({ lines }: { lines: Parts['lines'] }) {
  const { t } = useTranslation();
  const entries = Object.entries(lines ?? {});
  return (
    <section className="wall-panel wall-lines" data-testid="wall-lines">
      <h2>{t('wall.lines')}</h2>
      {entries.length === 0 && <span className="wall-dim">{t('wall.no_lines')}</span>}
      {entries.map(([name, line]) => (
        <span key={name}>
          {name} <b className="num">{line.now}</b>{' '}
          <small className="wall-dim">{t('wall.most_at_once', { count: line.most_at_once })}</small>
        </span>
      ))}
    </section>
  );
}
