import { useTranslation } from 'react-i18next';

import type { AgentState } from '@/live/board';

import { STATE_COLOURS } from './theme';

interface Props {
  state: AgentState;
  /** The reason's name, for not ready. */
  reason?: string | undefined;
  large?: boolean;
  'data-testid'?: string;
}

export function StateTag({ state, reason, large, 'data-testid': testid }: Props) {
  const { t } = useTranslation();
  const colour = STATE_COLOURS[state];
  return (
    <span
      className={large ? 'state-tag large' : 'state-tag'}
      style={{ color: colour, background: `${colour}14`, borderColor: `${colour}40` }}
      data-testid={testid}
      data-state={state}
    >
      <i style={{ background: colour }} />
      {t(`state.${state}`)}
      {reason ? ` · ${reason}` : ''}
    </span>
  );
}
