import { CalendarOutlined } from '@ant-design/icons';
import { App, Badge, Button, Tooltip } from 'antd';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import { useMay } from '@/api/session';
import { readable } from '@/ui/Caller';

import { useDue } from './data';

/** In the frame: how many customers are to be called back by now; a note in the corner when one more is due. */
export function FollowUpBell() {
  const may = useMay();
  return may('work.handle') ? <Bell /> : null;
}

function Bell() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const due = useDue().data;
  useNote();
  if (!due || due.today === 0) return null;
  const title = t('follow_up.waiting', { overdue: due.overdue, today: due.today });
  return (
    <Tooltip title={title}>
      <Badge count={due.overdue} size="small" offset={[-6, 6]}>
        <Button
          type="text"
          icon={<CalendarOutlined />}
          aria-label={title}
          onClick={() => void navigate('/follow-ups?state=open')}
          data-testid="follow-up-bell"
          data-overdue={due.overdue}
        />
      </Badge>
    </Tooltip>
  );
}

function useNote(): void {
  const { t } = useTranslation();
  const { notification } = App.useApp();
  const navigate = useNavigate();
  const due = useDue().data;
  const known = useRef<number | null>(null);
  useEffect(() => {
    if (!due) return;
    const before = known.current;
    known.current = due.overdue;
    const first = due.first;
    if (before === null || due.overdue <= before || !first) return;
    notification.open({
      key: `follow-up-${first.id}`,
      placement: 'bottomRight',
      title: t('follow_up.now_due', { name: first.customer_name || readable(first.number) }),
      description: first.note,
      duration: 15,
      onClick: () => {
        notification.destroy(`follow-up-${first.id}`);
        void navigate('/follow-ups?state=open');
      },
    });
  }, [due, navigate, notification, t]);
}
