import {
  CustomerServiceOutlined,
  SoundOutlined,
  StopOutlined,
  SendOutlined,
} from '@ant-design/icons';
import { Button, Dropdown, Progress } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { api } from '@/api/client';
import type { PlayablePrompt } from '@/api/types';
import type { BoardCall } from '@/live/board';
import { useServerNow } from '@/live/clock';
import { useShowError } from '@/ui/errors';

import { WORK } from './path';
import { PlayDialog } from './PlayDialog';

const SPOKEN = 'say-';

/** What an administrator offers to agents. */
export const usePlayable = () =>
  useQuery({
    queryKey: ['work-prompts'],
    queryFn: ({ signal }) => api.get<PlayablePrompt[]>(`${WORK}/prompts`, {}, signal),
    staleTime: 60_000,
  });

/** Play something to the caller, or drop a message into their voice mail and leave. */
export function PlayButtons({ call }: { call: BoardCall }) {
  const { t } = useTranslation();
  const showError = useShowError();
  const prompts = usePlayable().data ?? [];
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const drop = async (key: string) => {
    const prompt = prompts.find((one) => keyOf(one) === key);
    if (!prompt) return;
    setBusy(true);
    try {
      const { name, language } = prompt;
      await api.post(`${WORK}/calls/${call.id}/play`, { prompt: name, language, leave: true });
    } catch (error) {
      showError(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button
        className="control"
        icon={<SoundOutlined />}
        disabled={call.playing !== null || call.held_since !== null}
        data-testid="play-open"
        onClick={() => setOpen(true)}
      >
        {t('play.open')}
      </Button>
      {prompts.length > 0 && (
        <Dropdown
          trigger={['click']}
          disabled={call.playing !== null || call.held_since !== null}
          menu={{
            items: prompts.map((prompt) => ({
              key: keyOf(prompt),
              label: (
                <span data-testid={`drop-${prompt.name}`} title={prompt.text}>
                  {prompt.name}
                </span>
              ),
            })),
            onClick: ({ key }) => void drop(key),
          }}
        >
          <Button
            className="control"
            icon={<SendOutlined />}
            loading={busy}
            title={t('play.drop_help')}
            data-testid="drop-open"
          >
            {t('play.drop')}
          </Button>
        </Dropdown>
      )}
      {open && <PlayDialog call={call} prompts={prompts} onClose={() => setOpen(false)} />}
    </>
  );
}

export const keyOf = (prompt: PlayablePrompt) => `${prompt.language}:${prompt.name}`;

/** What is being played in the conversation, with its end in sight. */
export function PlayingBar({ call }: { call: BoardCall }) {
  const { t } = useTranslation();
  const showError = useShowError();
  const [busy, setBusy] = useState(false);
  const now = useServerNow();
  const { playing } = call;
  const [since, setSince] = useState({ id: '', at: 0 });
  if (!playing) return null;
  if (since.id !== playing.id) setSince({ id: playing.id, at: now });
  const whole = playing.until - since.at;
  const percent = whole > 0 ? Math.min(100, Math.round(((now - since.at) / whole) * 100)) : 0;
  const stop = async () => {
    setBusy(true);
    try {
      await api.remove(`${WORK}/calls/${call.id}/play`);
    } catch (error) {
      showError(error);
    } finally {
      setBusy(false);
    }
  };
  const what = playing.prompt.startsWith(SPOKEN) ? t('play.a_text') : playing.prompt;
  return (
    <div className="call-section" data-testid="playing" data-prompt={playing.prompt}>
      <div style={{ display: 'flex', alignItems: 'center', gap: 12 }}>
        <CustomerServiceOutlined />
        <span style={{ flex: 1 }}>{t('play.running', { what })}</span>
        <Button
          icon={<StopOutlined />}
          loading={busy}
          data-testid="play-stop"
          onClick={() => void stop()}
        >
          {t('play.stop')}
        </Button>
      </div>
      <Progress percent={percent} showInfo={false} size="small" />
      <p className="muted">{t('play.key_hint')}</p>
    </div>
  );
}
