import { AudioOutlined } from '@ant-design/icons';
import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';

import type { Call } from '@/api/types';
import { duration } from '@/ui/time';

/** That the caller left a message in the call, and how long it is; nothing where there is none. */
export function MessageMark({ call }: { call: Call }) {
  const { t } = useTranslation();
  if (call.message_ms === 0) return null;
  return (
    <Tag icon={<AudioOutlined />} color="cyan" data-testid="message-mark">
      {t('call.message_left_length', { length: duration(call.message_ms) })}
    </Tag>
  );
}
