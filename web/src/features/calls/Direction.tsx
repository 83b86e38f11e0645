import { ArrowDownOutlined, ArrowUpOutlined } from '@ant-design/icons';
import { Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';

/** Whether the customer called us, or we the customer. */
export function Direction({ direction }: { direction: string }) {
  const { t } = useTranslation();
  const out = direction === 'out';
  const name = t(`direction.${out ? 'out' : 'in'}`);
  return (
    <Tooltip title={name}>
      <span role="img" aria-label={name} style={{ color: out ? '#1857c4' : '#0f7d43' }}>
        {out ? <ArrowUpOutlined rotate={45} /> : <ArrowDownOutlined rotate={45} />}
      </span>
    </Tooltip>
  );
}
