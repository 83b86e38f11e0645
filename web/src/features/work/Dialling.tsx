import { PhoneFilled } from '@ant-design/icons';
import { Alert, Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useMe } from '@/api/session';
import type { BoardCall } from '@/live/board';

import { CallbackOrigin } from './CallbackOrigin';
import { OfferActions } from './OfferActions';
import { useStation } from './station';

/** A call of one's own on its way: who is being rung now, and how to give it up. */
export function Dialling({ call }: { call: BoardCall }) {
  const { t } = useTranslation();
  const station = useStation();
  const me = useMe();
  const [ending, setEnding] = useState(false);
  if (call.callback && call.rings === 'agent')
    return (
      <div data-testid="dialling" data-rings={call.rings}>
        <CallbackOrigin callback={call.callback} />
        <OfferActions call={call} />
      </div>
    );
  const at = call.rings === 'agent' ? station.agent?.station : undefined;
  const dialling = (
    <div className="call-section" data-testid="dialling" data-rings={call.rings}>
      <Alert
        type="info"
        showIcon
        title={
          at === 'outside'
            ? t('dial.answer_outside', { number: me.user.outside_number })
            : t(at === 'phone' ? 'dial.answer_own_phone' : `dial.rings_${call.rings || 'agent'}`)
        }
      />
      <div className="offer-actions">
        <Button
          danger
          type="primary"
          size="large"
          icon={<PhoneFilled rotate={225} />}
          loading={ending}
          data-testid="hangup"
          onClick={() => {
            setEnding(true);
            void station.hangUp().finally(() => setEnding(false));
          }}
        >
          {t('dial.cancel')}
        </Button>
      </div>
    </div>
  );
  return (
    <>
      {call.callback && <CallbackOrigin callback={call.callback} taken />}
      {dialling}
    </>
  );
}
