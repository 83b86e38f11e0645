import type { Dayjs } from 'dayjs';

import type { CallerListEntry } from '@/api/types';
import { fromPicker, toPicker } from '@/ui/time';

type Values = Record<string, unknown>;

/** An entry as the form's values; the time as wall clock of the zone. */
export function toForm(entry: CallerListEntry, zone: string): Values {
  return {
    kind: entry.kind,
    pattern: entry.form === 'anonymous' ? 'anonymous' : entry.pattern,
    number_id: entry.number_id,
    line: entry.line || null,
    flow_id: entry.flow_id,
    level: entry.level,
    priority: entry.priority,
    reason: entry.reason,
    expires_at: entry.expires_at === null ? null : toPicker(entry.expires_at, zone),
    active: entry.active,
    confirm_wide: false,
  };
}

/** And back, as the server takes it. */
export function fromForm(values: Values, zone: string): Values {
  const until = values.expires_at as Dayjs | null | undefined;
  return {
    ...values,
    line: values.line ?? '',
    expires_at: until ? fromPicker(until, zone) : null,
  };
}
