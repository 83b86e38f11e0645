import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';

import type { Reason } from '@/api/types';
import { CrudPage } from '@/ui/CrudPage';
import { SYSTEM_REASONS } from './choices';
import { NumberField, SwitchField, TextField } from '@/ui/fields';

export function ReasonsPage() {
  const { t } = useTranslation();
  return (
    <CrudPage<Reason>
      path="/reasons"
      title={t('nav.reasons')}
      hint={t('reason.hint')}
      noun={t('reason.one')}
      nameOf={(row) => row.name}
      writePermission="settings.write"
      defaultSort="position"
      canRemove={(row) => !SYSTEM_REASONS.has(row.code)}
      initial={{ productive: false, position: 0 }}
      columns={[
        {
          title: t('reason.name'),
          sortBy: 'name',
          render: (_, row) => (
            <>
              {row.name} {SYSTEM_REASONS.has(row.code) && <Tag>{t('reason.system')}</Tag>}
            </>
          ),
        },
        { title: t('reason.code'), sortBy: 'code', dataIndex: 'code' },
        {
          title: t('reason.productive'),
          render: (_, row) => (
            <Tag color={row.productive ? 'green' : undefined}>
              {row.productive ? t('common.yes') : t('common.no')}
            </Tag>
          ),
        },
        { title: t('reason.position'), sortBy: 'position', align: 'right', dataIndex: 'position' },
      ]}
      fields={(row) => (
        <>
          <TextField name="name" label={t('reason.name')} required max={60} />
          <TextField
            name="code"
            label={t('reason.code')}
            help={t('reason.code_help')}
            required
            max={30}
            disabled={row !== undefined}
          />
          <SwitchField
            name="productive"
            label={t('reason.productive')}
            help={t('reason.productive_help')}
          />
          <NumberField name="position" label={t('reason.position')} max={1000} />
        </>
      )}
    />
  );
}
