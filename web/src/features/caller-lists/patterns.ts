import type { TFunction } from 'i18next';

import type { CallerListEntry } from '@/api/types';
import { readable } from '@/ui/Caller';

/** A stored pattern as people read it. */
export function writtenPattern(
  { form, pattern }: Pick<CallerListEntry, 'form' | 'pattern'>,
  t: TFunction,
): string {
  if (form === 'anonymous') return t('common.withheld');
  return form === 'exact' ? readable(pattern.replace(/^sip:/, '')) : pattern;
}

/** Whether what is being written may take in many callers, so that a confirmation is offered beside it. */
export function mayBeWide(written: string): boolean {
  const text = written.normalize('NFKC');
  return /[*?x~至到—]|\.\.|\d{5,}\s*-\s*\+?\d{5,}/i.test(text);
}
