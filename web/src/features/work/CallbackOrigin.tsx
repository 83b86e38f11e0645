import { PhoneOutlined } from '@ant-design/icons';
import { Alert } from 'antd';
import { useTranslation } from 'react-i18next';

import { useMe } from '@/api/session';
import type { CarriedOut } from '@/live/board';
import { useServerNow } from '@/live/clock';
import { duration, timeOfDay } from '@/ui/time';

/** Why a customer is called: when they asked to be called back, and how long they have waited. */
export function CallbackOrigin({
  callback,
  taken = false,
}: {
  callback: CarriedOut;
  /** The agent has answered: nobody is told to do so any more. */
  taken?: boolean;
}) {
  const { t } = useTranslation();
  const { tenant } = useMe();
  const now = useServerNow();
  return (
    <div className="call-section">
      <Alert
        type="warning"
        showIcon
        icon={<PhoneOutlined />}
        data-testid="callback-origin"
        title={t(callback.reason === 'abandoned' ? 'callback.gave_up' : 'callback.origin', {
          at: timeOfDay(callback.requested_at, tenant.timezone).slice(0, 5),
          waited: duration(Math.max(0, now - callback.queued_at)),
        })}
        description={
          (callback.tries > 0 || !taken) && (
            <>
              {callback.tries > 0 && <div>{t('callback.tried', { tries: callback.tries })}</div>}
              {!taken && t('callback.origin_help')}
            </>
          )
        }
      />
    </div>
  );
}
