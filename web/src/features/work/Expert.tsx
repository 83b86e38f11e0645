import { CustomerServiceOutlined, UserDeleteOutlined } from '@ant-design/icons';
import { Alert, Button, Tag, Tooltip } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useMe } from '@/api/session';
import { Hint } from '@/features/shortcuts/Hint';
import { useServerNow } from '@/live/clock';
import { useLive } from '@/live/context';
import type { BoardCall } from '@/live/board';
import { Elapsed } from '@/ui/Elapsed';
import { duration } from '@/ui/time';

import { expertsOf, type Experts } from './experts';
import { consultOf, ownParty } from './parties';
import { useOrders } from './useParties';

/** The queue of experts for a call; undefined: its queue has none. */
export function useExperts(call: BoardCall): Experts | undefined {
  const queues = useLive((state) => state.names.queues);
  const me = useMe().user.id;
  return expertsOf(queues, call.queue_id, me);
}

/** One click: the best free expert is rung for a consult, or waited for. */
export function AskExpert({ call }: { call: BoardCall }) {
  const { t } = useTranslation();
  const experts = useExperts(call);
  const orders = useOrders(call);
  const [pending, setPending] = useState(false);
  if (!experts) return null;
  const asking = Boolean(call.asked) || consultOf(call) !== undefined;
  return (
    <Hint action="expert">
      <Button
        className={
          call.escalated === 'talked' && !asking && !experts.own ? 'control on' : 'control'
        }
        icon={<CustomerServiceOutlined />}
        disabled={asking}
        loading={pending}
        data-testid="ask-expert"
        onClick={() => {
          setPending(true);
          void orders.askExpert().finally(() => setPending(false));
        }}
      >
        {t('expert.ask')}
      </Button>
    </Hint>
  );
}

/** While an expert is waited for: how long, how long at most, and the way out. Or why experts should be asked. */
export function ExpertBar({ call }: { call: BoardCall }) {
  const { t } = useTranslation();
  const experts = useExperts(call);
  const now = useServerNow();
  const orders = useOrders(call);
  const consult = consultOf(call);
  if (call.asked && !consult) {
    return (
      <div className="call-section">
        <Alert
          type="info"
          showIcon
          icon={<CustomerServiceOutlined />}
          data-testid="expert-wait"
          title={
            <>
              {t('expert.waiting', { queue: experts?.name ?? '' })}{' '}
              <span className="nowrap">
                <Elapsed since={call.asked.since} />
              </span>
            </>
          }
          description={
            <>
              {t('expert.waiting_help', {
                left: duration(Math.max(0, call.asked.until - now)),
              })}
              <Button
                className="below"
                icon={<UserDeleteOutlined />}
                data-testid="stop-asking"
                onClick={() => void orders.stopAsking()}
              >
                {t('expert.stop')}
              </Button>
            </>
          }
        />
      </div>
    );
  }
  if (call.escalated !== 'talked' || consult || !experts || experts.own) return null;
  return (
    <div className="call-section">
      <Alert
        type="warning"
        showIcon
        data-testid="expert-reminder"
        title={t('expert.reminder', { queue: experts.name })}
      />
    </div>
  );
}

/** Why the call is an expert's. */
export function EscalatedTag({ call, me }: { call: BoardCall; me: string }) {
  const { t } = useTranslation();
  const why = call.escalated;
  if (!why || why === 'talked' || ownParty(call, me)) return null;
  return (
    <Tooltip title={t('expert.escalated_help')}>
      <Tag color="gold" data-testid="escalated" data-why={why}>
        {t(`expert.why_${why}`)}
      </Tag>
    </Tooltip>
  );
}
