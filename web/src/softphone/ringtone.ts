import { audioChoice } from './media';
import { play as playSound } from './player';

let context: AudioContext | null = null;

function audio(): AudioContext | null {
  if (typeof AudioContext === 'undefined') return null;
  context ??= new AudioContext();
  if (context.state === 'suspended') void context.resume().catch(() => undefined);
  return context;
}

/** Ring as chosen until told to stop. Returns what stops it. */
export function startRinging(): () => void {
  const { ringtone, ringOutput, ringVolume, silent } = audioChoice();
  if (silent || ringVolume === 0) return () => undefined;
  return playSound({ sound: ringtone }, { device: ringOutput, volume: ringVolume, loop: true })
    .stop;
}

function note(ctx: AudioContext, out: AudioNode, at: number, frequency: number): void {
  const tone = ctx.createOscillator();
  const shape = ctx.createGain();
  tone.frequency.value = frequency;
  shape.gain.setValueAtTime(0, at);
  shape.gain.linearRampToValueAtTime(1, at + 0.015);
  shape.gain.exponentialRampToValueAtTime(0.001, at + 0.3);
  tone.connect(shape).connect(out);
  tone.start(at);
  tone.stop(at + 0.32);
}

/** Notes after one another, once: (seconds from now, Hz). */
function play(notes: [number, number][], loudness: number): void {
  const ctx = audio();
  if (!ctx) return;
  const out = ctx.createGain();
  out.gain.value = audioChoice().ringVolume * loudness;
  out.connect(ctx.destination);
  for (const [at, frequency] of notes) note(ctx, out, ctx.currentTime + 0.02 + at, frequency);
}

/** Two falling notes. */
export const chime = (): void =>
  play(
    [
      [0, 988],
      [0.2, 740],
    ],
    0.4,
  );

/** High and low in turns for two seconds. */
export const siren = (): void =>
  play(
    [0, 1, 2, 3, 4, 5, 6, 7].map((n) => [n * 0.25, n % 2 === 0 ? 1245 : 830]),
    0.6,
  );

/** A short click for a pressed key. */
export function keyClick(): void {
  const ctx = audio();
  if (!ctx) return;
  const out = ctx.createGain();
  out.gain.value = 0.08;
  out.connect(ctx.destination);
  note(ctx, out, ctx.currentTime, 1200);
}
