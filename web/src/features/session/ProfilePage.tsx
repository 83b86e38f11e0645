import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Card, Descriptions, Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';

import { api } from '@/api/client';
import { changeLanguage, changeOutsideNumber, useMe } from '@/api/session';
import { LANGUAGES } from '@/i18n';
import { useShowError } from '@/ui/errors';
import { TextField } from '@/ui/fields';
import { PageHead } from '@/ui/PageHead';
import { useSubmit } from '@/ui/submit';

export function ProfilePage() {
  const { t } = useTranslation();
  const me = useMe();
  const client = useQueryClient();
  const showError = useShowError();
  return (
    <div className="page narrow">
      <PageHead title={t('profile.title')} />
      <Card>
        <Descriptions
          column={1}
          items={[
            { key: 'name', label: t('user.name'), children: me.user.name },
            {
              key: 'account',
              label: t('user.account'),
              children: `${me.user.account}@${me.tenant.slug}`,
            },
            { key: 'role', label: t('user.role'), children: t(`role.${me.user.role}`) },
            {
              key: 'extension',
              label: t('user.extension'),
              children: me.user.extension ?? t('common.none'),
            },
            { key: 'tenant', label: t('profile.tenant'), children: me.tenant.name },
            { key: 'zone', label: t('tenant.timezone'), children: me.tenant.timezone },
            {
              key: 'language',
              label: t('user.language'),
              children: (
                <Select
                  value={me.user.language}
                  options={LANGUAGES}
                  style={{ width: 160 }}
                  onChange={(language) => void changeLanguage(client, language).catch(showError)}
                />
              ),
            },
          ]}
        />
      </Card>
      {me.user.outside_own && <OutsideCard />}
      <PasswordCard />
    </div>
  );
}

/** The own number for calls outside the house, where the administrator allows to change it. */
function OutsideCard() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const me = useMe();
  const client = useQueryClient();
  const [form] = Form.useForm<{ outside_number: string }>();
  const [submit, busy] = useSubmit(form, async ({ outside_number }) => {
    await changeOutsideNumber(client, outside_number);
    void message.success(t('profile.outside_saved'));
  });
  return (
    <Card title={t('profile.outside')} style={{ marginTop: 16 }}>
      <Form
        form={form}
        layout="vertical"
        style={{ maxWidth: 360 }}
        initialValues={{ outside_number: me.user.outside_number }}
        onFinish={submit}
      >
        <TextField
          name="outside_number"
          label={t('user.outside_number')}
          help={t('user.outside_number_help')}
          max={40}
        />
        <Button type="primary" htmlType="submit" loading={busy} data-testid="outside-save">
          {t('common.save')}
        </Button>
      </Form>
    </Card>
  );
}

function PasswordCard() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [form] = Form.useForm<{ current: string; new: string; again: string }>();
  const [submit, busy] = useSubmit(form, async (values) => {
    await api.post('/session/password', { current: values.current, new: values.new });
    form.resetFields();
    void message.success(t('profile.password_changed'));
  });
  return (
    <Card title={t('profile.password')} style={{ marginTop: 16 }}>
      <Form form={form} layout="vertical" style={{ maxWidth: 360 }} onFinish={submit}>
        <Form.Item name="current" label={t('profile.current')} rules={[{ required: true }]}>
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        <Form.Item name="new" label={t('profile.new')} rules={[{ required: true, min: 8 }]}>
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <Form.Item
          name="again"
          label={t('profile.again')}
          dependencies={['new']}
          rules={[
            { required: true },
            ({ getFieldValue }) => ({
              validator: (_, value) =>
                !value || value === getFieldValue('new')
                  ? Promise.resolve()
                  : Promise.reject(new Error(t('profile.differs'))),
            }),
          ]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={busy}>
          {t('profile.change')}
        </Button>
      </Form>
    </Card>
  );
}
