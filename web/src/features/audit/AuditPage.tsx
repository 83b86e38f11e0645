import { Select } from 'antd';
import { useTranslation } from 'react-i18next';

import { useAll } from '@/api/resource';
import { useMay, useMe } from '@/api/session';
import type { AuditEntry, User } from '@/api/types';
import { DataTable } from '@/ui/DataTable';
import { PageHead } from '@/ui/PageHead';
import { useListState } from '@/ui/listState';
import { PeriodPicker } from '@/ui/PeriodPicker';
import { dateTime } from '@/ui/time';

import { Changes } from './Changes';

const SUBJECTS = [
  'tenant',
  'user',
  'queue',
  'trunk',
  'number',
  'hours',
  'flow',
  'prompt',
  'music',
  'reason',
  'disposition',
  'customer',
  'call',
  'recording',
  'calls',
  'audit',
  'alarm_rule',
  'alarm',
  'alarm_channels',
  'message',
  'bulletin',
  'follow_up',
];

/** As the service writes them. */
const ACTIONS = [
  'sign_in.succeeded',
  'sign_in.failed',
  'sign_in.locked',
  'sign_out',
  'user.password_changed',
  'recording.played',
  'calls.exported',
  'audit.exported',
  'follow_ups.exported',
];

/** Who did what, when and from where. */
export function AuditPage() {
  const { t } = useTranslation();
  const { tenant } = useMe();
  const may = useMay();
  const list = useListState('-at');
  const { filters } = list.state;
  const users = useAll<User>('/users', may('users.read'));
  const zone = tenant.timezone;
  const actionText = (action: string) => {
    const [subject = '', verb = ''] = action.split('.');
    const what = t(`subject.${subject}`, { defaultValue: subject });
    return verb ? `${what} · ${t(`verb.${verb}`, { defaultValue: verb })}` : what;
  };
  return (
    <div className="page">
      <PageHead title={t('nav.audit')} hint={t('call.zone', { zone })} />
      <DataTable<AuditEntry>
        path="/audit"
        list={list}
        exportable
        search={t('common.search')}
        filters={
          <>
            <PeriodPicker list={list} />
            <Select
              allowClear
              showSearch={{ optionFilterProp: 'label' }}
              placeholder={t('audit.who')}
              style={{ width: 150 }}
              value={filters.user_id}
              options={(users.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
              onChange={(value: string | undefined) => list.change({ user_id: value })}
            />
            <Select
              allowClear
              placeholder={t('audit.subject')}
              style={{ width: 150 }}
              value={filters.subject_type}
              options={SUBJECTS.map((name) => ({ value: name, label: t(`subject.${name}`) }))}
              onChange={(value: string | undefined) => list.change({ subject_type: value })}
            />
            <Select
              allowClear
              showSearch={{ optionFilterProp: 'label' }}
              placeholder={t('audit.action')}
              style={{ width: 170 }}
              value={filters.action}
              options={ACTIONS.map((action) => ({ value: action, label: actionText(action) }))}
              onChange={(value: string | undefined) => list.change({ action: value })}
            />
          </>
        }
        columns={[
          {
            title: t('audit.at'),
            sortBy: 'at',
            render: (_, row) => <span className="num nowrap">{dateTime(row.at, zone)}</span>,
          },
          { title: t('audit.who'), sortBy: 'account', dataIndex: 'account' },
          {
            title: t('audit.action'),
            sortBy: 'action',
            render: (_, row) => (
              <span className="nowrap" title={row.action}>
                {actionText(row.action)}
              </span>
            ),
          },
          { title: t('audit.subject'), dataIndex: 'subject_name' },
          {
            title: t('audit.changes'),
            className: 'wide',
            render: (_, row) => <Changes entry={row} />,
          },
          { title: t('audit.address'), dataIndex: 'address' },
        ]}
      />
    </div>
  );
}
