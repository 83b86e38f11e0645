import type { Escalation } from '@/api/types';

/** What a new rule begins with. */
export const ESCALATION = {
  ask_s: 60,
  waited_s: 0,
  talked_s: 0,
  repeat_days: 0,
  levels: [] as string[],
};

/** The rule as the server takes it: none without experts; a field that was never shown is as in a new rule. */
export function escalationOf(values: Partial<Escalation> | null | undefined): Escalation | null {
  if (!values?.queue_id) return null;
  return { ...ESCALATION, ...values, queue_id: values.queue_id };
}
