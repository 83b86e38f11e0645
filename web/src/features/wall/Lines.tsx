import { useTranslation } from 'react-i18next';

import { pressure, trunkRows, type Parts } from './parts';

/** Trunks with the channels in use now and the most at once today; who may see trunks is told limit and state too. */
export function Lines({ parts }: { parts: Parts }) {
  const { t } = useTranslation();
  const trunks = trunkRows(parts.trunks);
  const lines = parts.trunks ? [] : Object.entries(parts.lines ?? {});
  return (
    <section className="wall-panel wall-lines" data-testid="wall-lines">
      <h2>{t('wall.lines')}</h2>
      {trunks.length + lines.length === 0 && (
        <span className="wall-dim">{t(parts.trunks ? 'board.no_trunks' : 'wall.no_lines')}</span>
      )}
      {trunks.map((trunk) => {
        const down = trunk.state === 'offline' || trunk.state === 'rejected';
        return (
          <span key={trunk.id} data-trunk={trunk.name} data-pressure={pressure(trunk)}>
            {trunk.name}{' '}
            <b className={`num ${pressure(trunk)}`}>
              {trunk.now}
              {trunk.limit > 0 && ` / ${trunk.limit}`}
            </b>{' '}
            <small className="wall-dim">
              {t('wall.most_at_once', { count: trunk.most_at_once })}
            </small>
            {down && <small className="bad"> {t(`trunk_status.${trunk.state}`)}</small>}
          </span>
        );
      })}
      {lines.map(([name, line]) => (
        <span key={name}>
          {name} <b className="num">{line.now}</b>{' '}
          <small className="wall-dim">{t('wall.most_at_once', { count: line.most_at_once })}</small>
        </span>
      ))}
    </section>
  );
}
