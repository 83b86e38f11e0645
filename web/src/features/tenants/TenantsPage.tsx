import { Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';

import { useMe } from '@/api/session';
import type { Tenant } from '@/api/types';
import { LANGUAGES } from '@/i18n';
import { CrudPage } from '@/ui/CrudPage';
import { ActiveTag, LanguageField, SwitchField, TextField, TimezoneField } from '@/ui/fields';

export function TenantsPage() {
  const { t } = useTranslation();
  const me = useMe();
  return (
    <CrudPage<Tenant>
      path="/tenants"
      title={t('nav.tenants')}
      noun={t('tenant.one')}
      nameOf={(row) => row.name}
      writePermission="tenants.write"
      defaultSort="slug"
      canRemove={(row) => row.id !== me.tenant.id}
      initial={{ timezone: 'Asia/Shanghai', country: 'CN', language: 'zh-CN', active: true }}
      columns={[
        { title: t('tenant.slug'), sortBy: 'slug', dataIndex: 'slug' },
        { title: t('tenant.name'), sortBy: 'name', dataIndex: 'name' },
        { title: t('tenant.timezone'), dataIndex: 'timezone' },
        { title: t('tenant.country'), dataIndex: 'country' },
        {
          title: t('tenant.language'),
          render: (_, row) => LANGUAGES.find(({ value }) => value === row.language)?.label,
        },
        { title: t('common.status'), render: (_, row) => <ActiveTag active={row.active} /> },
      ]}
      fromForm={(values, row) => {
        const { slug, ...rest } = values;
        return row ? rest : { slug, ...rest };
      }}
      fields={(row) => (
        <>
          <TextField
            name="slug"
            label={t('tenant.slug')}
            help={t('tenant.slug_help')}
            required
            max={20}
            disabled={row !== undefined}
          />
          <TextField name="name" label={t('tenant.name')} required />
          <TimezoneField name="timezone" label={t('tenant.timezone')} />
          <TextField
            name="country"
            label={t('tenant.country')}
            help={t('tenant.country_help')}
            required
            max={2}
          />
          <LanguageField name="language" label={t('tenant.language')} />
          <SwitchField name="active" label={t('common.active')} />
          {!row && (
            <>
              <TextField
                name="admin_account"
                label={t('tenant.admin_account')}
                help={t('user.account_help')}
                required
                max={60}
              />
              <Form.Item
                name="admin_password"
                label={t('tenant.admin_password')}
                rules={[{ required: true, min: 8 }]}
              >
                <Input.Password autoComplete="new-password" />
              </Form.Item>
            </>
          )}
        </>
      )}
    />
  );
}
