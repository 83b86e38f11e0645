import { Alert, App, Button, Space, Steps } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { api } from '@/api/client';
import type { EquipmentCheck, SoftphoneAccess } from '@/api/types';
import { socketUrl } from '@/live/socket';
import { useSoftphone } from '@/softphone/context';
import { worstPart } from '@/softphone/quality';
import { checkWay, STAGES, type Stage, type WayResult } from '@/softphone/way';
import { useShowError } from '@/ui/errors';

import { WORK } from '../path';
import { useStation } from '../station';
import { VerdictTag } from './VerdictTag';

type Way = NonNullable<EquipmentCheck['way']>;

interface Props {
  echo: string | undefined;
  stream: MediaStream | null;
  last: Way | null | undefined;
  onResult: (result: WayResult) => void;
}

/** The way to the switch and back: how far it goes, and how good it is. */
export function WayPart({ echo, stream, last, onResult }: Props) {
  const { t } = useTranslation();
  const { call, agent, link } = useStation();
  const phone = useSoftphone();
  const showError = useShowError();
  const { message } = App.useApp();
  const [at, setAt] = useState<{ stage: Stage; share: number } | null>(null);
  const abort = useRef<AbortController | null>(null);
  useEffect(() => () => abort.current?.abort(), []);

  const start = async () => {
    const control = new AbortController();
    abort.current = control;
    setAt({ stage: 'socket', share: 0 });
    // Without a microphone the way is tried with silence.
    const context = stream ? null : new AudioContext();
    try {
      const given = await api.get<SoftphoneAccess>(`${WORK}/softphone`);
      const result = await checkWay({
        access: {
          uri: given.uri,
          password: given.password,
          url: socketUrl(given.ws_path),
          iceServers: given.ice_servers,
          register: true,
        },
        // Who works at this browser is registered already: another registration would end that one.
        phone: agent?.station === 'browser' ? phone : null,
        echo: echo ?? '',
        stream: stream ?? context!.createMediaStreamDestination().stream,
        onStage: (stage, share) => setAt({ stage, share }),
        signal: control.signal,
      });
      if (result) onResult(result);
      else void message.info(t('equipment.interrupted'));
    } catch (error) {
      if (!control.signal.aborted) showError(error);
    } finally {
      void context?.close();
      if (!control.signal.aborted) setAt(null);
    }
  };

  const failed = last?.failed_at ?? '';
  const done = last && !at;
  return (
    <Space orientation="vertical" style={{ width: '100%' }}>
      <Space>
        <Button
          type="primary"
          onClick={() => void start()}
          loading={at !== null}
          disabled={!echo || call !== undefined || link !== 'open'}
          data-testid="way-check"
        >
          {t('equipment.check_way')}
        </Button>
        {call ? (
          t('equipment.not_in_call')
        ) : (
          <span className="muted">{t('equipment.way_takes')}</span>
        )}
      </Space>
      {(at || done) && (
        <Steps
          size="small"
          current={at ? STAGES.indexOf(at.stage) : failed ? STAGES.indexOf(failed as Stage) : 4}
          status={done && failed ? 'error' : 'process'}
          items={STAGES.map((stage) => ({
            title: t(`equipment.stage.${stage}`),
            content:
              at?.stage === 'media' && stage === 'media'
                ? `${Math.round(at.share * 100)}%`
                : undefined,
          }))}
        />
      )}
      {done && <Outcome way={last} />}
    </Space>
  );
}

function Outcome({ way }: { way: Way }) {
  const { t } = useTranslation();
  const advice = way.failed_at
    ? t(`equipment.failed.${way.failed_at}`)
    : way.verdict === 'good'
      ? t('equipment.way_good')
      : t(
          `quality.advice.${worstPart({ loss: way.loss, jitterMs: way.jitter_ms, rttMs: way.rtt_ms })}`,
        );
  return (
    <Alert
      type={way.verdict === 'good' ? 'success' : way.verdict === 'fair' ? 'warning' : 'error'}
      data-testid="way-result"
      data-verdict={way.verdict}
      title={
        <Space wrap>
          <VerdictTag verdict={way.verdict as 'good'} />
          {!way.failed_at && (
            <span className="num">
              {t('quality.numbers', {
                loss: (way.loss * 100).toFixed(1),
                jitter: way.jitter_ms.toFixed(0),
                rtt: way.rtt_ms === null ? '—' : way.rtt_ms.toFixed(0),
                mos: way.mos?.toFixed(1) ?? '—',
              })}
            </span>
          )}
        </Space>
      }
      description={advice}
    />
  );
}
