import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { emptyBoard } from './board';
import { LiveSocket } from './socket';
import { LiveStore } from './store';

class Socket {
  static made: Socket[] = [];
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  closed = false;
  constructor(readonly url: string) {
    Socket.made.push(this);
  }
  close() {
    this.closed = true;
  }
  send() {}
}

const snapshot = JSON.stringify({
  type: 'snapshot',
  seq: 1,
  board: emptyBoard(),
  names: { agents: {}, queues: {}, flows: {} },
  server_now: 0,
});

beforeEach(() => {
  Socket.made = [];
  vi.useFakeTimers();
  vi.stubGlobal('WebSocket', Socket);
  vi.stubGlobal('window', new EventTarget());
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('says at once that the network is gone, and comes back with it', () => {
  const store = new LiveStore();
  const live = new LiveSocket(store, '/api/live');
  live.start();
  Socket.made[0]?.onmessage?.({ data: snapshot });
  expect(store.get().link).toBe('open');

  window.dispatchEvent(new Event('offline'));
  expect(store.get().link).toBe('lost');
  expect(Socket.made[0]?.closed).toBe(false);

  window.dispatchEvent(new Event('online'));
  expect(Socket.made[0]?.closed).toBe(true);
  expect(Socket.made).toHaveLength(2);
  Socket.made[1]?.onmessage?.({ data: snapshot });
  expect(store.get().link).toBe('open');
  live.stop();
});

it('goes on as before when the connection outlived the interruption', () => {
  const store = new LiveStore();
  const live = new LiveSocket(store, '/api/live');
  live.start();
  Socket.made[0]?.onmessage?.({ data: snapshot });
  window.dispatchEvent(new Event('offline'));
  Socket.made[0]?.onmessage?.({ data: '{"type":"ping"}' });
  expect(store.get().link).toBe('open');
  expect(Socket.made).toHaveLength(1);
  live.stop();
});
