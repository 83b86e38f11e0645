import { Alert, Badge, Button } from 'antd';
import { useTranslation } from 'react-i18next';

import { useMe } from '@/api/session';
import { useLive } from '@/live/context';

import { useStation } from './station';

/** Whether calls can reach this agent: the browser's registration, or the desk phone's. */
export function PhoneStatus() {
  const { t } = useTranslation();
  const me = useMe();
  const { agent, phone, link, restartPhone } = useStation();
  const switchUp = useLive((state) => state.board.switch.connected);
  if (!agent) return null;
  if (link === 'open' && !switchUp) {
    return <Alert banner type="error" title={t('work.switch_down')} />;
  }
  if (agent.station === 'outside') {
    return agent.online ? (
      <div className="phone-status" data-testid="phone-online">
        <Badge
          status="success"
          text={t('work.outside_online', { number: me.user.outside_number })}
        />
      </div>
    ) : (
      <Alert
        banner
        type="warning"
        title={t('work.outside_offline')}
        description={t('work.outside_offline_help')}
      />
    );
  }
  if (agent.station === 'phone') {
    return agent.online ? (
      <div className="phone-status">
        <Badge status="success" text={t('work.phone_online', { extension: me.user.extension })} />
      </div>
    ) : (
      <Alert
        banner
        type="warning"
        title={t('work.phone_offline', { extension: me.user.extension })}
        description={t('work.phone_offline_help')}
      />
    );
  }
  if (phone.registration === 'registered' && agent.online) {
    return (
      <div className="phone-status" data-testid="phone-online">
        <Badge status="success" text={t('work.browser_online', { extension: me.user.extension })} />
      </div>
    );
  }
  if (phone.registration === 'rejected' || phone.registration === 'lost') {
    return (
      <Alert
        banner
        type="warning"
        title={t(`work.browser_${phone.registration}`)}
        action={
          <Button size="small" onClick={restartPhone}>
            {t('common.retry')}
          </Button>
        }
      />
    );
  }
  return (
    <div className="phone-status">
      <Badge status="processing" text={t('work.browser_connecting')} />
    </div>
  );
}
