import { useQuery } from '@tanstack/react-query';
import { Button, Card, Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';

import { api } from '@/api/client';
import type { AgentFigures } from '@/api/types';

import { shown } from './columns';
import { NotReady } from './NotReady';

const PATH = '/figures/agents/mine';
const SHOWN = ['handled', 'missed', 'talk', 'aht', 'signed_in', 'not_ready', 'occupancy'] as const;
/** The time of what goes on grows by itself; every so often is enough to show it. */
const EVERY_MS = 60_000;

/** What the agent has done today. `since`: when the own state last changed; the figures are read again then. */
export function OwnFigures({ since }: { since: number | undefined }) {
  const { t } = useTranslation();
  const query = useQuery({
    queryKey: [PATH, since],
    queryFn: ({ signal }) => api.get<AgentFigures>(PATH, {}, signal),
    placeholderData: (before) => before,
    refetchInterval: EVERY_MS,
  });
  const figures = query.data;
  return (
    <Card title={t('agent_figures.mine')} size="small">
      {!figures && query.error ? (
        <span role="status">
          {t('agent_figures.unknown')}{' '}
          <Button type="link" size="small" onClick={() => void query.refetch()}>
            {t('common.retry')}
          </Button>
        </span>
      ) : (
        <div className="figures own" data-testid="own-figures">
          {SHOWN.map((name) => (
            <Tooltip key={name} title={t(`agent_formula.${name}`)} trigger={['hover', 'focus']}>
              <div className="figure" tabIndex={0} data-testid={`own-${name}`}>
                <span>{t(`agent_figure.${name}`)}</span>
                <b className="num">
                  {!figures && '—'}
                  {figures &&
                    (name === 'not_ready' ? <NotReady figures={figures} /> : shown(figures, name))}
                </b>
              </div>
            </Tooltip>
          ))}
        </div>
      )}
    </Card>
  );
}
