import { Empty, Tag } from 'antd';
import { useTranslation } from 'react-i18next';

import { useMe } from '@/api/session';
import type { Call } from '@/api/types';
import { MessageMark } from '@/features/calls/MessageMark';
import { dateTime, duration } from '@/ui/time';

export function LastCalls({ calls }: { calls: Call[] }) {
  const { t } = useTranslation();
  const { tenant } = useMe();
  if (calls.length === 0) {
    return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('customer.no_calls')} />;
  }
  return (
    <ul className="last-calls" data-testid="last-calls">
      {calls.map((call) => (
        <li key={call.id}>
          <span className="num">{dateTime(call.arrived_at, tenant.timezone)}</span>
          <Tag>{call.outcome ? t(`outcome.${call.outcome}`) : t('outcome.running')}</Tag>
          <MessageMark call={call} />
          <span>
            {[call.queue_name, call.agent_name, call.talk_ms > 0 ? duration(call.talk_ms) : '']
              .filter(Boolean)
              .join(' · ')}
          </span>
          {(call.disposition_name || call.notes) && (
            <p className="muted">
              {[call.disposition_name, call.notes].filter(Boolean).join(' — ')}
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}
