import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useAll } from '@/api/resource';
import { useMay } from '@/api/session';
import type { AuditEntry } from '@/api/types';

import { fieldKeys, plainValue } from './fields';

type Named = { id: string; name: string };

/** Names for the ids that stand in changes, as far as the reader may see them. */
function useNames(): Map<string, string> {
  const may = useMay();
  const users = useAll<Named>('/users', may('users.read')).data;
  const queues = useAll<Named>('/queues', may('queues.read')).data;
  const trunks = useAll<Named>('/trunks', may('trunks.read')).data;
  const flows = useAll<Named>('/flows', may('flows.read')).data;
  const hours = useAll<Named>('/hours', may('hours.read')).data;
  const dispositions = useAll<Named>('/dispositions', may('settings.read')).data;
  return useMemo(
    () =>
      new Map(
        [users, queues, trunks, flows, hours, dispositions]
          .flatMap((list) => list ?? [])
          .map(({ id, name }) => [id, name]),
      ),
    [users, queues, trunks, flows, hours, dispositions],
  );
}

/** What an entry of the audit log changed, in the words of the forms; the beginning of it until it is clicked. */
export function Changes({ entry }: { entry: AuditEntry }) {
  const { t, i18n } = useTranslation();
  const names = useNames();
  const [open, setOpen] = useState(false);
  const label = (field: string) => {
    const key = fieldKeys(entry.subject_type, field).find((each) => i18n.exists(each));
    return key ? t(key) : field;
  };
  const text = (value: unknown): string => {
    if (value === true) return t('common.yes');
    if (value === false) return t('common.no');
    return plainValue(value, names);
  };
  const changes = Object.entries(entry.changes);
  const born = changes.every(([, [before]]) => before === null);
  const gone = changes.every(([, [, after]]) => after === null);
  const shown = changes.filter(([, [before, after]]) =>
    born ? plainValue(after) !== '' : gone ? plainValue(before) !== '' : true,
  );
  if (shown.length === 0) return null;
  return (
    <div
      className={open ? 'changes open' : 'changes'}
      role="button"
      tabIndex={0}
      aria-expanded={open}
      onClick={() => setOpen(!open)}
      onKeyDown={(event) => event.key === 'Enter' && setOpen(!open)}
    >
      {shown.map(([field, [before, after]]) => (
        <span key={field} className="change">
          <span className="muted">{label(field)}</span>{' '}
          {born
            ? text(after)
            : gone
              ? text(before)
              : `${text(before) || '∅'} → ${text(after) || '∅'}`}
        </span>
      ))}
    </div>
  );
}
