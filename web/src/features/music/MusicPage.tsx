import { CaretRightOutlined, PauseOutlined, UploadOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Tag, Tooltip, Upload } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { api, url } from '@/api/client';
import { useMay, useMe } from '@/api/session';
import type { Music } from '@/api/types';
import { CrudPage } from '@/ui/CrudPage';
import { useShowError } from '@/ui/errors';
import { TextField } from '@/ui/fields';
import { dateTime, duration } from '@/ui/time';

const MAX_BYTES = 20_000_000;

/** Music that queues can play to waiting callers. */
export function MusicPage() {
  const { t } = useTranslation();
  const { tenant } = useMe();
  const may = useMay();
  const player = usePlayer();
  return (
    <CrudPage<Music>
      path="/music"
      title={t('nav.music')}
      hint={t('music.hint')}
      noun={t('music.one')}
      nameOf={(row) => row.name}
      writePermission="prompts.write"
      initial={{}}
      fromForm={({ name }) => ({ name })}
      columns={[
        { title: t('queue.name'), sortBy: 'name', dataIndex: 'name' },
        {
          title: t('prompt.length'),
          align: 'right',
          sortBy: 'length_ms',
          render: (_, row) =>
            row.length_ms ? (
              <span className="num">{duration(row.length_ms)}</span>
            ) : (
              <Tag color="orange">{t('music.empty')}</Tag>
            ),
        },
        {
          title: t('prompt.changed_at'),
          sortBy: 'changed_at',
          render: (_, row) => (
            <span className="num nowrap">{dateTime(row.changed_at, tenant.timezone)}</span>
          ),
        },
      ]}
      fields={() => (
        <TextField name="name" label={t('queue.name')} help={t('music.name_help')} required />
      )}
      rowActions={(row) => (
        <>
          {row.length_ms > 0 && (
            <Tooltip title={t('recording.play')}>
              <Button
                type="text"
                icon={player.playing === row.id ? <PauseOutlined /> : <CaretRightOutlined />}
                aria-label={t('recording.play')}
                onClick={() => player.toggle(row)}
              />
            </Tooltip>
          )}
          {may('prompts.write') && <UploadButton music={row} />}
        </>
      )}
    />
  );
}

function usePlayer() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const audio = useRef<HTMLAudioElement | null>(null);
  const [playing, setPlaying] = useState<string | null>(null);
  useEffect(() => () => audio.current?.pause(), []);
  const toggle = (music: Music) => {
    audio.current?.pause();
    if (playing === music.id) return setPlaying(null);
    // The change time makes replaced audio a new address, past any cache.
    const next = new Audio(url(`/music/${music.id}/audio`, { at: music.changed_at }));
    audio.current = next;
    next.onended = () => setPlaying(null);
    next.onerror = () => {
      setPlaying(null);
      void message.error(t('prompt.unplayable'));
    };
    setPlaying(music.id);
    void next.play().catch(() => setPlaying(null));
  };
  return { playing, toggle };
}

function UploadButton({ music }: { music: Music }) {
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
      await api.upload(`/music/${music.id}/audio`, form);
      void message.success(t('common.saved'));
      await client.invalidateQueries({ queryKey: ['/music'] });
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
      <Tooltip title={t('music.upload')}>
        <Button
          type="text"
          icon={<UploadOutlined />}
          loading={busy}
          aria-label={t('music.upload')}
          data-testid={`upload-${music.id}`}
        />
      </Tooltip>
    </Upload>
  );
}
