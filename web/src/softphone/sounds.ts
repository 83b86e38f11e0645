/**
 * Sounds made here, so that no sound file is needed: rendered once to a WAV file and played by an audio element. Such an
 * element plays on a loudspeaker of its own choice and goes on in a tab that is hidden, where timers stand still.
 */

export const RINGTONES = ['soft', 'classic', 'bell', 'digital'] as const;
export type Ringtone = (typeof RINGTONES)[number];
export type Sound = Ringtone | 'test';

const RATE = 16_000;

/** [start s, length s, hertz of tones that sound together, softness: 1 fades away, 0 stands] */
type Note = [number, number, number[], number];

/** One round of each sound: its length in seconds, and its notes. A ringtone is repeated without a gap. */
const SCORES: Record<Sound, { length: number; notes: Note[] }> = {
  soft: {
    length: 2.4,
    notes: [0, 0.18, 0.36, 0.9, 1.08, 1.26].map((at, i): Note => [
      at,
      0.3,
      [[880, 1109, 1319][i % 3] ?? 880],
      1,
    ]),
  },
  // As Chinese telephones ring back: one second in five.
  classic: { length: 5, notes: [[0, 1, [450], 0]] },
  bell: {
    length: 3,
    notes: Array.from({ length: 14 }, (_, i): Note => [i * 0.08, 0.12, [1400, 1760, 2093], 1]),
  },
  digital: {
    length: 2,
    notes: [0, 0.12, 0.24, 0.6, 0.72, 0.84].map((at): Note => [at, 0.1, [1800, 2200], 0]),
  },
  test: {
    length: 1.8,
    notes: [
      [0, 0.5, [523.25], 1],
      [0.4, 0.5, [659.25], 1],
      [0.8, 0.9, [783.99], 1],
    ],
  },
};

/** Samples of one round, each between -1 and 1. */
export function render(sound: Sound): Float32Array {
  const { length, notes } = SCORES[sound];
  const samples = new Float32Array(Math.round(length * RATE));
  for (const [start, lasts, tones, softness] of notes) {
    const count = Math.round(lasts * RATE);
    for (let i = 0; i < count; i += 1) {
      const at = Math.round(start * RATE) + i;
      if (at >= samples.length) break;
      const t = i / RATE;
      const attack = Math.min(1, t / 0.01);
      const release = Math.min(1, (lasts - t) / 0.01);
      const fade = softness > 0 ? Math.exp((-5 * t * softness) / lasts) : 1;
      let tone = 0;
      for (const hertz of tones) tone += Math.sin(2 * Math.PI * hertz * t);
      samples[at] = (samples[at] ?? 0) + (0.6 / tones.length) * tone * attack * release * fade;
    }
  }
  return samples.map((value) => Math.max(-1, Math.min(1, value)));
}

/** The samples as a WAV file, 16 bit, one channel. */
export function wav(samples: Float32Array, rate = RATE): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(44 + samples.length * 2);
  const view = new DataView(bytes.buffer);
  const text = (at: number, value: string) =>
    [...value].forEach((letter, i) => view.setUint8(at + i, letter.charCodeAt(0)));
  text(0, 'RIFF');
  view.setUint32(4, 36 + samples.length * 2, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, 'data');
  view.setUint32(40, samples.length * 2, true);
  samples.forEach((value, i) => view.setInt16(44 + i * 2, Math.round(value * 32767), true));
  return bytes;
}

const made = new Map<Sound, string>();

/** Address of the sound for an audio element; it lasts as long as the page. */
export function soundUrl(sound: Sound): string {
  let url = made.get(sound);
  if (!url) {
    url = URL.createObjectURL(new Blob([wav(render(sound))], { type: 'audio/wav' }));
    made.set(sound, url);
  }
  return url;
}
