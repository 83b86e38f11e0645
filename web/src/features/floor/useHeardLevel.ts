import { useEffect, useState } from 'react';

import { useSoftphone } from '@/softphone/context';

const EVERY_MS = 100;

/** Loudness of what this browser's phone plays, 0 to 100; null while it plays nothing. */
export function useHeardLevel(playing: boolean): number | null {
  const phone = useSoftphone();
  const [level, setLevel] = useState(0);
  const [found, setFound] = useState(false);
  useEffect(() => {
    if (!playing) return undefined;
    const context = new AudioContext();
    const meter = context.createAnalyser();
    const samples = new Float32Array(meter.fftSize);
    let source: MediaStreamAudioSourceNode | null = null;
    const timer = setInterval(() => {
      const stream = phone.heard();
      if (!source && stream && stream.getAudioTracks().length > 0) {
        source = context.createMediaStreamSource(stream);
        source.connect(meter);
        setFound(true);
      }
      if (!source) return;
      meter.getFloatTimeDomainData(samples);
      const power = samples.reduce((sum, x) => sum + x * x, 0) / samples.length;
      setLevel(Math.round(Math.min(100, Math.max(0, (10 * Math.log10(power + 1e-9) + 60) * 2))));
    }, EVERY_MS);
    return () => {
      clearInterval(timer);
      source?.disconnect();
      setFound(false);
      void context.close();
    };
  }, [phone, playing]);
  return playing && found ? level : null;
}
