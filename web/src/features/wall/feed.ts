import { useEffect, useState } from 'react';

import { backoff, socketUrl } from '@/live/socket';

import type { Parts } from './parts';

/** connecting: first try; loading: the server reads figures after its start; lost: trying again. */
export type FeedLink = 'connecting' | 'loading' | 'open' | 'lost' | 'refused';

export interface Figures {
  link: FeedLink;
  /** When the figures were computed, by the server's clock; null before the first. */
  at: number | null;
  parts: Parts;
}

export type Message =
  | { type: 'figures'; at: number; parts: Parts; gone: string[] }
  | { type: 'loading' }
  | { type: 'ping' };

export const noFigures = (): Figures => ({ link: 'connecting', at: null, parts: {} });

/** Figures after one more message; parts that did not change keep their identity. */
export function receive(figures: Figures, message: Message): Figures {
  if (message.type === 'loading') return { ...figures, link: 'loading' };
  if (message.type === 'ping')
    return figures.link === 'open' ? figures : { ...figures, link: 'open' };
  const parts = { ...figures.parts, ...message.parts };
  for (const name of message.gone) delete parts[name as keyof Parts];
  return { link: 'open', at: message.at, parts };
}

/** Silence of so long means that the connection is dead though still open: the server says something every 20 s. */
const SILENCE_MS = 45_000;
const FORBIDDEN = 4403;
const SIGNED_OUT = 4003;

/** Figures of today of some queues (none = all), kept up to date by the server; `only`: one part alone. */
export function useFigures(queueIds: readonly string[], only = ''): Figures {
  const [figures, setFigures] = useState(noFigures);
  const wanted = new URLSearchParams({
    ...(queueIds.length > 0 ? { queues: queueIds.join(',') } : {}),
    ...(only ? { only } : {}),
  }).toString();
  useEffect(() => {
    let socket: WebSocket | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let watchdog: ReturnType<typeof setTimeout> | undefined;
    let attempts = 0;
    let fresh = true;
    const lose = (link: FeedLink) => setFigures((before) => ({ ...before, link }));
    const connect = () => {
      const path = wanted ? `/api/figures/live?${wanted}` : '/api/figures/live';
      const made = new WebSocket(socketUrl(path));
      socket = made;
      const watch = () => {
        clearTimeout(watchdog);
        watchdog = setTimeout(() => made.close(), SILENCE_MS);
      };
      watch();
      made.onmessage = (event) => {
        if (socket !== made) return;
        watch();
        attempts = 0;
        const message = JSON.parse(String(event.data)) as Message;
        // The first message of a connection is whole: nothing of another choice of queues may stay.
        const whole = fresh && message.type === 'figures';
        if (whole) fresh = false;
        setFigures((before) => receive(whole ? noFigures() : before, message));
      };
      made.onclose = (event) => {
        if (socket !== made) return;
        clearTimeout(watchdog);
        socket = null;
        if (event.code === FORBIDDEN || event.code === SIGNED_OUT) return lose('refused');
        lose('lost');
        fresh = true;
        timer = setTimeout(connect, backoff(attempts, Math.random()));
        attempts += 1;
      };
    };
    connect();
    return () => {
      const open = socket;
      socket = null;
      clearTimeout(timer);
      clearTimeout(watchdog);
      open?.close(1000);
    };
  }, [wanted]);
  return figures;
}
