/** The SIP socket of a phone: whether anything is heard on it, and how to take another. */
import { WebSocketInterface, type UA } from 'jssip';

import { after } from './steady';

/** Longest wait for any answer on a socket that is asked for one; then it counts as dead. */
const ANSWER_MS = 4_000;

interface Transport {
  connect: () => void;
  disconnect: () => void;
  isConnecting: () => boolean;
}

export class Wire {
  readonly socket: WebSocketInterface;
  private heard = 0;
  private end: (() => void) | null = null;

  constructor(url: string) {
    this.socket = new WebSocketInterface(url);
    let told: (data: unknown) => void = () => undefined;
    // The library sets what is called with each message; here it is noted on the way.
    Object.defineProperty(this.socket, 'ondata', {
      get: () => (data: unknown) => {
        this.heard += 1;
        told(data);
      },
      set: (handler: (data: unknown) => void) => (told = handler),
    });
  }

  /** Register again at once; on a socket that gives no answer any more, over a new one. */
  refresh(ua: UA): void {
    const { transport } = ua as unknown as { transport: Transport };
    if (!ua.isConnected()) {
      // Do not wait for the next attempt; one that is under way is left alone.
      if (!transport.isConnecting()) this.renew(transport);
      return;
    }
    const before = this.heard;
    ua.register();
    this.end?.();
    this.end = after(ANSWER_MS, () => {
      this.end = null;
      if (this.heard === before) this.renew(transport);
    });
  }

  private renew(transport: Transport): void {
    transport.disconnect();
    transport.connect();
  }

  close(): void {
    this.end?.();
    this.end = null;
  }
}
