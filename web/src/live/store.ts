import type { DraftField } from '@/api/types';

import { apply, emptyBoard, type Board, type Fact } from './board';

export interface QueueNames {
  name: string;
  member_ids: string[];
  /** Its agents are the second line of others. */
  expert?: boolean;
  /** The queue of its experts. */
  experts?: string | null;
  /** Priority points a minute of waiting. */
  ageing?: number;
}

export interface Names {
  agents: Record<string, { name: string; extension: string | null }>;
  queues: Record<string, QueueNames>;
  flows: Record<string, { name: string }>;
}

/** connecting: first try; lost: trying again; replaced: another browser of this agent took over. */
export type LinkState = 'connecting' | 'open' | 'lost' | 'replaced' | 'signed_out';

export interface LiveState {
  board: Board;
  names: Names;
  link: LinkState;
  /** A snapshot has been received at least once since sign-in. */
  known: boolean;
  /** Grows when there may be something new to read; it is asked for, not pushed. */
  news: Record<News, number>;
  /** When the next attempt to connect is made, by this browser's clock. */
  retryAt: number | null;
}

/** What there may be news of. */
export type News =
  'messages' | 'bulletins' | 'abandoned' | 'follow_ups' | 'voice_mail' | 'elsewhere';

export interface FactItem {
  seq: number;
  kind: string;
  fact: Fact;
}

export interface Snapshot {
  seq: number;
  board: Board;
  names: Names;
  server_now: number;
}

const noNames = (): Names => ({ agents: {}, queues: {}, flows: {} });

/** Told of a fact before the state that it leads to is given out; `before` is the board without it. */
export type FactListener = (kind: string, fact: Fact, before: Board) => void;

/** Told of fields of a call's draft that somebody has changed. */
export type DraftListener = (callId: string, fields: Record<string, DraftField>) => void;

/** The live state of one signed-in page: a snapshot, then facts after it. */
export class LiveStore {
  private state: LiveState = {
    board: emptyBoard(),
    names: noNames(),
    link: 'connecting',
    known: false,
    retryAt: null,
    news: { messages: 0, bulletins: 0, abandoned: 0, follow_ups: 0, voice_mail: 0, elsewhere: 0 },
  };
  private seq = 0;
  private readonly listeners = new Set<() => void>();
  private readonly factListeners = new Set<FactListener>();
  private readonly draftListeners = new Set<DraftListener>();

  readonly get = (): LiveState => this.state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly listen = (listener: FactListener): (() => void) => {
    this.factListeners.add(listener);
    return () => this.factListeners.delete(listener);
  };

  readonly listenDrafts = (listener: DraftListener): (() => void) => {
    this.draftListeners.add(listener);
    return () => this.draftListeners.delete(listener);
  };

  draft(callId: string, fields: Record<string, DraftField>): void {
    for (const listener of this.draftListeners) listener(callId, fields);
  }

  snapshot(message: Snapshot): void {
    this.seq = message.seq;
    this.set({
      board: message.board,
      names: { ...noNames(), ...message.names },
      known: true,
      link: 'open',
      retryAt: null,
      // While there was no connection, news was missed.
      news: {
        ...this.state.news,
        messages: this.state.news.messages + 1,
        bulletins: this.state.news.bulletins + 1,
        abandoned: this.state.news.abandoned + 1,
        follow_ups: this.state.news.follow_ups + 1,
        voice_mail: this.state.news.voice_mail + 1,
      },
    });
  }

  /**
   * Apply facts in order; those already in are skipped. Returns false when one before them is missing: the caller
   * must then ask for a new snapshot.
   */
  facts(items: FactItem[]): boolean {
    let board = this.state.board;
    let whole = true;
    for (const item of items) {
      if (item.seq <= this.seq) continue;
      if (item.seq !== this.seq + 1) {
        whole = false;
        break;
      }
      this.seq = item.seq;
      for (const listener of this.factListeners) listener(item.kind, item.fact, board);
      board = apply(board, item.kind, item.fact);
    }
    if (board !== this.state.board) this.set({ board });
    return whole;
  }

  news(of: News): void {
    const { news } = this.state;
    this.set({ news: { ...news, [of]: news[of] + 1 } });
  }

  names(names: Names): void {
    this.set({ names: { ...noNames(), ...names } });
  }

  link(link: LinkState, retryAt: number | null = null): void {
    this.set({ link, retryAt });
  }

  private set(part: Partial<LiveState>): void {
    this.state = { ...this.state, ...part };
    this.listeners.forEach((listener) => listener());
  }
}
