import { CloseOutlined, PhoneFilled } from '@ant-design/icons';
import { Alert, Button, Progress } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useMe } from '@/api/session';
import { Hint } from '@/features/shortcuts/Hint';
import type { BoardCall } from '@/live/board';
import { useServerNow } from '@/live/clock';
import { lineIsFor } from '@/softphone/machine';

import { useStation } from './station';

/** Answer or decline, and how long the offer still stands. */
export function OfferActions({ call }: { call: BoardCall }) {
  const { t } = useTranslation();
  const station = useStation();
  const me = useMe();
  const { agent, phone } = station;
  const [declining, setDeclining] = useState(false);
  const browser = agent?.station === 'browser';
  const mine = lineIsFor(phone.line, call.id) ? phone.line : null;
  const decline = async () => {
    setDeclining(true);
    await station.decline();
    setDeclining(false);
  };
  return (
    <div className="call-section">
      <TimeLeft since={agent?.since ?? call.arrived_at} until={agent?.until ?? null} />
      {!browser && (
        <Alert
          type="info"
          showIcon
          title={
            agent?.station === 'outside'
              ? t('work.answer_outside', { number: me.user.outside_number })
              : t('work.answer_on_phone')
          }
          data-testid="answer-there"
        />
      )}
      <div className="offer-actions">
        {browser && (
          <Hint action="answer">
            <Button
              type="primary"
              size="large"
              className="go"
              icon={<PhoneFilled />}
              disabled={mine?.phase !== 'ringing'}
              loading={mine?.phase === 'answering'}
              data-testid="answer"
              onClick={() => void station.answer()}
            >
              {t('work.answer')}
            </Button>
          </Hint>
        )}
        <Hint action="decline">
          <Button
            danger
            size="large"
            icon={<CloseOutlined />}
            loading={declining}
            data-testid="decline"
            onClick={() => void decline()}
          >
            {t('work.decline')}
          </Button>
        </Hint>
      </div>
    </div>
  );
}

function TimeLeft({ since, until }: { since: number; until: number | null }) {
  const now = useServerNow();
  if (until === null) return null;
  const share = Math.max(0, Math.min(1, (until - now) / Math.max(1, until - since)));
  return (
    <Progress
      percent={share * 100}
      showInfo={false}
      size="small"
      strokeColor={share < 0.3 ? '#c8372d' : '#e07b00'}
    />
  );
}
