import type { KeyExit, Queue } from '@/api/types';

export const KEYS: KeyExit['key'][] = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0', '*', '#'];
export const SPOKEN = ['zh', 'en'] as const;
/** Callers are told of their wait no more often; 0 is never again. */
export const LEAST_PAUSE_S = 10;

export const ANNOUNCING: Queue['announcing'] = {
  position: false,
  estimate: false,
  at_start: true,
  every_s: 60,
  most_position: 20,
  most_min: 30,
};

/** Whether an action leads to a queue or a flow that must be named. */
export const needsTarget = (action: KeyExit['action'] | undefined): boolean =>
  action === undefined || action === 'queue' || action === 'flow';

/** What the form holds of keys as the server takes it: fields that are not shown for a choice have their usual value. */
export function exitsOf(entries: unknown): KeyExit[] {
  return ((entries ?? []) as Partial<KeyExit>[]).map((entry) => {
    const action = entry.action ?? 'flow';
    return {
      key: entry.key ?? '1',
      action,
      target_id: needsTarget(action) ? (entry.target_id ?? null) : null,
      keep: action === 'queue' ? (entry.keep ?? true) : true,
      label: entry.label ?? '',
    };
  });
}

/** What is told of the wait; what the form does not show is as it was. */
export const announcingOf = (given: unknown): Queue['announcing'] => ({
  ...ANNOUNCING,
  ...(given as Partial<Queue['announcing']> | undefined),
});

export const CALLING_BACK: Queue['calling_back'] = {
  retries: 2,
  every_s: 600,
  expires_s: 86_400,
  caller_id: '',
  other_number: false,
};

export const AUTO_CALLBACK: Queue['auto_callback'] = {
  on: false,
  least_wait_s: 20,
  after_s: 300,
  tries: 2,
  every_s: 1_800,
  expires_s: 28_800,
  hours_id: null,
};

/** How those who gave up are called back; no opening hours of its own is null. */
export const autoCallbackOf = (given: unknown): Queue['auto_callback'] => {
  const values = { ...AUTO_CALLBACK, ...(given as Partial<Queue['auto_callback']> | undefined) };
  return { ...values, hours_id: values.hours_id ?? null };
};

/** How callers are called back; what the form does not show is as it was. */
export const callingBackOf = (given: unknown): Queue['calling_back'] => {
  const values = { ...CALLING_BACK, ...(given as Partial<Queue['calling_back']> | undefined) };
  return { ...values, caller_id: values.caller_id ?? '' };
};
