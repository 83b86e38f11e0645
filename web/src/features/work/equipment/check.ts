import type { EquipmentCheckIn } from '@/api/types';
import type { Verdict } from '@/softphone/quality';
import type { WayResult } from '@/softphone/way';

type Microphone = EquipmentCheckIn['microphone'];

/** Speech is louder than this at its loudest; below the second nothing comes at all. */
export const QUIET_DB = -40;
export const SILENT_DB = -55;

/** What the loudest moment of a test recording says of the microphone. */
export const micResult = (loudestDb: number): Microphone['result'] =>
  loudestDb > QUIET_DB ? 'good' : loudestDb > SILENT_DB ? 'quiet' : 'silent';

export const MIC_VERDICTS: Record<Microphone['result'], Verdict | null> = {
  good: 'good',
  quiet: 'fair',
  silent: 'bad',
  failed: 'bad',
  not_checked: null,
};

export const nothingChecked: EquipmentCheckIn = {
  microphone: { result: 'not_checked', level_db: null, device: '' },
  speaker: 'not_checked',
  ring: 'not_checked',
  way: null,
};

const rounded = (value: number | null) => (value === null ? null : Math.round(value * 10) / 10);

/** What is sent of a tried way. */
export function wayOf({ failedAt, connectMs, registerMs, numbers }: WayResult) {
  return {
    failed_at: failedAt,
    connect_ms: rounded(connectMs),
    register_ms: rounded(registerMs),
    received: numbers?.received ?? 0,
    lost: numbers?.lost ?? 0,
    jitter_ms: rounded(numbers?.jitterMs ?? 0) ?? 0,
    rtt_ms: rounded(numbers?.rttMs ?? null),
  };
}
