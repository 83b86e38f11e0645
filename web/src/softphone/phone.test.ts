import { beforeEach, expect, it, vi } from 'vitest';

interface FakeUA {
  options: { connection_recovery_max_interval: number };
  stopped: boolean;
  handlers: Record<string, (event: unknown) => void>;
}
const made = vi.hoisted((): FakeUA[] => []);

vi.mock('jssip', () => ({
  WebSocketInterface: class {},
  UA: class {
    handlers: FakeUA['handlers'] = {};
    stopped = false;
    constructor(readonly options: FakeUA['options']) {
      made.push(this);
    }
    on(name: string, handler: (event: unknown) => void) {
      this.handlers[name] = handler;
    }
    start() {
      this.handlers.registered?.({});
    }
    stop() {
      this.stopped = true;
    }
  },
}));
vi.stubGlobal('Audio', class {});
vi.stubGlobal('navigator', {});
vi.stubGlobal('window', new EventTarget());
vi.stubGlobal('document', new EventTarget());

const { Softphone } = await import('./phone');

const access = { uri: 'sip:a@x', password: 'p', url: 'ws://x', iceServers: [], register: true };

/** A phone with an incoming line, and how to end that line. */
function withLine() {
  const phone = new Softphone();
  phone.start(access);
  let over = false;
  const heard: Record<string, () => void> = {};
  const session = {
    id: 's1',
    isEnded: () => over,
    on: (name: string, handler: () => void) => (heard[name] = handler),
  };
  made[0]?.handlers.newRTCSession?.({
    originator: 'remote',
    session,
    request: { getHeader: () => 'c1' },
  });
  const end = () => {
    over = true;
    heard.ended?.();
  };
  return { phone, end };
}

beforeEach(() => void (made.length = 0));

it('keeps its line when it is to register anew: the other side is still heard', () => {
  const { phone, end } = withLine();
  made[0]?.handlers.disconnected?.({});
  phone.start(access);
  expect(made).toHaveLength(1);
  expect(made[0]?.stopped).toBe(false);
  expect(phone.get()).toMatchObject({ registration: 'lost', line: { callId: 'c1' } });
  end();
  phone.start(access);
  expect(made).toHaveLength(2);
  expect(made[0]?.stopped).toBe(true);
});

it('comes back well within the ten seconds for which call control keeps its conversation', () => {
  new Softphone().start(access);
  expect(made[0]?.options.connection_recovery_max_interval).toBeLessThanOrEqual(5);
});
