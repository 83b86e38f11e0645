import { Alert, Button, Progress, Select, Space } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { EquipmentCheckIn } from '@/api/types';
import type { AudioChoice } from '@/softphone/media';
import { MicHelp } from '@/softphone/MicHelp';
import { play, type Playing } from '@/softphone/player';
import { FLOOR_DB, type Microphone } from '@/softphone/useMicrophone';

import { micResult } from './check';
import { useDevices } from './useDevices';

const RECORD_MS = 5_000;
type Phase = 'idle' | 'recording' | 'playing';

interface Props {
  choice: AudioChoice;
  microphone: Microphone;
  onChoose: (input: string) => void;
  onAgain: () => void;
  onResult: (result: EquipmentCheckIn['microphone']) => void;
}

/** Choose the microphone, see that it hears, say something and hear it again. */
export function MicrophonePart({ choice, microphone, onChoose, onAgain, onResult }: Props) {
  const { t } = useTranslation();
  const { level, db, problem, stream } = microphone;
  const devices = useDevices('audioinput', stream);
  const [phase, setPhase] = useState<Phase>('idle');
  const [result, setResult] = useState<EquipmentCheckIn['microphone']['result'] | null>(null);
  const loudest = useRef(FLOOR_DB);
  const stop = useRef<() => void>(() => undefined);
  useEffect(() => {
    loudest.current = Math.max(loudest.current, db);
  }, [db]);
  useEffect(() => () => stop.current(), []);

  const record = () => {
    if (!stream) return;
    const device = stream.getAudioTracks()[0]?.label ?? '';
    const recorder = new MediaRecorder(stream);
    const parts: Blob[] = [];
    let playing: Playing | undefined;
    let timer = setTimeout(() => recorder.stop(), RECORD_MS);
    let over = false;
    stop.current = () => {
      over = true;
      clearTimeout(timer);
      if (recorder.state !== 'inactive') recorder.stop();
      playing?.stop();
    };
    recorder.ondataavailable = (event) => parts.push(event.data);
    recorder.onstop = () => {
      if (over) return;
      const found = micResult(loudest.current);
      setResult(found);
      onResult({
        result: found,
        level_db: Math.round(loudest.current * 10) / 10,
        device: device.slice(0, 200),
      });
      const url = URL.createObjectURL(new Blob(parts, { type: recorder.mimeType }));
      setPhase('playing');
      playing = play({ url }, { device: choice.output });
      timer = setTimeout(() => {
        playing?.stop();
        URL.revokeObjectURL(url);
        setPhase('idle');
      }, RECORD_MS);
    };
    loudest.current = FLOOR_DB;
    setResult(null);
    setPhase('recording');
    recorder.start();
  };

  if (problem) {
    return (
      <>
        <MicHelp problem={problem} />
        <Button onClick={onAgain} data-testid="mic-again">
          {t('common.retry')}
        </Button>
      </>
    );
  }
  if (!stream) return <Alert type="info" showIcon title={t('equipment.allow')} />;
  return (
    <Space orientation="vertical" style={{ width: '100%' }}>
      <Select
        style={{ width: '100%' }}
        aria-label={t('audio.input')}
        value={choice.input}
        options={devices}
        disabled={phase !== 'idle'}
        onChange={onChoose}
        data-testid="mic-choice"
      />
      <Progress
        percent={level}
        showInfo={false}
        strokeColor="#12924f"
        aria-label={t('audio.level')}
        data-testid="mic-level"
        data-level={level}
      />
      <Space>
        <Button
          onClick={record}
          disabled={phase !== 'idle'}
          data-testid="mic-record"
          data-phase={phase}
        >
          {t('equipment.record')}
        </Button>
        <span role="status">
          {phase === 'recording' && <b className="speak-now">{t('equipment.speak_now')}</b>}
          {phase === 'playing' && t('equipment.listen')}
          {phase === 'idle' && result && t(`equipment.mic.${result}`)}
        </span>
      </Space>
    </Space>
  );
}
