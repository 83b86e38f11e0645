import { Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';

import { duration } from '@/ui/time';

import type { QueueFigures } from './parts';

/** How long agents of a queue waited for an expert, on average; how many asked, and of how many calls, on hover. */
export function Experts({ today }: { today: QueueFigures | undefined }) {
  const { t } = useTranslation();
  if (!today) return <>—</>;
  return (
    <Tooltip
      title={t('figure_note.experts', {
        asked: today.experts_asked,
        answered: today.experts_answered,
        escalated: today.escalated,
      })}
      trigger={['hover', 'focus']}
    >
      <span tabIndex={0} data-testid="wall-experts">
        {duration(today.expert_wait) || '—'}
      </span>
    </Tooltip>
  );
}
