import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { RTCSession } from 'jssip/lib/RTCSession';

import { Recovery, BACK_OFF_MS, CHECK_MS, DISCONNECTED_MS, GIVE_UP_MS, REACH_MS } from './recovery';

type Handlers = Record<string, (answer?: { status_code: number; body?: string }) => void>;

/** A connection of which the test says in what state it is. */
class Connection extends EventTarget {
  iceConnectionState: RTCIceConnectionState = 'new';
  signalingState: RTCSignalingState = 'stable';
  localDescription: { sdp: string } | null = null;
  candidates = true;
  offers: unknown[] = [];
  answers: string[] = [];

  turn(state: RTCIceConnectionState): void {
    this.iceConnectionState = state;
    this.dispatchEvent(new Event('iceconnectionstatechange'));
  }
  createOffer(options: unknown) {
    this.offers.push(options);
    return Promise.resolve({ type: 'offer', sdp: 'v=0' });
  }
  setLocalDescription({ type }: { type: string }) {
    if (type === 'rollback') throw new Error('Chromium would play the other side no more');
    this.signalingState = 'have-local-offer';
    this.localDescription = { sdp: this.candidates ? 'v=0\r\na=candidate:1' : 'v=0' };
    setTimeout(() => this.dispatchEvent(new Event('icecandidate')), 10);
    return Promise.resolve();
  }
  setRemoteDescription({ sdp }: { sdp: string }) {
    this.signalingState = 'stable';
    this.answers.push(sdp);
    return Promise.resolve();
  }
}

/** A talk, how the switch is answered for, and what happened to it. */
function talk(reachable = true) {
  const connection = new Connection();
  const heard: Record<string, (event: { reject: (o: object) => void }) => void> = {};
  const invites: Handlers[] = [];
  const sent: string[] = [];
  const told: boolean[] = [];
  const session = {
    contact: '<sip:a@x>',
    over: false,
    ready: true,
    on: (name: string, handler: never) => (heard[name] = handler),
    isReadyToReOffer: () => session.ready,
    isEnded: () => session.over,
    terminate: () => (session.over = true),
    sendRequest: (method: string, options?: { eventHandlers: Handlers }) => {
      sent.push(method);
      if (options) invites.push(options.eventHandlers);
    },
  };
  const line = { reachable, reached: 0 };
  const recovery = new Recovery(session as unknown as RTCSession, {
    tell: (broken) => told.push(broken),
    reach: () => {
      line.reached += 1;
      if (line.reachable) setTimeout(() => recovery.reached(), 20);
    },
  });
  // What the library does with a connection that has failed.
  recovery.watch(connection as unknown as RTCPeerConnection);
  connection.addEventListener('iceconnectionstatechange', () => {
    if (connection.iceConnectionState === 'failed') session.terminate();
  });
  const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
  return { connection, session, recovery, invites, sent, told, heard, line, pass };
}

const OK = { status_code: 200, body: 'answer' };

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('Worker', undefined);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('lets a short disconnection pass, and makes a new way for a longer one', async () => {
  const { connection, told, sent, invites, pass } = talk();
  connection.turn('connected');
  connection.turn('disconnected');
  await pass(DISCONNECTED_MS - 100);
  connection.turn('connected');
  await pass(60_000);
  expect(told).toEqual([]);

  connection.turn('disconnected');
  await pass(DISCONNECTED_MS + 600);
  expect(told).toEqual([true]);
  expect(connection.offers).toEqual([{ iceRestart: true }]);
  expect(sent).toEqual(['INVITE']);
  invites[0]?.onSuccessResponse?.(OK);
  await pass(0);
  expect(sent).toEqual(['INVITE', 'ACK']);
  expect(connection.answers).toEqual(['answer']);
  expect(told).toEqual([true]);
  connection.turn('connected');
  expect(told).toEqual([true, false]);
  await pass(GIVE_UP_MS * 2);
  expect(sent).toHaveLength(2);
});

it('does not let the library hang up when the way has failed, but does when there never was one', async () => {
  const never = talk();
  never.connection.turn('failed');
  expect(never.session.over).toBe(true);

  const { connection, session, told } = talk();
  connection.turn('connected');
  connection.turn('failed');
  expect(session.over).toBe(false);
  expect(told).toEqual([true]);
});

it.each([
  ['glare', 'onErrorResponse', 491],
  ['a refusal', 'onErrorResponse', 488],
  ['a timeout told by the switch', 'onDialogError', 408],
  ['no answer', 'onRequestTimeout', undefined],
  ['a socket that breaks', 'onTransportError', undefined],
])('tries again after %s and the talk goes on', async (_, handler, status) => {
  const { connection, session, invites, told, pass } = talk();
  connection.turn('connected');
  connection.turn('failed');
  await pass(600);
  for (let tries = 1; tries <= 6; tries += 1) {
    expect(invites).toHaveLength(tries);
    invites.at(-1)?.[handler]?.(status ? { status_code: status } : undefined);
    await pass(0);
    expect(session.over).toBe(false);
    await pass((BACK_OFF_MS.at(-1) ?? 0) + 1_100);
  }
  invites.at(-1)?.onSuccessResponse?.(OK);
  await pass(0);
  connection.turn('connected');
  expect(told).toEqual([true, false]);
});

it('settles its open offer although the old way came back by itself', async () => {
  const { connection, heard, invites, told, pass } = talk();
  const reject = vi.fn();
  connection.turn('connected');
  connection.turn('failed');
  await pass(600);
  invites[0]?.onErrorResponse?.({ status_code: 500 });
  await pass(0);
  connection.turn('connected');
  expect(told).toEqual([true, false]);
  heard.reinvite?.({ reject });
  expect(reject).toHaveBeenCalledTimes(1);
  await pass(2_000);
  expect(invites).toHaveLength(2);
  invites[1]?.onSuccessResponse?.(OK);
  await pass(GIVE_UP_MS * 2);
  heard.reinvite?.({ reject });
  expect(reject).toHaveBeenCalledTimes(1);
  expect(invites).toHaveLength(2);
});

it('ends the talk when the switch does not know it any more', async () => {
  const { connection, session, invites, pass } = talk();
  connection.turn('connected');
  connection.turn('failed');
  await pass(600);
  invites[0]?.onDialogError?.({ status_code: 481 });
  await pass(0);
  expect(session.over).toBe(true);
});

it('asks for the switch again and again while it cannot be reached, and gives up in the end', async () => {
  const { connection, session, invites, line, pass } = talk(false);
  connection.turn('connected');
  connection.turn('failed');
  await pass(REACH_MS * 4);
  expect(line.reached).toBe(5);
  expect(invites).toHaveLength(0);
  expect(session.over).toBe(false);
  await pass(GIVE_UP_MS);
  expect(session.over).toBe(true);
});

it('looks at the socket while the switch does not answer, and makes one offer at a time', async () => {
  const { connection, invites, line, pass } = talk();
  connection.turn('connected');
  connection.turn('failed');
  await pass(REACH_MS * 3 + 1_000);
  expect(invites).toHaveLength(1);
  expect(line.reached).toBeGreaterThanOrEqual(3);
});

it('offers nothing without a network or while something else is being agreed', async () => {
  const { connection, session, invites, pass } = talk();
  connection.candidates = false;
  connection.turn('connected');
  connection.turn('failed');
  await pass(4_000);
  expect(invites).toHaveLength(0);
  connection.candidates = true;
  session.ready = false;
  await pass(10_000);
  expect(invites).toHaveLength(0);
  session.ready = true;
  await pass(10_000);
  expect(invites).toHaveLength(1);
});

it('tries another way when the one agreed upon does not carry', async () => {
  const { connection, invites, pass } = talk();
  connection.turn('connected');
  connection.turn('failed');
  await pass(600);
  invites[0]?.onSuccessResponse?.(OK);
  connection.turn('checking');
  await pass(CHECK_MS + 700);
  expect(invites).toHaveLength(2);
});

it('refuses an offer of the other side while its own is on its way', async () => {
  const { connection, heard, invites, pass } = talk();
  const reject = vi.fn();
  connection.turn('connected');
  heard.reinvite?.({ reject });
  expect(reject).not.toHaveBeenCalled();
  connection.turn('failed');
  await pass(600);
  heard.reinvite?.({ reject });
  expect(reject).toHaveBeenCalledWith({ status_code: 491 });
  invites[0]?.onSuccessResponse?.(OK);
  await pass(0);
  heard.reinvite?.({ reject });
  expect(reject).toHaveBeenCalledTimes(1);
});

it('does nothing more once the talk is over', async () => {
  const { connection, recovery, session, invites, told, pass } = talk();
  connection.turn('connected');
  connection.turn('failed');
  await pass(600);
  recovery.end();
  invites[0]?.onSuccessResponse?.(OK);
  connection.turn('connected');
  await pass(GIVE_UP_MS * 2);
  expect(told).toEqual([true]);
  expect(session.over).toBe(false);
  expect(invites).toHaveLength(1);
});
