import { Button, Modal, Tag } from 'antd';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { api } from '@/api/client';
import { useMe } from '@/api/session';
import type { EquipmentAccess, EquipmentCheck, EquipmentCheckIn } from '@/api/types';
import { useSoftphone } from '@/softphone/context';
import { audioChoice, rememberAudioChoice, type AudioChoice } from '@/softphone/media';
import { useMicrophone } from '@/softphone/useMicrophone';
import { useShowError } from '@/ui/errors';
import { dateTime } from '@/ui/time';

import { WORK } from '../path';
import { MIC_VERDICTS, nothingChecked, wayOf } from './check';
import { MicrophonePart } from './MicrophonePart';
import { OutputPart } from './OutputPart';
import { VerdictTag } from './VerdictTag';
import { WayPart } from './WayPart';

const PATH = `${WORK}/equipment`;

/** Microphone, loudspeaker, ring and the way to the switch, tried before work or in a pause. */
export function EquipmentDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal
      open
      width={760}
      title={t('equipment.title')}
      onCancel={onClose}
      footer={
        <Button type="primary" onClick={onClose} data-testid="equipment-done">
          {t('equipment.done')}
        </Button>
      }
      destroyOnHidden
    >
      <Parts />
    </Modal>
  );
}

function Parts() {
  const { t } = useTranslation();
  const { tenant } = useMe();
  const phone = useSoftphone();
  const client = useQueryClient();
  const showError = useShowError();
  const access = useQuery({
    queryKey: [PATH],
    queryFn: ({ signal }) => api.get<EquipmentAccess>(PATH, {}, signal),
    staleTime: 0,
  });
  const keep = useMutation({
    mutationFn: (given: EquipmentCheckIn) => api.put<EquipmentCheck>(PATH, given),
    scope: { id: 'equipment' },
    onSuccess: (kept) =>
      client.setQueryData<EquipmentAccess>([PATH], (now) => now && { ...now, last: kept }),
    onError: showError,
  });
  const [choice, setChoice] = useState(audioChoice);
  const [attempt, setAttempt] = useState(0);
  const microphone = useMicrophone(choice.input, attempt);
  const [found, setFound] = useState(nothingChecked);
  const now = useRef(found);
  const note = (part: Partial<EquipmentCheckIn>) => {
    now.current = { ...now.current, ...part };
    setFound(now.current);
    keep.mutate(now.current);
  };
  const change = (part: Partial<AudioChoice>) => {
    const next = { ...choice, ...part };
    setChoice(next);
    rememberAudioChoice(next);
    void phone.useChosenDevices().catch(() => undefined);
  };
  const { problem } = microphone;
  const noteProblem = useRef(note);
  useEffect(() => {
    noteProblem.current = note;
  });
  useEffect(() => {
    if (problem) {
      noteProblem.current({ microphone: { result: 'failed', level_db: null, device: problem } });
    }
  }, [problem]);
  const last = access.data?.last;
  const heard = (what: 'speaker' | 'ring') =>
    found[what] === 'not_checked' ? null : found[what] === 'heard' ? 'good' : 'bad';
  return (
    <div className="stack equipment" data-testid="equipment">
      <p className="muted">{t('equipment.help')}</p>
      <Part
        title={t('equipment.microphone')}
        verdict={<VerdictTag verdict={MIC_VERDICTS[found.microphone.result]} name="mic-result" />}
      >
        <MicrophonePart
          choice={choice}
          microphone={microphone}
          onChoose={(input) => change({ input })}
          onAgain={() => setAttempt((count) => count + 1)}
          onResult={(result) => note({ microphone: result })}
        />
      </Part>
      <Part
        title={t('equipment.speaker')}
        verdict={<VerdictTag verdict={heard('speaker')} name="speaker-result" />}
      >
        <OutputPart
          what="speaker"
          choice={choice}
          onChange={change}
          onHeard={(speaker) => note({ speaker })}
        />
      </Part>
      <Part
        title={t('equipment.ring')}
        verdict={<VerdictTag verdict={heard('ring')} name="ring-result" />}
      >
        <OutputPart
          what="ring"
          choice={choice}
          onChange={change}
          onHeard={(ring) => note({ ring })}
        />
      </Part>
      <Part title={t('equipment.way')} verdict={null}>
        <WayPart
          echo={access.data?.echo}
          stream={microphone.stream}
          last={found.way ? last?.way : undefined}
          onResult={(result) => note({ way: wayOf(result) })}
        />
      </Part>
      {last && (
        <p className="muted" data-testid="equipment-last" data-verdict={last.verdict}>
          {t('equipment.last', { at: dateTime(last.at, tenant.timezone) })}{' '}
          <VerdictTag verdict={last.verdict} name="equipment-verdict" />
        </p>
      )}
      {keep.isError && <Tag color="red">{t('equipment.not_kept')}</Tag>}
    </div>
  );
}

function Part({
  title,
  verdict,
  children,
}: {
  title: string;
  verdict: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className="equipment-part">
      <h4>
        {title} {verdict}
      </h4>
      {children}
    </section>
  );
}
