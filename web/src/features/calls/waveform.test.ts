import { expect, it } from 'vitest';

import { readWavHeader, waveformOf } from './waveform';

function wav(frames: [number, number][], claimed = frames.length * 4): ArrayBuffer {
  const data = new DataView(new ArrayBuffer(44 + frames.length * 4));
  const text = (at: number, value: string) =>
    [...value].forEach((letter, i) => data.setUint8(at + i, letter.charCodeAt(0)));
  text(0, 'RIFF');
  text(8, 'WAVE');
  text(12, 'fmt ');
  data.setUint32(16, 16, true);
  data.setUint16(20, 1, true);
  data.setUint16(22, 2, true);
  data.setUint32(24, 8000, true);
  data.setUint16(34, 16, true);
  text(36, 'data');
  data.setUint32(40, claimed, true);
  frames.forEach(([left, right], i) => {
    data.setInt16(44 + i * 4, left, true);
    data.setInt16(46 + i * 4, right, true);
  });
  return data.buffer;
}

it('finds the loudest sample of each slice in each channel', async () => {
  const { channels, seconds } = await waveformOf(
    wav([
      [16384, 0],
      [-32768, 0],
      [0, 8192],
      [0, -16384],
    ]),
    2,
  );
  expect([...(channels[0] ?? [])]).toEqual([1, 0]);
  expect([...(channels[1] ?? [])]).toEqual([0, 0.5]);
  expect(seconds).toBe(4 / 8000);
});

it('trusts the file, not its header, for the length', () => {
  expect(readWavHeader(new DataView(wav([[0, 0]], 999_999)))?.length).toBe(4);
  expect(readWavHeader(new DataView(new ArrayBuffer(100)))).toBeNull();
});
