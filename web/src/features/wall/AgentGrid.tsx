import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import { useMay } from '@/api/session';
import { countStates } from '@/features/board/figures';
import { useReasons } from '@/features/settings/choices';
import type { BoardAgent } from '@/live/board';
import { useLive } from '@/live/context';
import { Elapsed } from '@/ui/Elapsed';
import { STATES } from '@/ui/theme';

/** Who is signed in for the chosen queues: how many in each state, and each agent with the time in it. */
export function AgentGrid({ members }: { members: ReadonlySet<string> | null }) {
  const { t } = useTranslation();
  const may = useMay();
  const all = useLive((state) => state.board.agents);
  const names = useLive((state) => state.names.agents);
  const reasons = useReasons(may('work.handle'));
  const agents = useMemo(
    () =>
      Object.entries(all)
        .filter(([id]) => !members || members.has(id))
        .sort(
          ([, a], [, b]) => STATES.indexOf(a.state) - STATES.indexOf(b.state) || a.since - b.since,
        ),
    [all, members],
  );
  const counts = countStates(Object.fromEntries(agents));
  const label = (agent: BoardAgent) =>
    agent.state === 'not_ready' && agent.reason
      ? (reasons.find((reason) => reason.code === agent.reason)?.name ?? t('state.not_ready'))
      : t(`state.${agent.state}`);
  return (
    <section className="wall-panel wall-agents" aria-label={t('board.agents')}>
      <ul className="wall-states">
        {STATES.map((state) => (
          <li key={state} className={`state-${state}`} data-testid={`wall-state-${state}`}>
            <b className="num">{counts[state]}</b> {t(`state.${state}`)}
          </li>
        ))}
      </ul>
      {agents.length === 0 ? (
        <p className="wall-empty">{t('board.nobody_signed_in')}</p>
      ) : (
        <ul className="wall-cards" data-testid="wall-agents" tabIndex={0}>
          {agents.map(([id, agent]) => (
            <li key={id} className={`state-${agent.state}`} data-agent={id}>
              <b>{names[id]?.name ?? id}</b>
              <span>{label(agent)}</span>
              <Elapsed since={agent.since} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
