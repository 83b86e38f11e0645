import { CaretRightOutlined, DownloadOutlined, PauseOutlined } from '@ant-design/icons';
import { Alert, Button, Select, Slider, Tag } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { request, url } from '@/api/client';
import type { Recording } from '@/api/types';
import { errorText } from '@/ui/errors';
import { duration } from '@/ui/time';

import { WaveCanvas } from './WaveCanvas';
import { waveformOf, type Waveform } from './waveform';

const SPEEDS = [0.75, 1, 1.25, 1.5, 1.75, 2];
const SLICES = 1200;

/** A call's recording: the customer on the left channel, the agent on the right. Fetched when it is first played. */
export function Player({ recording }: { recording: Recording }) {
  const { t } = useTranslation();
  const path = `/recordings/${recording.id}/audio`;
  const audio = useRef<HTMLAudioElement>(null);
  const graph = useRef<{ context: AudioContext; left: GainNode; right: GainNode } | null>(null);
  const [source, setSource] = useState<string>();
  const [wave, setWave] = useState<Waveform | null>(null);
  const [loading, setLoading] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const [playing, setPlaying] = useState(false);
  const [position, setPosition] = useState(0);
  const [speed, setSpeed] = useState(1);
  const [balance, setBalance] = useState(0);

  useEffect(() => () => (source ? URL.revokeObjectURL(source) : undefined), [source]);
  useEffect(() => () => void graph.current?.context.close(), []);
  useEffect(() => {
    if (audio.current) audio.current.playbackRate = speed;
  }, [speed, source]);
  useEffect(() => {
    if (!graph.current) return;
    graph.current.left.gain.value = Math.min(1, 1 - balance);
    graph.current.right.gain.value = Math.min(1, 1 + balance);
  }, [balance, source, playing]);

  const load = async () => {
    setLoading(true);
    setProblem(null);
    try {
      const data = await (await request('GET', path)).arrayBuffer();
      setWave(await waveformOf(data, SLICES).catch(() => null));
      setSource(URL.createObjectURL(new Blob([data], { type: 'audio/wav' })));
    } catch (error) {
      setProblem(error);
    } finally {
      setLoading(false);
    }
  };

  const play = async () => {
    const element = audio.current;
    if (!element) return;
    graph.current ??= connect(element);
    await graph.current.context.resume();
    await element.play();
  };
  const toggle = () => {
    if (!source) void load();
    else if (playing) audio.current?.pause();
    else void play();
  };
  const seek = (seconds: number) => {
    if (!audio.current) return;
    audio.current.currentTime = seconds;
    setPosition(seconds);
  };

  const total = wave?.seconds ?? (recording.length_ms ?? 0) / 1000;
  if (recording.state === 'running' || recording.state === 'missing') {
    return (
      <Alert
        type={recording.state === 'missing' ? 'error' : 'info'}
        showIcon
        title={t(`recording.${recording.state}`)}
      />
    );
  }
  return (
    <div className="player" data-testid="player">
      <audio
        ref={audio}
        src={source}
        onLoadedData={() => void play()}
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onTimeUpdate={(event) => setPosition(event.currentTarget.currentTime)}
      />
      <div className="player-row">
        <Button
          type="primary"
          shape="circle"
          size="large"
          icon={playing ? <PauseOutlined /> : <CaretRightOutlined />}
          loading={loading}
          aria-label={playing ? t('recording.pause') : t('recording.play')}
          onClick={toggle}
          data-testid="play"
        />
        <span className="num">
          {duration(position * 1000)} / {duration(total * 1000)}
        </span>
        {recording.state !== 'complete' && (
          <Tag color="warning">{t(`recording.${recording.state}`)}</Tag>
        )}
        <span className="spacer" />
        <span className="balance">
          {t('recording.customer')}
          <Slider
            min={-1}
            max={1}
            step={0.1}
            value={balance}
            included={false}
            tooltip={{ open: false }}
            onChange={setBalance}
          />
          {t('recording.agent')}
        </span>
        <Select
          value={speed}
          onChange={setSpeed}
          options={SPEEDS.map((value) => ({ value, label: `${value}×` }))}
          style={{ width: 84 }}
          aria-label={t('recording.speed')}
        />
        <Button
          icon={<DownloadOutlined />}
          href={url(path, { download: 1 })}
          download
          aria-label={t('recording.download')}
        />
      </div>
      {problem !== null && <Alert type="error" showIcon title={errorText(problem, t)} />}
      {wave ? (
        <WaveCanvas wave={wave} position={position} onSeek={seek} />
      ) : (
        <div className="muted" style={{ marginTop: 8 }}>
          {t('recording.audited')}
        </div>
      )}
    </div>
  );
}

/** Element -> two channels, each with its own loudness -> both ears. */
function connect(element: HTMLAudioElement) {
  const context = new AudioContext();
  const split = context.createChannelSplitter(2);
  const merge = context.createChannelMerger(2);
  const left = context.createGain();
  const right = context.createGain();
  context.createMediaElementSource(element).connect(split);
  split.connect(left, 0);
  split.connect(right, 1);
  left.connect(merge, 0, 0);
  right.connect(merge, 0, 1);
  merge.connect(context.destination);
  return { context, left, right };
}
