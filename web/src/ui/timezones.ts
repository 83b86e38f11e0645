/** IANA zones the browser knows, the ones used most first. */
export function timezones(): { value: string; label: string }[] {
  const first = ['Asia/Shanghai', 'Asia/Taipei', 'Asia/Hong_Kong', 'Asia/Singapore', 'UTC'];
  const all = Intl.supportedValuesOf('timeZone').filter((zone) => !first.includes(zone));
  return [...first, ...all].map((zone) => ({ value: zone, label: zone }));
}
