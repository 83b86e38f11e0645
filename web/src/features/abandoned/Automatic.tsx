import { ClockCircleOutlined, PhoneOutlined, RobotOutlined } from '@ant-design/icons';
import { Tag, Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';

import type { AbandonedCall } from '@/api/types';

const PLANNED = ['planned', 'waiting', 'postponed', 'calling'];

/** What the machine will do by itself about an entry that is still to be dealt with, or has done in vain. */
export function Automatic({
  row,
  at,
}: {
  row: AbandonedCall;
  at: (moment: number | null) => string;
}) {
  const { t } = useTranslation();
  if (!row.auto_state || (row.state !== 'open' && row.state !== 'called_back')) return null;
  const planned = PLANNED.includes(row.auto_state);
  const calling = row.auto_state === 'calling';
  const told = [
    planned && t(calling ? 'abandoned.auto_calling_help' : 'abandoned.auto_help'),
    row.auto_tries > 0 && t('abandoned.auto_tried', { count: row.auto_tries }),
    row.auto_why && t(`callback_why.${row.auto_why}`),
  ].filter(Boolean);
  return (
    <Tooltip title={told.length > 0 && told.map((line) => <div key={String(line)}>{line}</div>)}>
      <Tag
        color={calling ? 'green' : planned ? 'blue' : undefined}
        icon={calling ? <PhoneOutlined /> : planned ? <ClockCircleOutlined /> : <RobotOutlined />}
        data-testid="abandoned-auto"
        data-auto={row.auto_state}
      >
        {row.auto_due_at !== null
          ? t('abandoned.auto_at', { at: at(row.auto_due_at) })
          : planned
            ? t(`abandoned.auto_${row.auto_state}`)
            : t('abandoned.auto_over', { how: t(`callback_state.${row.auto_state}`) })}
      </Tag>
    </Tooltip>
  );
}
