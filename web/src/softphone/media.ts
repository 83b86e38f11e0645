import { routeTo } from './player';
import type { Ringtone } from './sounds';

/** Why there is no microphone, each with its own explanation on the page. */
export type MicProblem = 'insecure' | 'unsupported' | 'denied' | 'no_device' | 'busy' | 'failed';

export class MicError extends Error {
  constructor(readonly problem: MicProblem) {
    super(problem);
  }
}

export interface AudioChoice {
  /** Device ids; empty = the system's default. */
  input: string;
  output: string;
  /** Where it rings: often the loudspeaker of the desk, while voices are in the headset. */
  ringOutput: string;
  ringtone: Ringtone;
  ringVolume: number;
  /** Do not ring at all: only show it. */
  silent: boolean;
}

const STORED = 'trunkline.audio';
const defaults: AudioChoice = {
  input: '',
  output: '',
  ringOutput: '',
  ringtone: 'soft',
  ringVolume: 0.6,
  silent: false,
};

export function audioChoice(): AudioChoice {
  try {
    const stored = JSON.parse(localStorage.getItem(STORED) ?? '{}') as Partial<AudioChoice>;
    return { ...defaults, ...stored };
  } catch {
    return defaults;
  }
}

export function rememberAudioChoice(choice: AudioChoice): void {
  localStorage.setItem(STORED, JSON.stringify(choice));
}

export function micProblem(error: unknown): MicProblem {
  const name = error instanceof Error ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied';
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'no_device';
  if (name === 'NotReadableError' || name === 'AbortError') return 'busy';
  return 'failed';
}

/** The microphone's stream, by the chosen device when it is still there. Throws MicError. */
export async function openMicrophone(input = audioChoice().input): Promise<MediaStream> {
  if (!window.isSecureContext) throw new MicError('insecure');
  // Old browsers lack it although the type says otherwise.
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (!devices?.getUserMedia) throw new MicError('unsupported');
  const audio: MediaTrackConstraints = {
    echoCancellation: true,
    noiseSuppression: true,
    autoGainControl: true,
    ...(input ? { deviceId: { ideal: input } } : {}),
  };
  try {
    return await devices.getUserMedia({ audio, video: false });
  } catch (error) {
    throw new MicError(micProblem(error));
  }
}

export function release(stream: MediaStream | null | undefined): void {
  stream?.getTracks().forEach((track) => track.stop());
}

/** Ask for the microphone once, so that the browser remembers the permission before the first call. */
export async function checkMicrophone(): Promise<MicProblem | null> {
  try {
    release(await openMicrophone());
    return null;
  } catch (error) {
    return error instanceof MicError ? error.problem : 'failed';
  }
}

export async function listDevices(kind: 'audioinput' | 'audiooutput') {
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  const all = (await devices?.enumerateDevices()) ?? [];
  return all.filter((device) => device.kind === kind && device.deviceId !== '');
}

/** Play on the chosen loudspeaker, where the browser can choose. False: it is not there, the system's is used. */
export const routeOutput = (element: HTMLAudioElement): Promise<boolean> =>
  routeTo(element, audioChoice().output);
