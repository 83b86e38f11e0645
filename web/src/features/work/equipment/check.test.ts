import { expect, it } from 'vitest';

import { micResult, wayOf } from './check';

it('tells speech from a whisper and from nothing', () => {
  expect([-20, -45, -60].map(micResult)).toEqual(['good', 'quiet', 'silent']);
});

it('sends what was measured as far as it came', () => {
  expect(
    wayOf({ failedAt: 'call', connectMs: 12.34, registerMs: null, numbers: null }),
  ).toMatchObject({
    failed_at: 'call',
    connect_ms: 12.3,
    register_ms: null,
    received: 0,
    rtt_ms: null,
  });
});
