import { createContext, use } from 'react';

import { useMay, useMe } from '@/api/session';
import type { Station } from '@/api/types';
import type { BoardAgent, BoardCall } from '@/live/board';
import type { LinkState } from '@/live/store';
import type { PhoneState } from '@/softphone/machine';
import type { MicProblem } from '@/softphone/media';

import type { Mode, Part } from './parties';

/** An agent's place of work: what state it is in and what can be done there. */
export interface StationApi {
  /** May take calls: has the permission and an extension. */
  able: boolean;
  agent: BoardAgent | undefined;
  call: BoardCall | undefined;
  /** What the agent is to the call. */
  part: Part;
  /** The own voice is not heard. */
  muted: boolean;
  /** The dialog for reaching somebody else is open in this mode. */
  asking: Mode | null;
  ask: (mode: Mode | null) => void;
  /** The dial pad is open, with this number in it. */
  dialPad: string | null;
  openDialPad: (number: string | null) => void;
  link: LinkState;
  known: boolean;
  phone: PhoneState;
  /** The microphone could not be had, when last tried. */
  mic: MicProblem | null;
  signingIn: Station | null;
  signIn: (station: Station) => Promise<void>;
  signOut: () => Promise<void>;
  ready: () => Promise<void>;
  notReady: (reason: string) => Promise<void>;
  answer: () => Promise<void>;
  decline: () => Promise<void>;
  /** Take a call that rings at a colleague or waits; says whether it was ordered, and shows why when not. */
  pickUp: (callId: string) => Promise<boolean>;
  setHold: (held: boolean) => Promise<void>;
  setMute: (muted: boolean) => Promise<void>;
  sendKeys: (keys: string) => Promise<void>;
  hangUp: () => Promise<void>;
  extendWrapUp: () => Promise<void>;
  /** Keep this browser's phone for listening to others, whatever the station is. */
  setListening: (wanted: boolean) => void;
  restartPhone: () => void;
}

export const StationContext = createContext<StationApi | null>(null);

export function useStation(): StationApi {
  const station = use(StationContext);
  if (!station) throw new Error('StationProvider is missing');
  return station;
}

/** Whether this person may take calls: has the permission and an extension. */
export function useAble(): boolean {
  const me = useMe();
  const may = useMay();
  return may('work.handle') && me.user.extension !== null;
}

/** How many seconds one press on "more time" adds. */
export const EXTEND_S = 30;
