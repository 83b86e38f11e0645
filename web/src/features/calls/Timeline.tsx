import { Timeline as Line, Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';

import { useMe } from '@/api/session';
import type { TimelineItem } from '@/api/types';
import { dateTime, duration, timeOfDay } from '@/ui/time';

import { colourOf, sentenceOf } from './sentences';

/** The call's facts as sentences, with the time since its arrival. */
export function Timeline({ items }: { items: TimelineItem[] }) {
  const { t } = useTranslation();
  const { tenant } = useMe();
  const start = items[0]?.at ?? 0;
  return (
    <Line
      items={items.map((item) => ({
        key: item.seq,
        color: colourOf(item),
        content: (
          <div className="timeline-fact" data-kind={item.kind}>
            <Tooltip title={dateTime(item.at, tenant.timezone)}>
              <span className="num">{timeOfDay(item.at, tenant.timezone)}</span>
            </Tooltip>
            <span style={{ flex: 1 }}>{sentenceOf(item, t)}</span>
            <span className="num">+{duration(item.at - start)}</span>
          </div>
        ),
      }))}
    />
  );
}
