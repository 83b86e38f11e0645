import { Alert, Button, Card, Empty } from 'antd';
import { useTranslation } from 'react-i18next';

import { lineIsFor } from '@/softphone/machine';
import { MicHelp } from '@/softphone/MicHelp';

import { CallControls } from './CallControls';
import { CallHead } from './CallHead';
import { OfferActions } from './OfferActions';
import { PhoneStatus } from './PhoneStatus';
import { useStation } from './station';
import { WrapUp } from './WrapUp';

/** What is going on at this agent's phone, and what can be done about it. */
export function CallPanel() {
  const { t } = useTranslation();
  const station = useStation();
  const { agent, call, phone, mic } = station;
  const browser = agent?.station === 'browser';
  const audioGone =
    browser && call?.phase === 'talking' && !lineIsFor(phone.line, call.id) && agent.online;
  return (
    <Card className="call-panel" styles={{ body: { padding: 0 } }}>
      <PhoneStatus />
      {mic && (
        <div className="call-section">
          <MicHelp problem={mic} />
        </div>
      )}
      {!call && phone.line?.phase === 'ringing' && (
        // The live connection is away but the phone rings: never leave a caller unanswered for that.
        <div className="call-section">
          <Button type="primary" size="large" block onClick={() => void station.answer()}>
            {t('work.answer')}
          </Button>
        </div>
      )}
      {!call && phone.line?.phase !== 'ringing' && <Idle />}
      {call && <CallHead call={call} />}
      {call?.phase === 'offered' && <OfferActions call={call} />}
      {audioGone && (
        <div className="call-section">
          <Alert
            type="warning"
            showIcon
            title={t('work.audio_gone')}
            description={t('work.audio_gone_help')}
          />
        </div>
      )}
      {call?.phase === 'talking' && <CallControls call={call} />}
      {call && (call.phase === 'talking' || call.phase === 'wrap_up') && (
        <WrapUp key={call.id} call={call} />
      )}
    </Card>
  );
}

function Idle() {
  const { t } = useTranslation();
  const { agent } = useStation();
  const ready = agent?.state === 'ready';
  return (
    <div className="idle">
      {ready ? (
        <>
          <span className="pulse" />
          <b>{t('work.waiting_for_calls')}</b>
          <p>{t('work.waiting_for_calls_help')}</p>
        </>
      ) : (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('work.not_ready_help')} />
      )}
    </div>
  );
}
