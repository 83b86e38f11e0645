import { ImportOutlined } from '@ant-design/icons';
import { Button, Select, Tag } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { useMay, useMe } from '@/api/session';
import type { CallerListEntry, CallerListKind } from '@/api/types';
import { serverNow } from '@/live/clock';
import { CrudPage } from '@/ui/CrudPage';
import type { Column } from '@/ui/DataTable';
import { LevelTag } from '@/ui/LevelTag';
import { dateTime } from '@/ui/time';

import { EntryFields } from './EntryFields';
import { fromForm, toForm } from './entryForm';
import { ImportDialog } from './ImportDialog';
import { writtenPattern } from './patterns';

/** One of the lists. */
export function Entries({ kind, tabs }: { kind: CallerListKind; tabs: ReactNode }) {
  const { t } = useTranslation();
  const may = useMay();
  const { tenant } = useMe();
  const zone = tenant.timezone;
  const [importing, setImporting] = useState(false);
  const time = (title: string, field: 'expires_at' | 'created_at', none: string) =>
    ({
      title,
      sortBy: field,
      render: (_: unknown, row: CallerListEntry) => (
        <span className="num nowrap">{dateTime(row[field], zone) || none}</span>
      ),
    }) satisfies Column<CallerListEntry>;
  const own: Record<CallerListKind, Column<CallerListEntry>[]> = {
    black: [
      {
        title: t('caller_list.action'),
        sortBy: 'flow_name',
        render: (_, row) => row.flow_name ?? t('caller_list.hang_up'),
      },
    ],
    white: [],
    vip: [
      {
        title: t('caller_list.level'),
        sortBy: 'level',
        render: (_, row) => <LevelTag level={row.level} />,
      },
      { title: t('queue.priority'), align: 'right', sortBy: 'priority', dataIndex: 'priority' },
    ],
  };
  return (
    <>
      <CrudPage<CallerListEntry>
        path="/caller-lists"
        title={t('nav.caller_lists')}
        hint={t(`caller_list_hint.${kind}`)}
        above={tabs}
        noun={t('caller_list.one')}
        nameOf={(row) => writtenPattern(row, t)}
        writePermission="caller_lists.write"
        defaultSort="-created_at"
        fixed={{ kind }}
        exportable
        search={t('caller_list.search')}
        width={520}
        initial={{
          kind,
          pattern: '',
          number_id: null,
          line: null,
          flow_id: null,
          level: kind === 'vip' ? 'vip' : '',
          priority: kind === 'vip' ? 10 : 0,
          reason: '',
          expires_at: null,
          active: true,
          confirm_wide: false,
        }}
        toForm={(row) => toForm(row, zone)}
        fromForm={(values) => fromForm(values, zone)}
        actions={
          may('caller_lists.write') && (
            <Button
              icon={<ImportOutlined />}
              onClick={() => setImporting(true)}
              data-testid="import"
            >
              {t('caller_list.import')}
            </Button>
          )
        }
        filters={(list) => (
          <Select
            allowClear
            placeholder={t('common.status')}
            style={{ width: 130 }}
            value={list.state.filters.state}
            options={['on', 'off', 'expired'].map((state) => ({
              value: state,
              label: t(`caller_list_state.${state}`),
            }))}
            onChange={(state: string | undefined) => list.change({ state })}
          />
        )}
        columns={[
          {
            title: t('caller_list.pattern'),
            sortBy: 'pattern',
            render: (_, row) => <b className="num nowrap">{writtenPattern(row, t)}</b>,
          },
          {
            title: t('caller_list.scope'),
            render: (_, row) =>
              [row.number, row.line].filter(Boolean).join(' · ') || t('caller_list.any_number'),
          },
          ...own[kind],
          { title: t('caller_list.reason'), sortBy: 'reason', dataIndex: 'reason', ellipsis: true },
          time(t('caller_list.expires_at'), 'expires_at', t('caller_list.for_ever')),
          {
            title: t('common.status'),
            sortBy: 'active',
            render: (_, row) => <State entry={row} />,
          },
          {
            title: t('caller_list.created_by'),
            sortBy: 'created_by_name',
            dataIndex: 'created_by_name',
          },
          time(t('caller_list.created_at'), 'created_at', '—'),
        ]}
        fields={(_, form) => <EntryFields kind={kind} form={form} />}
      />
      {importing && <ImportDialog kind={kind} onClose={() => setImporting(false)} />}
    </>
  );
}

function State({ entry }: { entry: CallerListEntry }) {
  const { t } = useTranslation();
  if (entry.expires_at !== null && entry.expires_at <= serverNow()) {
    return <Tag>{t('caller_list_state.expired')}</Tag>;
  }
  return entry.active ? (
    <Tag color="green">{t('caller_list_state.on')}</Tag>
  ) : (
    <Tag>{t('caller_list_state.off')}</Tag>
  );
}
