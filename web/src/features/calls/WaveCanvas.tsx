import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';

import type { Waveform } from './waveform';

const COLOURS = ['#e07b00', '#1857c4'];

interface Props {
  wave: Waveform;
  position: number;
  onSeek: (seconds: number) => void;
}

/** Two channels above each other; what was played is drawn full, the rest pale. Click or arrow keys seek. */
export function WaveCanvas({ wave, position, onSeek }: Props) {
  const { t } = useTranslation();
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current;
    if (!element) return undefined;
    const draw = () => paint(element, wave, position / Math.max(wave.seconds, 0.001));
    draw();
    const observer = new ResizeObserver(draw);
    observer.observe(element);
    return () => observer.disconnect();
  }, [wave, position]);
  const clamp = (seconds: number) => Math.max(0, Math.min(wave.seconds, seconds));
  return (
    <canvas
      ref={canvas}
      role="slider"
      tabIndex={0}
      aria-label={t('recording.position')}
      aria-valuemin={0}
      aria-valuemax={Math.round(wave.seconds)}
      aria-valuenow={Math.round(position)}
      onClick={(event) => {
        const box = event.currentTarget.getBoundingClientRect();
        onSeek(clamp(((event.clientX - box.left) / box.width) * wave.seconds));
      }}
      onKeyDown={(event) => {
        if (event.key === 'ArrowLeft') onSeek(clamp(position - 5));
        if (event.key === 'ArrowRight') onSeek(clamp(position + 5));
      }}
    />
  );
}

function paint(element: HTMLCanvasElement, wave: Waveform, share: number): void {
  const context = element.getContext('2d');
  if (!context) return;
  const scale = window.devicePixelRatio || 1;
  const width = Math.round(element.clientWidth * scale);
  const height = Math.round(element.clientHeight * scale);
  if (element.width !== width) element.width = width;
  if (element.height !== height) element.height = height;
  context.clearRect(0, 0, width, height);
  const lanes = Math.max(1, wave.channels.length);
  const lane = height / lanes;
  wave.channels.forEach((peaks, channel) => {
    const middle = lane * (channel + 0.5);
    context.fillStyle = COLOURS[channel % COLOURS.length] ?? '#1857c4';
    for (let x = 0; x < width; x += 2 * scale) {
      const peak = peaks[Math.floor((x / width) * peaks.length)] ?? 0;
      const half = Math.max(scale / 2, peak * lane * 0.46);
      context.globalAlpha = x / width <= share ? 1 : 0.35;
      context.fillRect(x, middle - half, 1.4 * scale, half * 2);
    }
  });
  context.globalAlpha = 1;
  context.fillStyle = '#10264a';
  context.fillRect(Math.round(share * width), 0, scale, height);
}
