import { PhoneOutlined } from '@ant-design/icons';
import { Badge } from 'antd';
import { useTranslation } from 'react-i18next';

import { useAbandonedCount } from './data';

/** In the menu: how many callers are to be called back. */
export function AbandonedIcon({ className }: { className?: string }) {
  const { t } = useTranslation();
  const waiting = useAbandonedCount()?.waiting ?? 0;
  return (
    <span className={className} data-testid="abandoned-count" data-count={waiting}>
      <Badge
        count={waiting}
        size="small"
        offset={[4, -2]}
        title={t('abandoned.waiting', { count: waiting })}
        styles={{ root: { color: 'inherit' } }}
      >
        <PhoneOutlined rotate={225} />
      </Badge>
    </span>
  );
}
