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
  private asked: (() => void) | null = null;
  private end: (() => void) | null = null;

  constructor(url: string) {
    this.socket = new WebSocketInterface(url);
    let told: (data: unknown) => void = () => undefined;
    // The library sets what is called with each message; here it is noted on the way.
    Object.defineProperty(this.socket, 'ondata', {
      get: () => (data: unknown) => {
        this.heard += 1;
        told(data);
        const { asked } = this;
        this.asked = null;
        asked?.();
      },
      set: (handler: (data: unknown) => void) => (told = handler),
    });
  }

  /**
   * Register again at once; on a socket that gives no answer any more, over a new one.
   * @param answered Called once, with the first that is heard on any of them.
   */
  refresh(ua: UA, answered?: () => void): void {
    const { transport } = ua as unknown as { transport: Transport };
    this.asked = answered ?? this.asked;
    const before = this.heard;
    if (ua.isConnected()) ua.register();
    // Do not wait for the next attempt; one that is under way has its time as well.
    else if (!transport.isConnecting()) this.renew(transport);
    this.end?.();
    this.end = after(ANSWER_MS, () => {
      this.end = null;
      if (this.heard === before) this.renew(transport);
    });
  }

  /** Have a connected socket, without asking whether anybody answers on it: for who does not register. */
  connect(ua: UA): void {
    const { transport } = ua as unknown as { transport: Transport };
    if (!ua.isConnected() && !transport.isConnecting()) this.renew(transport);
  }

  private renew(transport: Transport): void {
    transport.disconnect();
    transport.connect();
  }

  close(): void {
    this.end?.();
    this.end = this.asked = null;
  }
}
