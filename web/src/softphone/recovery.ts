/**
 * A talk whose sound has lost its way, because the browser's network changed or was gone: the way is made anew by a
 * re-INVITE with an ICE restart (RFC 8839, 4.4.1), as often as it needs and for as long as the talk may last. The
 * library's own `renegotiate` ends the session when the switch does not answer or refuses, and so does its reading of
 * a failed connection: neither is used here.
 */
import type { RTCSession } from 'jssip/lib/RTCSession';

import { iceRestart, isOpen, Refused } from './offer';
import { after } from './steady';

/** A connection that is told as disconnected often comes back by itself within this. */
export const DISCONNECTED_MS = 2_000;
/** Pauses between attempts. */
export const BACK_OFF_MS = [1_000, 2_000, 4_000, 5_000] as const;
/** The switch has answered: so long may the new way take before another is tried. */
export const CHECK_MS = 8_000;
/** Longest wait for a sign of the switch, or for its answer, before it is asked for one again. */
export const REACH_MS = 6_000;
/** The switch ends a line that has sent nothing for a minute: after this there is nothing left to come back to. */
export const GIVE_UP_MS = 90_000;

export interface RecoveryHooks {
  /** The sound has lost its way, or has it again. */
  tell: (broken: boolean) => void;
  /** Find out whether the switch can be reached, with a new socket if need be; then call `reached`. */
  reach: () => void;
}

const UP = new Set<RTCIceConnectionState>(['connected', 'completed']);

export class Recovery {
  private connection: RTCPeerConnection | null = null;
  private wasUp = false;
  private broken = false;
  private offering = false;
  private over = false;
  private tries = 0;
  private next: (() => void) | null = null;
  private last: (() => void) | null = null;

  constructor(
    private readonly session: RTCSession,
    private readonly hooks: RecoveryHooks,
  ) {
    // Both sides ask for a new description at once: ours is open, so theirs has to wait (RFC 3261, 14.2).
    const refuse = ({ reject }: { reject: (options: { status_code: number }) => void }) => {
      if (this.open()) reject({ status_code: 491 });
    };
    session.on('reinvite', refuse);
    session.on('update', refuse as never);
  }

  /** Watch this connection from now on. */
  watch(connection: RTCPeerConnection): void {
    this.connection = connection;
    // In the capturing phase, to be asked before the library, which hangs up at `failed`.
    connection.addEventListener('iceconnectionstatechange', this.changed, { capture: true });
  }

  /** The network has changed: do not wait until what is broken is sure to be. */
  look(): void {
    const state = this.connection?.iceConnectionState;
    if (this.wasUp && state && !UP.has(state)) this.begin();
  }

  /** The switch has given a sign. */
  reached(): void {
    if (!this.offering && (this.broken || this.open())) void this.attempt();
  }

  /** The talk is over. */
  end(): void {
    this.over = true;
    this.connection?.removeEventListener('iceconnectionstatechange', this.changed, {
      capture: true,
    });
    this.rest();
  }

  private open(): boolean {
    return this.offering || (this.connection !== null && isOpen(this.connection));
  }

  private readonly changed = (event: Event): void => {
    const state = this.connection?.iceConnectionState;
    if (!state || this.over) return;
    if (UP.has(state)) {
      this.wasUp = true;
      if (!this.offering) this.mended();
    } else if (this.wasUp && state === 'failed') {
      event.stopImmediatePropagation();
      this.begin();
    } else if (this.wasUp && state === 'disconnected' && !this.broken) {
      this.wait(DISCONNECTED_MS, () => this.begin());
    }
  };

  private begin(): void {
    if (this.broken || this.over) return;
    this.broken = true;
    this.tries = 0;
    this.last = after(GIVE_UP_MS, () => this.giveUp());
    this.hooks.tell(true);
    this.cycle();
  }

  private readonly cycle = (): void => {
    this.wait(REACH_MS, this.cycle);
    this.hooks.reach();
  };

  private async attempt(): Promise<void> {
    const { session, connection } = this;
    if (!connection || this.over) return;
    const free = connection.signalingState === 'stable' || isOpen(connection);
    if (!free || !session.isReadyToReOffer()) {
      this.wait(BACK_OFF_MS[0], this.cycle);
      return;
    }
    this.offering = true;
    // An answer that does not come is a socket that may be dead: looking at it takes a new one then.
    this.cycle();
    let refused: unknown = null;
    try {
      await iceRestart(session, connection);
    } catch (error) {
      refused = error;
    }
    this.offering = false;
    if (this.over) return;
    if (refused instanceof Refused && refused.gone) return this.giveUp();
    if (refused) return this.wait(this.pause(), this.cycle);
    if (UP.has(connection.iceConnectionState)) return this.mended();
    this.wait(CHECK_MS, () => {
      this.tries += 1;
      this.cycle();
    });
  }

  /** Longer from try to try; never at the very moment at which the other side tries again as well. */
  private pause(): number {
    const pause = BACK_OFF_MS[Math.min(this.tries, BACK_OFF_MS.length - 1)] ?? BACK_OFF_MS[0];
    this.tries += 1;
    return pause + Math.round(Math.random() * 500);
  }

  private mended(): void {
    this.rest();
    // The old way came back by itself: the offer that nobody answered has to be settled all the same.
    if (this.open()) this.wait(BACK_OFF_MS[0], this.cycle);
    if (!this.broken) return;
    this.broken = false;
    this.hooks.tell(false);
  }

  private giveUp(): void {
    if (!this.session.isEnded()) this.session.terminate();
  }

  private wait(ms: number, then: () => void): void {
    this.next?.();
    this.next = after(ms, () => {
      this.next = null;
      then();
    });
  }

  private rest(): void {
    this.next?.();
    this.last?.();
    this.next = this.last = null;
  }
}
