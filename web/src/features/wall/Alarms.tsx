import { useTranslation } from 'react-i18next';

import { sentence } from '@/features/alarms/figures';
import { ordered } from '@/features/alarms/order';
import { useLive } from '@/live/context';
import { Elapsed } from '@/ui/Elapsed';

const MOST = 4;

/** Open alarms, large, over everything else; nothing when none is open. */
export function Alarms() {
  const { t } = useTranslation();
  const list = ordered(useLive((state) => state.board.alarms));
  if (list.length === 0) return null;
  return (
    <section className="wall-alarms" role="alert" data-testid="wall-alarms">
      {list.slice(0, MOST).map((alarm) => (
        <p
          key={alarm.id}
          className={`wall-alarm ${alarm.severity} ${alarm.acknowledged_at === null ? '' : 'seen'}`}
          title={`${alarm.name} ${sentence(alarm, t)}`}
          data-alarm={alarm.id}
        >
          <b>{alarm.name}</b>
          <span className="wall-alarm-told">{sentence(alarm, t)}</span>
          <span className="num">
            <Elapsed since={alarm.raised_at} />
          </span>
          {alarm.acknowledged_at !== null && (
            <small>{t('alarm.by', { name: alarm.acknowledged_by })}</small>
          )}
        </p>
      ))}
      {list.length > MOST && (
        <p className="wall-dim">{t('alarm.more', { count: list.length - MOST })}</p>
      )}
    </section>
  );
}
