import type { DraftField } from '@/api/types';

import { setServerNow } from './clock';
import type { FactItem, LiveStore, Names, News, Snapshot } from './store';

type Message =
  | ({ type: 'snapshot' } & Snapshot)
  | { type: 'facts'; items: FactItem[] }
  | { type: 'names'; names: Names }
  | { type: 'draft'; call_id: string; fields: Record<string, DraftField> }
  | { type: 'news'; of: News }
  | { type: 'replaced' }
  | { type: 'signed_out' }
  | { type: 'ping' };

const CODE_REPLACED = 4001;
const CODE_SIGNED_OUT = 4003;
/** The server pings every 20 s; silence longer than this means the connection is dead though still open. */
const SILENCE_MS = 50_000;
const BACKOFF_MS = [300, 1_000, 2_000, 3_000, 5_000];

/** Milliseconds to wait before attempt `n` (0 = first retry), spread so that many browsers do not return at once. */
export function backoff(n: number, random: number): number {
  const base = BACKOFF_MS[Math.min(n, BACKOFF_MS.length - 1)] ?? 5_000;
  return Math.round(base * (0.75 + random * 0.5));
}

/** Keeps the store fed from /api/live; reconnects by itself until stopped, replaced or signed out. */
export class LiveSocket {
  private socket: WebSocket | null = null;
  private attempts = 0;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private watchdog: ReturnType<typeof setTimeout> | undefined;
  private stopped = true;
  private work = false;

  constructor(
    private readonly store: LiveStore,
    private readonly url: string,
  ) {}

  start(): void {
    this.stopped = false;
    window.addEventListener('online', this.retryNow);
    window.addEventListener('offline', this.offline);
    this.connect();
  }

  stop(): void {
    this.stopped = true;
    window.removeEventListener('online', this.retryNow);
    window.removeEventListener('offline', this.offline);
    clearTimeout(this.retry);
    clearTimeout(this.watchdog);
    const socket = this.socket;
    this.socket = null;
    socket?.close(1000);
  }

  /**
   * Whether this page is the one on which its agent works. There is one at a time: becoming it takes over from any
   * other page.
   */
  setWork(work: boolean): void {
    if (work === this.work) return;
    this.work = work;
    if (this.socket) this.renew(this.socket, 0);
  }

  /** Try at once, also after having been replaced. */
  readonly retryNow = (): void => {
    if (this.stopped) return;
    if (this.socket) {
      if (this.store.get().link === 'lost') this.renew(this.socket, 0);
      return;
    }
    clearTimeout(this.retry);
    this.connect();
  };

  /**
   * The browser says that the network is gone: do not show old figures as new until the silence is noticed. The
   * connection is left as it is, for it outlives a short interruption, and with it the conversation of an agent.
   */
  private readonly offline = (): void => {
    if (this.store.get().link === 'open') this.store.link('lost');
  };

  private connect(): void {
    if (this.attempts === 0 && !this.store.get().known) this.store.link('connecting');
    const socket = new WebSocket(this.work ? `${this.url}?work=1` : this.url);
    this.socket = socket;
    socket.onmessage = (event) => {
      if (socket === this.socket) this.receive(socket, JSON.parse(String(event.data)) as Message);
    };
    socket.onclose = (event) => {
      if (socket !== this.socket) return;
      this.socket = null;
      clearTimeout(this.watchdog);
      this.closed(event.code);
    };
    this.watch(socket);
  }

  private watch(socket: WebSocket): void {
    clearTimeout(this.watchdog);
    this.watchdog = setTimeout(() => this.renew(socket), SILENCE_MS);
  }

  /** Give this connection up and take a new snapshot over another. */
  private renew(socket: WebSocket, wait?: number): void {
    if (socket !== this.socket) return;
    this.socket = null;
    clearTimeout(this.watchdog);
    socket.close();
    if (wait === 0) this.connect();
    else this.closed(1006);
  }

  private closed(code: number): void {
    if (this.stopped) return;
    if (code === CODE_REPLACED) return this.store.link('replaced');
    if (code === CODE_SIGNED_OUT) return this.store.link('signed_out');
    const { link } = this.store.get();
    if (link === 'replaced' || link === 'signed_out') return;
    const wait = backoff(this.attempts, Math.random());
    this.attempts += 1;
    this.store.link('lost', Date.now() + wait);
    this.retry = setTimeout(() => this.connect(), wait);
  }

  private receive(socket: WebSocket, message: Message): void {
    this.watch(socket);
    if (this.store.get().link === 'lost') this.store.link('open');
    switch (message.type) {
      case 'snapshot':
        this.attempts = 0;
        setServerNow(message.server_now);
        this.store.snapshot(message);
        break;
      case 'facts':
        if (!this.store.facts(message.items)) this.renew(socket);
        break;
      case 'names':
        this.store.names(message.names);
        break;
      case 'draft':
        this.store.draft(message.call_id, message.fields);
        break;
      case 'news':
        this.store.news(message.of);
        break;
      case 'replaced':
        this.store.link('replaced');
        break;
      case 'signed_out':
        this.store.link('signed_out');
        break;
      case 'ping':
        socket.send('{"type":"pong"}');
        break;
    }
  }
}

/** The address of a WebSocket path on the page's own origin. */
export function socketUrl(path: string): string {
  const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
  return `${scheme}//${location.host}${path}`;
}
