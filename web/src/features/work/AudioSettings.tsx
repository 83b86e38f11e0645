import { AudioOutlined } from '@ant-design/icons';
import { Button, Form, Popover, Progress, Select, Slider } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useSoftphone } from '@/softphone/context';
import {
  audioChoice,
  listDevices,
  MicError,
  openMicrophone,
  release,
  rememberAudioChoice,
  type AudioChoice,
  type MicProblem,
} from '@/softphone/media';
import { MicHelp } from '@/softphone/MicHelp';

import { useStation } from './station';

export function AudioSettings() {
  const { t } = useTranslation();
  const { agent } = useStation();
  const [open, setOpen] = useState(false);
  if (agent?.station === 'phone') return null;
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      open={open}
      onOpenChange={setOpen}
      destroyOnHidden
      title={t('audio.title')}
      content={<Devices />}
    >
      <Button
        type="text"
        icon={<AudioOutlined />}
        aria-label={t('audio.title')}
        data-testid="audio-settings"
      />
    </Popover>
  );
}

function Devices() {
  const { t } = useTranslation();
  const phone = useSoftphone();
  const [choice, setChoice] = useState(audioChoice);
  const [inputs, setInputs] = useState<MediaDeviceInfo[]>([]);
  const [outputs, setOutputs] = useState<MediaDeviceInfo[]>([]);
  const { level, problem } = useMicLevel(choice.input);
  useEffect(() => {
    void listDevices('audioinput').then(setInputs);
    void listDevices('audiooutput').then(setOutputs);
  }, [problem, level > 0]); // eslint-disable-line react-hooks/exhaustive-deps -- names appear once it is allowed
  const change = (part: Partial<AudioChoice>) => {
    const next = { ...choice, ...part };
    setChoice(next);
    rememberAudioChoice(next);
    if (part.ringVolume === undefined) void phone.useChosenDevices().catch(() => undefined);
  };
  const options = (devices: MediaDeviceInfo[]) => [
    { value: '', label: t('audio.default') },
    ...devices
      .filter((device) => device.deviceId !== 'default')
      .map((device) => ({ value: device.deviceId, label: device.label || device.deviceId })),
  ];
  return (
    <Form layout="vertical" style={{ width: 300 }}>
      {problem && <MicHelp problem={problem} />}
      <Form.Item label={t('audio.input')}>
        <Select
          value={choice.input}
          options={options(inputs)}
          onChange={(input) => change({ input })}
        />
      </Form.Item>
      <Form.Item label={t('audio.level')}>
        <Progress percent={level} showInfo={false} strokeColor="#12924f" />
      </Form.Item>
      {outputs.length > 0 && (
        <Form.Item label={t('audio.output')}>
          <Select
            value={choice.output}
            options={options(outputs)}
            onChange={(output) => change({ output })}
          />
        </Form.Item>
      )}
      <Form.Item label={t('audio.ring_volume')} style={{ marginBottom: 0 }}>
        <Slider
          min={0}
          max={1}
          step={0.05}
          value={choice.ringVolume}
          tooltip={{ formatter: (value) => `${Math.round((value ?? 0) * 100)}%` }}
          onChange={(ringVolume) => change({ ringVolume })}
        />
      </Form.Item>
    </Form>
  );
}

/** Loudness of the chosen microphone, 0 to 100, while the settings are open. */
function useMicLevel(input: string): { level: number; problem: MicProblem | null } {
  const [level, setLevel] = useState(0);
  const [problem, setProblem] = useState<MicProblem | null>(null);
  useEffect(() => {
    let over = false;
    let stream: MediaStream | undefined;
    let timer: ReturnType<typeof setInterval> | undefined;
    const context = new AudioContext();
    openMicrophone(input).then(
      (opened) => {
        if (over) return release(opened);
        stream = opened;
        setProblem(null);
        const meter = context.createAnalyser();
        context.createMediaStreamSource(opened).connect(meter);
        const samples = new Float32Array(meter.fftSize);
        timer = setInterval(() => {
          meter.getFloatTimeDomainData(samples);
          const power = samples.reduce((sum, x) => sum + x * x, 0) / samples.length;
          const decibel = 10 * Math.log10(power + 1e-9);
          setLevel(Math.round(Math.min(100, Math.max(0, (decibel + 60) * 2))));
        }, 100);
      },
      (error: unknown) => setProblem(error instanceof MicError ? error.problem : 'failed'),
    );
    return () => {
      over = true;
      clearInterval(timer);
      release(stream);
      void context.close();
    };
  }, [input]);
  return { level, problem };
}
