import { AudioOutlined } from '@ant-design/icons';
import { App, Form, Input, Modal, Select, Switch } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { api } from '@/api/client';
import type { Prompt } from '@/api/types';
import { useSubmit } from '@/ui/submit';

/** Speak a prompt anew from another text. */
export function SpeakDialog({ prompt, onClose }: { prompt: Prompt; onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const client = useQueryClient();
  const [form] = Form.useForm<{ text: string }>();
  const [speak, busy] = useSubmit(form, async ({ text }) => {
    await api.post(`/prompts/${prompt.id}/synthesise`, { text });
    void message.success(t('common.saved'));
    await client.invalidateQueries({ queryKey: ['/prompts'] });
    onClose();
  });
  return (
    <Modal
      open
      title={`${t('prompt.synthesise')} · ${prompt.name}`}
      onCancel={onClose}
      onOk={() => form.submit()}
      okText={t('prompt.speak')}
      okButtonProps={{ loading: busy, icon: <AudioOutlined /> }}
    >
      <Form form={form} layout="vertical" initialValues={{ text: prompt.text }} onFinish={speak}>
        <Form.Item
          name="text"
          label={t('prompt.text')}
          extra={prompt.origin === 'uploaded' ? t('prompt.replaces_upload') : undefined}
          rules={[{ required: true, whitespace: true, max: 1000 }]}
        >
          <Input.TextArea rows={5} maxLength={1000} showCount />
        </Form.Item>
      </Form>
    </Modal>
  );
}

interface NewPrompt {
  name: string;
  language: string;
  text: string;
  offered: boolean;
}

/** A further prompt, spoken from its text; a recording can replace it afterwards. */
export function CreateDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const client = useQueryClient();
  const [form] = Form.useForm<NewPrompt>();
  const [create, busy] = useSubmit(form, async (values) => {
    await api.post('/prompts', values);
    void message.success(t('common.saved'));
    await client.invalidateQueries({ queryKey: ['/prompts'] });
    onClose();
  });
  return (
    <Modal
      open
      title={t('common.create', { noun: t('prompt.create') })}
      onCancel={onClose}
      onOk={() => form.submit()}
      okText={t('prompt.speak')}
      okButtonProps={{ loading: busy, icon: <AudioOutlined /> }}
    >
      <Form
        form={form}
        layout="vertical"
        initialValues={{ language: 'zh', offered: true }}
        onFinish={create}
      >
        <Form.Item
          name="name"
          label={t('prompt.name')}
          extra={t('prompt.name_hint')}
          rules={[{ required: true, max: 60 }]}
        >
          <Input data-testid="field-name" />
        </Form.Item>
        <Form.Item name="language" label={t('prompt.language')}>
          <Select
            options={['zh', 'yue', 'en'].map((value) => ({
              value,
              label: t(`prompt_language.${value}`),
            }))}
          />
        </Form.Item>
        <Form.Item
          name="text"
          label={t('prompt.text')}
          rules={[{ required: true, whitespace: true, max: 1000 }]}
        >
          <Input.TextArea rows={5} maxLength={1000} showCount data-testid="field-text" />
        </Form.Item>
        <Form.Item name="offered" label={t('prompt.offered')} valuePropName="checked">
          <Switch />
        </Form.Item>
      </Form>
    </Modal>
  );
}
