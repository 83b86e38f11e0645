import { describe, expect, it } from 'vitest';

import { Meter, readStats, type Sample } from './meter';

const sample = (part: Partial<Sample>): Sample => ({
  received: 0,
  lost: 0,
  jitterMs: 0,
  rttMs: null,
  far: null,
  sent: 0,
  ...part,
});

describe('readStats', () => {
  it('finds the audio among the rest', () => {
    expect(
      readStats([
        {
          type: 'inbound-rtp',
          kind: 'audio',
          packetsReceived: 500,
          packetsLost: 5,
          jitter: 0.004,
        },
        { type: 'inbound-rtp', kind: 'video', packetsReceived: 1 },
        { type: 'outbound-rtp', kind: 'audio', packetsSent: 510 },
        {
          type: 'remote-inbound-rtp',
          kind: 'audio',
          packetsLost: 2,
          jitter: 0.001,
          roundTripTime: 0.03,
        },
        { type: 'candidate-pair', nominated: true, state: 'succeeded', currentRoundTripTime: 0.5 },
      ]),
    ).toEqual({
      received: 500,
      lost: 5,
      jitterMs: 4,
      rttMs: 30,
      far: { lost: 2, jitterMs: 1 },
      sent: 510,
    });
  });
  it('takes the round trip of the path until the other side has reported', () => {
    const pair = { type: 'candidate-pair', nominated: true, state: 'succeeded' };
    expect(readStats([{ ...pair, currentRoundTripTime: 0.02 }]).rttMs).toBe(20);
    expect(readStats([pair]).rttMs).toBeNull();
  });
});

describe('Meter', () => {
  it('tells lately from the whole call', () => {
    const meter = new Meter();
    for (let i = 0; i <= 10; i += 1) {
      const lost = i <= 6 ? 0 : (i - 6) * 50;
      meter.add(sample({ received: i * 200 - lost, lost, jitterMs: 10, rttMs: 40, sent: i * 200 }));
    }
    expect(meter.lately()?.loss).toBeCloseTo(0.25);
    expect(meter.whole()?.loss).toBeCloseTo(0.1);
    expect(meter.whole()).toMatchObject({ jitterMs: 10, rttMs: 40, jitterMostMs: 10 });
  });
  it('counts what the other side misses', () => {
    const meter = new Meter();
    meter.add(sample({ received: 100, sent: 100, far: { lost: 0, jitterMs: 0 } }));
    meter.add(sample({ received: 200, sent: 200, far: { lost: 20, jitterMs: 30 } }));
    expect(meter.lately()).toMatchObject({ loss: 0.2, jitterMs: 30 });
  });
  it('says nothing before it knows something', () => {
    const meter = new Meter();
    expect([meter.lately(), meter.whole(), meter.silent()]).toEqual([null, null, false]);
    meter.add(sample({ received: 10 }));
    expect(meter.lately()).toBeNull();
  });
  it('notices silence', () => {
    const meter = new Meter();
    for (let i = 0; i < 4; i += 1) meter.add(sample({ received: 100, sent: i * 100 }));
    expect(meter.silent()).toBe(true);
    meter.add(sample({ received: 300, sent: 500 }));
    expect(meter.silent()).toBe(false);
  });
  it('begins again when the counters do', () => {
    const meter = new Meter();
    meter.add(sample({ received: 5000, lost: 100 }));
    meter.add(sample({ received: 0, lost: 0 }));
    meter.add(sample({ received: 100, lost: 0 }));
    expect(meter.lately()?.loss).toBe(0);
    expect(meter.whole()?.lost).toBe(0);
  });
});
