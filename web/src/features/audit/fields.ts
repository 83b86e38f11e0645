/** Texts that may name a field of a record, the best first: the record's own form, then what forms share. */
export function fieldKeys(subject: string, field: string): string[] {
  const short = field.replace(/_ids?$/, '').replace(/_ms$/, '');
  const names = [field, /_ids$/.test(field) ? `${short}s` : short];
  const groups = [subject, 'common', 'call', 'user', 'reason', 'work'];
  return groups.flatMap((group) => names.map((name) => `${group}.${name}`));
}

/** A value as text: ids by the names that are known, nothing for what is empty. */
export function plainValue(value: unknown, names?: ReadonlyMap<string, string>): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return names?.get(value) ?? value;
  if (Array.isArray(value)) {
    const flat = value.every((each) => typeof each !== 'object' || each === null);
    return flat ? value.map((each) => plainValue(each, names)).join(', ') : JSON.stringify(value);
  }
  if (typeof value === 'object') return Object.keys(value).length ? JSON.stringify(value) : '';
  return String(value as number | boolean);
}
