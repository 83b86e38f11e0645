import type { OverflowLevel } from '@/api/types';

/** What the form holds of overflow as the server takes it: fields that are not shown for a choice are empty. */
export function levelsOf(entries: unknown): OverflowLevel[] {
  return ((entries ?? []) as Partial<OverflowLevel>[]).map((entry) => ({
    when: entry.when ?? 'wait',
    at: entry.when === 'nobody' ? 0 : (entry.at ?? 0),
    action: entry.action ?? 'beside',
    target_id:
      entry.action === 'branch' || entry.action === 'voice_mail' ? null : (entry.target_id ?? null),
  }));
}
