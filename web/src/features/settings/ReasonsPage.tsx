import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';

import type { Reason } from '@/api/types';
import { CrudPage } from '@/ui/CrudPage';
import { NumberField, SwitchField, TextField } from '@/ui/fields';

import { reasonName, SYSTEM_REASONS } from './choices';

const isSystem = (row: Reason | undefined) => row !== undefined && SYSTEM_REASONS.has(row.code);

export function ReasonsPage() {
  const { t } = useTranslation();
  return (
    <CrudPage<Reason>
      path="/reasons"
      title={t('nav.reasons')}
      hint={t('reason.hint')}
      noun={t('reason.one')}
      nameOf={(row) => reasonName(row, t)}
      writePermission="settings.write"
      defaultSort="position"
      canRemove={(row) => !isSystem(row)}
      initial={{ productive: false, position: 0 }}
      toForm={(row) => ({ ...row, name: reasonName(row, t) })}
      // The system's reasons keep their name: what the form shows is a translation.
      fromForm={({ name, ...values }, row) => (isSystem(row) ? values : { name, ...values })}
      columns={[
        {
          title: t('reason.name'),
          sortBy: 'name',
          render: (_, row) => (
            <>
              {reasonName(row, t)} {isSystem(row) && <Tag>{t('reason.system')}</Tag>}
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
          <TextField
            name="name"
            label={t('reason.name')}
            required
            max={60}
            disabled={isSystem(row)}
          />
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
