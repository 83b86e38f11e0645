import { AudioOutlined } from '@ant-design/icons';
import { Button, Checkbox, Form, Popover, Progress, Select, Slider } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useSoftphone } from '@/softphone/context';
import { audioChoice, rememberAudioChoice, type AudioChoice } from '@/softphone/media';
import { MicHelp } from '@/softphone/MicHelp';
import { canChooseOutput, play } from '@/softphone/player';
import { RINGTONES, type Ringtone } from '@/softphone/sounds';
import { useMicrophone } from '@/softphone/useMicrophone';

import { askForNotifications } from './attention';
import { EquipmentDialog } from './equipment/EquipmentDialog';
import { useDevices } from './equipment/useDevices';
import { useStation } from './station';

const SAMPLE_MS = 2_400;

/** Microphone, loudspeaker and ring of the browser's phone; and the check of all of them. */
export function AudioSettings() {
  const { t } = useTranslation();
  const { agent } = useStation();
  const [open, setOpen] = useState(false);
  const [checking, setChecking] = useState(false);
  return (
    <>
      <Popover
        trigger="click"
        placement="bottomRight"
        open={open}
        onOpenChange={setOpen}
        destroyOnHidden
        title={t('audio.title')}
        content={
          <>
            {agent?.station === 'browser' && <Devices />}
            <Notifications />
            <Button
              block
              style={{ marginTop: 12 }}
              onClick={() => {
                setOpen(false);
                setChecking(true);
              }}
              data-testid="equipment-check"
            >
              {t('equipment.title')}
            </Button>
          </>
        }
      >
        <Button
          type="text"
          icon={<AudioOutlined />}
          aria-label={t('audio.title')}
          data-testid="audio-settings"
        />
      </Popover>
      {checking && <EquipmentDialog onClose={() => setChecking(false)} />}
    </>
  );
}

/** Whether calls are told while the tab is hidden. */
function Notifications() {
  const { t } = useTranslation();
  const [permission, setPermission] = useState(() =>
    'Notification' in window ? Notification.permission : 'unsupported',
  );
  const ask = async () => {
    await askForNotifications();
    setPermission(Notification.permission);
  };
  return (
    <p className="muted" style={{ margin: '12px 0 0', maxWidth: 300 }}>
      {t(`notification.${permission}`)}{' '}
      {permission === 'default' && (
        <Button size="small" onClick={() => void ask()} data-testid="ask-notifications">
          {t('notification.allow')}
        </Button>
      )}
    </p>
  );
}

function Devices() {
  const { t } = useTranslation();
  const phone = useSoftphone();
  const [choice, setChoice] = useState(audioChoice);
  const { level, problem, stream } = useMicrophone(choice.input);
  const inputs = useDevices('audioinput', stream);
  const outputs = useDevices('audiooutput', stream);
  const change = (part: Partial<AudioChoice>) => {
    const next = { ...choice, ...part };
    setChoice(next);
    rememberAudioChoice(next);
    if ('input' in part || 'output' in part) void phone.useChosenDevices().catch(() => undefined);
  };
  const sample = (ringtone: Ringtone) => {
    const { ringOutput, ringVolume } = choice;
    const sound = play({ sound: ringtone }, { device: ringOutput, volume: ringVolume });
    setTimeout(sound.stop, SAMPLE_MS);
  };
  return (
    <Form layout="vertical" style={{ width: 300 }}>
      {problem && <MicHelp problem={problem} />}
      <Form.Item label={t('audio.input')}>
        <Select
          value={choice.input}
          options={inputs}
          onChange={(input: string) => change({ input })}
        />
      </Form.Item>
      <Form.Item label={t('audio.level')}>
        <Progress percent={level} showInfo={false} strokeColor="#12924f" />
      </Form.Item>
      {canChooseOutput() && (
        <>
          <Form.Item label={t('audio.output')}>
            <Select
              value={choice.output}
              options={outputs}
              onChange={(output: string) => change({ output })}
            />
          </Form.Item>
          <Form.Item label={t('audio.ring_output')}>
            <Select
              value={choice.ringOutput}
              options={outputs}
              onChange={(ringOutput: string) => change({ ringOutput })}
              data-testid="ring-output"
            />
          </Form.Item>
        </>
      )}
      <Form.Item label={t('audio.ringtone')}>
        <Select
          value={choice.ringtone}
          options={RINGTONES.map((name) => ({ value: name, label: t(`ringtone.${name}`) }))}
          disabled={choice.silent}
          onChange={(ringtone: Ringtone) => {
            change({ ringtone });
            sample(ringtone);
          }}
          data-testid="ringtone"
        />
      </Form.Item>
      <Form.Item label={t('audio.ring_volume')}>
        <Slider
          min={0}
          max={1}
          step={0.05}
          value={choice.ringVolume}
          disabled={choice.silent}
          tooltip={{ formatter: (value) => `${Math.round((value ?? 0) * 100)}%` }}
          onChange={(ringVolume) => change({ ringVolume })}
        />
      </Form.Item>
      <Checkbox
        checked={choice.silent}
        onChange={(event) => change({ silent: event.target.checked })}
        data-testid="ring-silent"
      >
        {t('audio.silent')}
      </Checkbox>
    </Form>
  );
}
