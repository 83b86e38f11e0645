import { Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';

import { useMay } from '@/api/session';
import type { AgentFigures } from '@/api/types';
import { reasonName, useReasons } from '@/features/settings/choices';
import { duration } from '@/ui/time';

/** Time not ready; the reasons on hover. */
export function NotReady({ figures }: { figures: AgentFigures }) {
  const { t } = useTranslation();
  const may = useMay();
  const reasons = useReasons(may('work.handle'));
  const by = Object.entries(figures.not_ready_by).sort(([, a], [, b]) => b - a);
  const nameOf = (code: string) =>
    reasons.find((reason) => reason.code === code)?.name ?? reasonName({ code, name: code }, t);
  const text = <span className="num">{duration(figures.not_ready)}</span>;
  if (by.length === 0) return text;
  return (
    <Tooltip
      trigger={['hover', 'focus']}
      title={by.map(([code, length]) => (
        <div key={code}>
          {nameOf(code)} {duration(length)}
        </div>
      ))}
    >
      <span tabIndex={0} className="num">
        {duration(figures.not_ready)}
      </span>
    </Tooltip>
  );
}
