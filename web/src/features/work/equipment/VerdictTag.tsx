import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';

import type { Verdict } from '@/softphone/quality';

const COLOURS: Record<Verdict, string> = { good: 'green', fair: 'orange', bad: 'red' };

/** Good, fair or bad, in words and colour; nothing for what was not looked at. */
export function VerdictTag({ verdict, name }: { verdict: Verdict | null; name?: string }) {
  const { t } = useTranslation();
  if (!verdict) return null;
  return (
    <Tag color={COLOURS[verdict]} data-testid={name} data-verdict={verdict}>
      {t(`quality.${verdict}`)}
    </Tag>
  );
}
