import { PhoneOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';

import { MenuBadge } from '@/ui/MenuBadge';

import { useAbandonedCount } from './data';

/** In the menu: how many callers are to be called back. */
export function AbandonedIcon({ className }: { className?: string }) {
  const { t } = useTranslation();
  const waiting = useAbandonedCount()?.waiting ?? 0;
  return (
    <MenuBadge
      className={className}
      count={waiting}
      title={t('abandoned.waiting', { count: waiting })}
      testid="abandoned-count"
    >
      <PhoneOutlined rotate={225} />
    </MenuBadge>
  );
}
