import { Alert, Button, Card, Empty } from 'antd';
import { useTranslation } from 'react-i18next';

import { useMe } from '@/api/session';
import { lineIsFor } from '@/softphone/machine';
import { MicHelp } from '@/softphone/MicHelp';

import { CallControls } from './CallControls';
import { CallHead } from './CallHead';
import { CallQuality } from './CallQuality';
import { Dialling } from './Dialling';
import { ExpertBar } from './Expert';
import { OfferActions } from './OfferActions';
import { AskedBy, Parties } from './Parties';
import type { Part } from './parties';
import { PhoneStatus } from './PhoneStatus';
import { PlayingBar } from './Playing';
import { useStation } from './station';
import { WrapUp } from './WrapUp';

/** Who is in the call, or asked into it, sees what has been written for it. */
const FORM_SHOWN = new Set<Part>(['charge', 'party', 'invited', 'wrap_up']);

/** What is going on at this agent's phone, and what can be done about it. */
export function CallPanel() {
  const { t } = useTranslation();
  const station = useStation();
  const { agent, call, part, phone, mic } = station;
  const me = useMe().user.id;
  const inTalk = part === 'charge' || part === 'party';
  const browser = agent?.station === 'browser';
  const audioGone = browser && call && inTalk && !lineIsFor(phone.line, call.id) && agent.online;
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
      {call && (part === 'invited' || part === 'party') && <AskedBy call={call} me={me} />}
      {call && part === 'dialling' && <Dialling call={call} />}
      {call && (part === 'offered' || part === 'invited') && <OfferActions call={call} />}
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
      {call && inTalk && browser && <CallQuality />}
      {call && inTalk && <CallControls call={call} />}
      {call && part === 'charge' && <PlayingBar call={call} />}
      {call && part === 'charge' && <ExpertBar call={call} />}
      {call && part === 'charge' && <Parties call={call} />}
      {call && FORM_SHOWN.has(part) && <WrapUp call={call} part={part} />}
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
