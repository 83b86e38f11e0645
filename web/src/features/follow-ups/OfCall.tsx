import { CalendarOutlined, CheckCircleOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useList } from '@/api/resource';
import { useMe } from '@/api/session';
import type { FollowUp } from '@/api/types';
import { dateTime } from '@/ui/time';

import { PATH } from './data';
import { PlanDialog } from './PlanDialog';

/** What is planned for a call, and a button to plan. `number`: the caller's; who withheld it must be asked for one. */
export function OfCall({ callId, number }: { callId: string; number: string }) {
  const { t } = useTranslation();
  const zone = useMe().tenant.timezone;
  const [planning, setPlanning] = useState(false);
  const [changed, setChanged] = useState<FollowUp | null>(null);
  const planned = useList<FollowUp>(PATH, { call_id: callId, size: 20 }).data?.items ?? [];
  return (
    <div className="follow-ups" data-testid="follow-ups-of-call">
      {planned.map((one) => (
        <Button
          key={one.id}
          type="link"
          size="small"
          icon={one.state === 'done' ? <CheckCircleOutlined /> : <CalendarOutlined />}
          disabled={one.state === 'done'}
          onClick={() => setChanged(one)}
        >
          {dateTime(one.due_at, zone).slice(0, 16)} {one.note}
        </Button>
      ))}
      <Button
        icon={<CalendarOutlined />}
        size="small"
        onClick={() => setPlanning(true)}
        data-testid="follow-up-plan"
      >
        {t('follow_up.plan')}
      </Button>
      {planning && (
        <PlanDialog callId={callId} known={number !== ''} onClose={() => setPlanning(false)} />
      )}
      {changed && <PlanDialog row={changed} onClose={() => setChanged(null)} />}
    </div>
  );
}
