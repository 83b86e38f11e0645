/** Plays sounds on a loudspeaker of one's choice. */
import { soundUrl, type Sound } from './sounds';

type Sink = HTMLAudioElement & { setSinkId?: (id: string) => Promise<void> };

/** Whether this browser can play on another loudspeaker than the system's. */
export const canChooseOutput = (): boolean =>
  typeof HTMLAudioElement !== 'undefined' && 'setSinkId' in HTMLAudioElement.prototype;

/** Send an element's sound to a device ('' = the system's). One that is not there any more: the system's stays. */
export async function routeTo(element: HTMLAudioElement, device: string): Promise<boolean> {
  try {
    await (element as Sink).setSinkId?.(device);
    return true;
  } catch {
    await (element as Sink).setSinkId?.('').catch(() => undefined);
    return false;
  }
}

export interface Playing {
  stop: () => void;
  /** False when the browser does not let the page make a sound before somebody has clicked in it. */
  begun: Promise<boolean>;
}

/** Play a file or a sound of ours. */
export function play(
  source: { sound: Sound } | { url: string },
  { device = '', volume = 1, loop = false }: { device?: string; volume?: number; loop?: boolean },
): Playing {
  const element = new Audio('sound' in source ? soundUrl(source.sound) : source.url);
  element.loop = loop;
  element.volume = Math.max(0, Math.min(1, volume));
  let over = false;
  const begun = routeTo(element, device).then(async () => {
    if (over) return false;
    try {
      await element.play();
      return true;
    } catch {
      return false;
    }
  });
  return {
    begun,
    stop: () => {
      over = true;
      element.pause();
      element.removeAttribute('src');
    },
  };
}
