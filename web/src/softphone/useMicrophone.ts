import { useEffect, useState } from 'react';

import { MicError, openMicrophone, release, type MicProblem } from './media';

/** Silence, as the meter shows it. */
export const FLOOR_DB = -60;

export interface Microphone {
  /** Loudness now: 0 to 100 for a bar. */
  level: number;
  /** dB below full scale, from FLOOR_DB to 0. */
  db: number;
  problem: MicProblem | null;
  stream: MediaStream | null;
}

/** dB below full scale of samples between -1 and 1. */
export function loudness(samples: Float32Array): number {
  const power = samples.reduce((sum, x) => sum + x * x, 0) / Math.max(1, samples.length);
  return Math.max(FLOOR_DB, 10 * Math.log10(power + 1e-9));
}

const EVERY_MS = 100;
const shut = { level: 0, db: FLOOR_DB, problem: null, stream: null };

/** The chosen microphone, open and measured for as long as this is shown; opened again by another `attempt`. */
export function useMicrophone(input: string, attempt = 0): Microphone {
  const [state, setState] = useState<Microphone>(shut);
  useEffect(() => {
    let over = false;
    let stream: MediaStream | undefined;
    let timer: ReturnType<typeof setInterval> | undefined;
    const context = new AudioContext();
    openMicrophone(input).then(
      (opened) => {
        if (over) return release(opened);
        stream = opened;
        void context.resume().catch(() => undefined);
        const meter = context.createAnalyser();
        context.createMediaStreamSource(opened).connect(meter);
        const samples = new Float32Array(meter.fftSize);
        setState({ ...shut, stream: opened });
        timer = setInterval(() => {
          meter.getFloatTimeDomainData(samples);
          const db = loudness(samples);
          const level = Math.round(Math.min(100, ((db - FLOOR_DB) * 100) / 50));
          setState((now) => ({ ...now, db, level }));
        }, EVERY_MS);
      },
      (error: unknown) => {
        if (over) return;
        setState({ ...shut, problem: error instanceof MicError ? error.problem : 'failed' });
      },
    );
    return () => {
      over = true;
      clearInterval(timer);
      release(stream);
      void context.close();
      setState(shut);
    };
  }, [input, attempt]);
  return state;
}
