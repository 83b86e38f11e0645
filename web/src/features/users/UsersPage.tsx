import { PhoneOutlined } from '@ant-design/icons';
import { Button, Form, Input, Tooltip } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useAll } from '@/api/resource';
import { useMay, useMe } from '@/api/session';
import type { Queue, Role, User } from '@/api/types';
import { CrudPage } from '@/ui/CrudPage';
import { ActiveTag, LanguageField, SelectField, SwitchField, TextField } from '@/ui/fields';

import { AgentSkills } from './AgentSkills';
import { callbacksOf, capacityOf, type Callbacks } from './capacity';
import { DefaultCapacity } from './DefaultCapacity';
import { PhoneDialog } from './PhoneDialog';

const ROLES: Role[] = ['agent', 'supervisor', 'administrator', 'operator'];

export function UsersPage() {
  const { t } = useTranslation();
  const may = useMay();
  const me = useMe();
  const queues = useAll<Queue>('/queues', may('queues.read'));
  const [phoneOf, setPhoneOf] = useState<User | null>(null);
  const queueName = (id: string) => queues.data?.find((queue) => queue.id === id)?.name ?? '';
  return (
    <>
      <CrudPage<User>
        path="/users"
        title={t('nav.users')}
        noun={t('user.one')}
        extra={<DefaultCapacity />}
        nameOf={(row) => row.name}
        writePermission="users.write"
        defaultSort="account"
        width={560}
        search={t('user.search')}
        canRemove={(row) => row.id !== me.user.id}
        initial={{
          role: 'agent',
          language: me.tenant.language,
          active: true,
          queue_ids: [],
          skills: [],
          extension: '',
          outside_number: '',
          outside_confirm: true,
          outside_own: false,
        }}
        columns={[
          { title: t('user.account'), sortBy: 'account', dataIndex: 'account' },
          { title: t('user.name'), sortBy: 'name', dataIndex: 'name' },
          { title: t('user.role'), sortBy: 'role', render: (_, row) => t(`role.${row.role}`) },
          { title: t('user.extension'), sortBy: 'extension', dataIndex: 'extension' },
          {
            title: t('user.queues'),
            render: (_, row) =>
              row.queue_ids.map(queueName).filter(Boolean).join(t('common.list_comma')) || '—',
          },
          { title: t('common.status'), render: (_, row) => <ActiveTag active={row.active} /> },
        ]}
        rowActions={(row) =>
          row.extension !== null &&
          may('phones.read') && (
            <Tooltip title={t('user.phone')}>
              <Button
                type="text"
                icon={<PhoneOutlined />}
                aria-label={t('user.phone')}
                data-testid={`phone-${row.account}`}
                onClick={() => setPhoneOf(row)}
              />
            </Tooltip>
          )
        }
        toForm={(row) => ({ ...row, password: '', callbacks: callbacksOf(row.capacity) })}
        fromForm={({ password, extension, callbacks, ...rest }) => ({
          ...rest,
          capacity: capacityOf(callbacks as Callbacks),
          extension: extension || null,
          ...(password ? { password } : {}),
        })}
        fields={(row) => (
          <>
            <TextField
              name="account"
              label={t('user.account')}
              help={t('user.account_help')}
              required
              max={60}
            />
            <TextField name="name" label={t('user.name')} required />
            <Form.Item
              name="password"
              label={row ? t('user.password_new') : t('user.password')}
              rules={[{ required: !row, min: 8 }]}
            >
              <Input.Password autoComplete="new-password" data-testid="field-password" />
            </Form.Item>
            <SelectField
              name="role"
              label={t('user.role')}
              required
              options={ROLES.map((role) => ({ value: role, label: t(`role.${role}`) }))}
            />
            <TextField
              name="extension"
              label={t('user.extension')}
              help={t('user.extension_help')}
              max={6}
            />
            <TextField
              name="outside_number"
              label={t('user.outside_number')}
              help={t('user.outside_number_help')}
              max={40}
            />
            <SwitchField
              name="outside_confirm"
              label={t('user.outside_confirm')}
              help={t('user.outside_confirm_help')}
            />
            <SwitchField name="outside_own" label={t('user.outside_own')} />
            <SelectField
              name="queue_ids"
              label={t('user.queues')}
              multiple
              options={(queues.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
            />
            <SelectField
              name="callbacks"
              label={t('user.callbacks')}
              help={t('user.capacity_help')}
              none={t('user.callbacks_usual')}
              options={[
                { value: 'given', label: t('user.callbacks_given') },
                { value: 'none', label: t('user.callbacks_none') },
              ]}
            />
            <AgentSkills />
            <LanguageField name="language" label={t('user.language')} />
            <SwitchField name="active" label={t('common.active')} />
          </>
        )}
      />
      {phoneOf && <PhoneDialog user={phoneOf} onClose={() => setPhoneOf(null)} />}
    </>
  );
}
