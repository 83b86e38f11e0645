import { App, Button, Drawer, Form, Input, Select } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { api } from '@/api/client';
import { useAll } from '@/api/resource';
import { useMay, useMe } from '@/api/session';
import type { Queue, SentMessage, User } from '@/api/types';
import { SelectField, SwitchField } from '@/ui/fields';
import { useSubmit } from '@/ui/submit';

const LASTS = [0, 60, 480, 1440];

/** Write to people, queues or all; agents to the supervisors. */
export function Compose({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const may = useMay();
  const me = useMe();
  const { message } = App.useApp();
  const client = useQueryClient();
  const [form] = Form.useForm<Record<string, unknown>>();
  const leads = may('messages.send');
  const to = (Form.useWatch('to', form) as string | undefined) ?? 'all';
  const users = useAll<User>('/users', leads && to === 'people').data ?? [];
  const queues = useAll<Queue>('/queues', leads && to === 'queues').data ?? [];
  const [send, busy] = useSubmit(form, async (values) => {
    const lasts = Number(values.expires_in_min) || null;
    const sent = await api.post<SentMessage>('/messages', { ...values, expires_in_min: lasts });
    void message.success(t('message.sent_to', { count: sent.audience.count }));
    void client.invalidateQueries({ queryKey: ['/messages'] });
    onClose();
  });
  const kinds = leads ? ['all', 'queues', 'people', 'supervisors'] : ['supervisors'];
  return (
    <Drawer
      open
      size={460}
      title={t('message.write')}
      onClose={onClose}
      extra={
        <Button
          type="primary"
          loading={busy}
          onClick={() => void send()}
          data-testid="message-send"
        >
          {t('message.send')}
        </Button>
      }
    >
      <Form
        form={form}
        layout="vertical"
        initialValues={{ to: kinds[0], urgent: false, expires_in_min: 0, text: '' }}
      >
        <Form.Item name="to" label={t('message.to')}>
          <Select
            options={kinds.map((kind) => ({ value: kind, label: t(`message_to.${kind}`) }))}
            data-testid="field-to"
          />
        </Form.Item>
        {to === 'people' && (
          <SelectField
            name="user_ids"
            label={t('message.people')}
            multiple
            required
            options={users
              .filter((user) => user.active && user.id !== me.user.id)
              .map(({ id, name }) => ({ value: id, label: name }))}
          />
        )}
        {to === 'queues' && (
          <SelectField
            name="queue_ids"
            label={t('message.queues')}
            multiple
            required
            options={queues.map(({ id, name }) => ({ value: id, label: name }))}
          />
        )}
        <Form.Item
          name="text"
          label={t('message.text')}
          rules={[{ required: true, whitespace: true }, { max: 1000 }]}
        >
          <Input.TextArea rows={6} showCount maxLength={1000} data-testid="field-text" />
        </Form.Item>
        {leads && (
          <SwitchField name="urgent" label={t('message.urgent')} help={t('message.urgent_help')} />
        )}
        {leads && (
          <Form.Item name="expires_in_min" label={t('message.lasts')}>
            <Select
              options={LASTS.map((minutes) => ({
                value: minutes,
                label:
                  minutes === 0
                    ? t('message.for_ever')
                    : t('message.hours', { count: minutes / 60 }),
              }))}
            />
          </Form.Item>
        )}
      </Form>
    </Drawer>
  );
}
