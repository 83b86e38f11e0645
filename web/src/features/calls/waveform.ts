/** Loudest sample of each slice, 0 to 1, per channel. */
export interface Waveform {
  channels: Float32Array[];
  seconds: number;
}

interface Pcm {
  channels: number;
  rate: number;
  start: number;
  length: number;
}

/** Where the samples of a 16-bit PCM WAV file are; null for any other file. */
export function readWavHeader(data: DataView): Pcm | null {
  const tag = (at: number) =>
    String.fromCharCode(...[0, 1, 2, 3].map((i) => data.getUint8(at + i)));
  if (data.byteLength < 44 || tag(0) !== 'RIFF' || tag(8) !== 'WAVE') return null;
  let channels = 0;
  let rate = 0;
  for (let at = 12; at + 8 <= data.byteLength;) {
    const size = data.getUint32(at + 4, true);
    if (tag(at) === 'fmt ') {
      if (data.getUint16(at + 8, true) !== 1 || data.getUint16(at + 22, true) !== 16) return null;
      channels = data.getUint16(at + 10, true);
      rate = data.getUint32(at + 12, true);
    }
    if (tag(at) === 'data') {
      if (channels === 0 || rate === 0) return null;
      // A recording cut short says more than it holds.
      return { channels, rate, start: at + 8, length: Math.min(size, data.byteLength - at - 8) };
    }
    at += 8 + size + (size % 2);
  }
  return null;
}

function ofPcm(data: DataView, pcm: Pcm, slices: number): Waveform {
  const frames = Math.floor(pcm.length / (2 * pcm.channels));
  const channels = Array.from({ length: pcm.channels }, () => new Float32Array(slices));
  for (let slice = 0; slice < slices; slice++) {
    const from = Math.floor((slice * frames) / slices);
    const to = Math.max(from + 1, Math.floor(((slice + 1) * frames) / slices));
    channels.forEach((peaks, channel) => {
      let peak = 0;
      for (let frame = from; frame < Math.min(to, frames); frame++) {
        const sample = data.getInt16(pcm.start + (frame * pcm.channels + channel) * 2, true);
        peak = Math.max(peak, Math.abs(sample));
      }
      peaks[slice] = peak / 32768;
    });
  }
  return { channels, seconds: frames / pcm.rate };
}

function ofBuffer(buffer: AudioBuffer, slices: number): Waveform {
  const channels = Array.from({ length: buffer.numberOfChannels }, (_, channel) => {
    const samples = buffer.getChannelData(channel);
    return Float32Array.from({ length: slices }, (_, slice) => {
      const from = Math.floor((slice * samples.length) / slices);
      const to = Math.floor(((slice + 1) * samples.length) / slices);
      let peak = 0;
      for (let i = from; i < to; i++) peak = Math.max(peak, Math.abs(samples[i] ?? 0));
      return peak;
    });
  });
  return { channels, seconds: buffer.duration };
}

/**
 * The waveform of a recording. Plain WAV is read as it is, which for an hour of talk takes a fraction of the memory
 * that decoding does; anything else is decoded by the browser.
 */
export async function waveformOf(data: ArrayBuffer, slices: number): Promise<Waveform> {
  const view = new DataView(data);
  const pcm = readWavHeader(view);
  if (pcm) return ofPcm(view, pcm, slices);
  const context = new OfflineAudioContext(2, 1, 16_000);
  return ofBuffer(await context.decodeAudioData(data.slice(0)), slices);
}
