import { CaretRightOutlined, PauseOutlined, UploadOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Tooltip, Upload } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { api, url } from '@/api/client';

import { useShowError } from './errors';

/** What the server takes. */
const MAX_BYTES = 20_000_000;

interface Sound {
  id: string;
  changed_at: number;
}

/** Plays the audio of one row of a list (`path`/id/audio) at a time. */
export function usePlayer(path: string) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const audio = useRef<HTMLAudioElement | null>(null);
  const [playing, setPlaying] = useState<string | null>(null);
  useEffect(() => () => audio.current?.pause(), []);
  const toggle = ({ id, changed_at }: Sound) => {
    audio.current?.pause();
    if (playing === id) return setPlaying(null);
    // The change time makes replaced audio a new address, past any cache.
    const next = new Audio(url(`${path}/${id}/audio`, { at: changed_at }));
    audio.current = next;
    next.onended = () => setPlaying(null);
    next.onerror = () => {
      setPlaying(null);
      void message.error(t('prompt.unplayable'));
    };
    setPlaying(id);
    void next.play().catch(() => setPlaying(null));
  };
  return { playing, toggle };
}

export function PlayButton(props: { sound: Sound; player: ReturnType<typeof usePlayer> }) {
  const { sound, player } = props;
  const { t } = useTranslation();
  return (
    <Tooltip title={t('recording.play')}>
      <Button
        type="text"
        icon={player.playing === sound.id ? <PauseOutlined /> : <CaretRightOutlined />}
        aria-label={t('recording.play')}
        onClick={() => player.toggle(sound)}
      />
    </Tooltip>
  );
}

/** Sends a file as the audio of one row of a list. */
export function UploadButton({ path, id, title }: { path: string; id: string; title: string }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const client = useQueryClient();
  const showError = useShowError();
  const [busy, setBusy] = useState(false);
  const send = async (file: File) => {
    if (file.size > MAX_BYTES) return void message.error(t('prompt.too_large'));
    const form = new FormData();
    form.set('file', file);
    setBusy(true);
    try {
      await api.upload(`${path}/${id}/audio`, form);
      void message.success(t('common.saved'));
      await client.invalidateQueries({ queryKey: [path] });
    } catch (error) {
      showError(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Upload
      accept=".wav,.mp3,.ogg,.flac,audio/*"
      showUploadList={false}
      beforeUpload={(file) => {
        void send(file);
        return false;
      }}
    >
      <Tooltip title={title}>
        <Button
          type="text"
          icon={<UploadOutlined />}
          loading={busy}
          aria-label={title}
          data-testid={`upload-${id}`}
        />
      </Tooltip>
    </Upload>
  );
}
