/**
 * Tries the way a call will take: SIP through the web server, registration, and an echo call to the switch whose audio
 * is measured.
 */
import { Meter, readStats, type Counts } from './meter';
import { Softphone, type PhoneAccess } from './phone';
import type { Numbers } from './quality';
import type { Trial } from './trial';

export type Stage = 'socket' | 'registration' | 'call' | 'media';
export const STAGES: Stage[] = ['socket', 'registration', 'call', 'media'];

export interface WayResult {
  failedAt: Stage | '';
  connectMs: number | null;
  registerMs: number | null;
  numbers: (Numbers & Counts) | null;
}

interface Options {
  access: PhoneAccess;
  /** The phone that is registered already; null: one of its own registers for this. */
  phone: Softphone | null;
  echo: string;
  stream: MediaStream;
  onStage: (stage: Stage, share: number) => void;
  signal: AbortSignal;
}

const SOCKET_MS = 8_000;
const REGISTER_MS = 10_000;
/** Sound begins unevenly: not measured. */
const SETTLE_MS = 1_000;
const MEASURE_MS = 8_000;
const LOOK_MS = 1_000;

const pause = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

/** null: a call came in and ended the check. */
export async function checkWay(options: Options): Promise<WayResult | null> {
  const { access, echo, stream, onStage, signal } = options;
  const result: WayResult = {
    failedAt: 'socket',
    connectMs: null,
    registerMs: null,
    numbers: null,
  };
  const own = options.phone ? null : new Softphone();
  const phone = options.phone ?? own!;
  let trial: Trial | undefined;
  try {
    onStage('socket', 0);
    result.connectMs = await openSocket(access.url);
    signal.throwIfAborted();

    result.failedAt = 'registration';
    onStage('registration', 0);
    const asked = performance.now();
    if (own) own.start(access);
    await registered(phone);
    if (own) result.registerMs = performance.now() - asked;
    signal.throwIfAborted();

    result.failedAt = 'call';
    onStage('call', 0);
    trial = await phone.tryOut(echo, stream);
    signal.throwIfAborted();

    result.failedAt = 'media';
    onStage('media', 0);
    await pause(SETTLE_MS);
    const meter = new Meter();
    for (let at = 0; at <= MEASURE_MS; at += LOOK_MS) {
      if (trial.over) return phone.get().line ? null : result;
      signal.throwIfAborted();
      const report = await trial.connection.getStats();
      meter.add(readStats([...report.values()] as Record<string, unknown>[]));
      onStage('media', at / MEASURE_MS);
      await pause(LOOK_MS);
    }
    result.numbers = meter.whole();
    if (result.numbers && result.numbers.received > 0) result.failedAt = '';
    return result;
  } catch {
    // What failed is told by how far it came.
    signal.throwIfAborted();
    return phone.get().line ? null : result;
  } finally {
    trial?.end();
    // The goodbye of the call goes out before its socket is closed.
    if (own) setTimeout(() => own.stop(), trial ? 300 : 0);
  }
}

/** How long it takes to open a SIP socket, in ms. */
function openSocket(url: string): Promise<number> {
  const asked = performance.now();
  return new Promise((opened, failed) => {
    const socket = new WebSocket(url, 'sip');
    const timer = setTimeout(() => {
      socket.close();
      failed(new Error('timeout'));
    }, SOCKET_MS);
    socket.onopen = () => {
      const took = performance.now() - asked;
      // A switch that is away is told by closing at once.
      setTimeout(() => {
        clearTimeout(timer);
        if (socket.readyState !== WebSocket.OPEN) return failed(new Error('closed'));
        socket.close();
        opened(took);
      }, 100);
    };
    socket.onerror = () => {
      clearTimeout(timer);
      failed(new Error('refused'));
    };
  });
}

function registered(phone: Softphone): Promise<void> {
  return new Promise((done, failed) => {
    let end: () => void = () => undefined;
    const timer = setTimeout(() => {
      end();
      failed(new Error('timeout'));
    }, REGISTER_MS);
    const look = () => {
      const { registration } = phone.get();
      if (registration !== 'registered' && registration !== 'rejected') return;
      clearTimeout(timer);
      end();
      if (registration === 'registered') done();
      else failed(new Error(registration));
    };
    end = phone.subscribe(look);
    look();
  });
}
