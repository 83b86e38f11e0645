import { CrownOutlined } from '@ant-design/icons';
import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';

export function LevelTag({ level }: { level: string | null | undefined }) {
  const { t } = useTranslation();
  if (!level) return null;
  return (
    <Tag color="gold" icon={level === 'vip' ? <CrownOutlined /> : undefined}>
      {level === 'vip' ? t('customer.vip') : level}
    </Tag>
  );
}
