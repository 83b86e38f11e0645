import { describe, expect, it } from 'vitest';

import { render, RINGTONES, wav } from './sounds';

describe.each([...RINGTONES, 'test'] as const)('%s', (sound) => {
  const samples = render(sound);
  it('is heard, and never clipped', () => {
    const loudest = samples.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    expect(loudest).toBeGreaterThan(0.2);
    expect(loudest).toBeLessThanOrEqual(1);
  });
  it('ends in silence, so that it can be repeated without a click', () => {
    expect(Math.abs(samples.at(-1) ?? 1)).toBeLessThan(0.02);
  });
});

it('writes a WAV file that says what is in it', () => {
  const file = wav(new Float32Array([0, 0.5, -0.5]), 16000);
  const view = new DataView(file.buffer);
  expect(String.fromCharCode(...file.slice(0, 4))).toBe('RIFF');
  expect(view.getUint32(24, true)).toBe(16000);
  expect(view.getUint32(40, true)).toBe(6);
  expect(view.getInt16(46, true)).toBe(16384);
});
