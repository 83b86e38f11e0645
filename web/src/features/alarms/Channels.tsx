import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Card, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';

import { api } from '@/api/client';
import type { AlarmChannels } from '@/api/types';
import { LoadError } from '@/ui/errors';
import { NumberField, SelectField, TextField } from '@/ui/fields';
import { useSubmit } from '@/ui/submit';
import { Waiting } from '@/ui/Waiting';

const KEY = ['/alarms/channels'];

/** The mail server, and the key that signs requests. */
export function Channels() {
  const query = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => api.get<AlarmChannels>('/alarms/channels', {}, signal),
  });
  if (query.error) return <LoadError error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <Waiting />;
  return <ChannelForm key={query.dataUpdatedAt} channels={query.data} />;
}

function ChannelForm({ channels }: { channels: AlarmChannels }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const client = useQueryClient();
  const [form] = Form.useForm<Record<string, unknown>>();
  const [submit, busy] = useSubmit(form, async (given) => {
    // A secret that is left empty stays as it is.
    const values = Object.fromEntries(
      Object.entries(given).filter(
        ([name, value]) => !(name.endsWith('secret') && (value === '' || value === undefined)),
      ),
    );
    client.setQueryData(KEY, await api.put<AlarmChannels>('/alarms/channels', values));
    void message.success(t('common.saved'));
  });
  const secret = (name: string, label: string, has: boolean, help: string) => (
    <Form.Item name={name} label={label} extra={help} rules={[{ max: 100 }]}>
      <Input.Password
        autoComplete="new-password"
        placeholder={has ? t('alarm.secret_kept') : ''}
        data-testid={`field-${name}`}
      />
    </Form.Item>
  );
  const { has_secret, has_webhook_secret, ...initial } = channels;
  return (
    <Form
      form={form}
      layout="vertical"
      initialValues={initial}
      onFinish={() => void submit()}
      style={{ maxWidth: 560 }}
      data-testid="alarm-channels"
    >
      <Card title={t('alarm.mail_server')} style={{ marginBottom: 16 }}>
        <TextField name="host" label={t('alarm.host')} max={255} help={t('alarm.host_help')} />
        <NumberField name="port" label={t('alarm.port')} min={1} max={65_535} />
        <SelectField
          name="security"
          label={t('alarm.security')}
          required
          options={['starttls', 'tls', 'none'].map((name) => ({
            value: name,
            label: t(`alarm_security.${name}`),
          }))}
        />
        <TextField name="sender" label={t('alarm.sender')} max={200} />
        <TextField name="username" label={t('alarm.username')} />
        {secret('secret', t('alarm.password'), has_secret, t('alarm.password_help'))}
      </Card>
      <Card title={t('alarm.requests')} style={{ marginBottom: 16 }}>
        {secret(
          'webhook_secret',
          t('alarm.webhook_secret'),
          has_webhook_secret,
          t('alarm.webhook_secret_help'),
        )}
      </Card>
      <Button type="primary" htmlType="submit" loading={busy} data-testid="save">
        {t('common.save')}
      </Button>
    </Form>
  );
}
