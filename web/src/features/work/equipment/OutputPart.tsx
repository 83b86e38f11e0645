import { Button, Select, Space } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { EquipmentCheckIn } from '@/api/types';
import type { AudioChoice } from '@/softphone/media';
import { canChooseOutput, play, type Playing } from '@/softphone/player';

import { useDevices } from './useDevices';

const PLAY_MS = { speaker: 1_800, ring: 5_000 };

interface Props {
  what: 'speaker' | 'ring';
  choice: AudioChoice;
  onChange: (part: Partial<AudioChoice>) => void;
  onHeard: (heard: EquipmentCheckIn['speaker']) => void;
}

/** Choose where voices or the ring are heard, play something there, and say whether it was heard. */
export function OutputPart({ what, choice, onChange, onHeard }: Props) {
  const { t } = useTranslation();
  const devices = useDevices('audiooutput', what);
  const field = what === 'speaker' ? 'output' : 'ringOutput';
  const [state, setState] = useState<'idle' | 'playing' | 'blocked' | 'asked' | 'not_heard'>(
    'idle',
  );
  const playing = useRef<Playing | undefined>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const stop = () => {
    clearTimeout(timer.current);
    playing.current?.stop();
  };
  useEffect(() => stop, []);
  const start = async () => {
    stop();
    setState('playing');
    playing.current = play(
      { sound: what === 'speaker' ? 'test' : choice.ringtone },
      {
        device: choice[field],
        volume: what === 'speaker' ? 0.8 : choice.ringVolume,
        loop: what === 'ring',
      },
    );
    if (!(await playing.current.begun)) return setState('blocked');
    timer.current = setTimeout(() => {
      stop();
      setState((now) => (now === 'playing' ? 'asked' : now));
    }, PLAY_MS[what]);
  };
  const answer = (heard: boolean) => {
    stop();
    setState(heard ? 'idle' : 'not_heard');
    onHeard(heard ? 'heard' : 'not_heard');
  };
  return (
    <Space orientation="vertical" style={{ width: '100%' }}>
      {canChooseOutput() ? (
        <Select
          style={{ width: '100%' }}
          aria-label={t(what === 'speaker' ? 'audio.output' : 'audio.ring_output')}
          value={choice[field]}
          options={devices}
          onChange={(device: string) => {
            setState('idle');
            onChange({ [field]: device });
          }}
          data-testid={`${what}-choice`}
        />
      ) : (
        <span className="muted">{t('audio.output_fixed')}</span>
      )}
      <Space wrap>
        <Button onClick={() => void start()} data-testid={`${what}-test`} data-state={state}>
          {t(what === 'speaker' ? 'equipment.play_tone' : 'equipment.play_ring')}
        </Button>
        {(state === 'playing' || state === 'asked') && (
          <>
            <span>{t('equipment.heard_question')}</span>
            <Button onClick={() => answer(true)} data-testid={`${what}-heard`}>
              {t('equipment.heard')}
            </Button>
            <Button onClick={() => answer(false)} data-testid={`${what}-not-heard`}>
              {t('equipment.not_heard')}
            </Button>
          </>
        )}
        {state === 'blocked' && <span role="status">{t('equipment.blocked')}</span>}
      </Space>
      {state === 'not_heard' && <span role="status">{t('equipment.not_heard_help')}</span>}
    </Space>
  );
}
