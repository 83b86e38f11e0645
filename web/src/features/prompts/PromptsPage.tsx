import {
  AudioOutlined,
  CaretRightOutlined,
  EditOutlined,
  PauseOutlined,
  PlusOutlined,
  UploadOutlined,
} from '@ant-design/icons';
import { App, Button, Form, Input, Modal, Select, Space, Switch, Tag, Tooltip, Upload } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { api, url } from '@/api/client';
import { useMay, useMe } from '@/api/session';
import type { Prompt } from '@/api/types';
import { LANGUAGES } from '@/i18n';
import { DataTable } from '@/ui/DataTable';
import { placeFieldErrors, useShowError } from '@/ui/errors';
import { useOnce } from '@/ui/once';
import { PageHead } from '@/ui/PageHead';
import { useListState } from '@/ui/listState';
import { dateTime, duration } from '@/ui/time';

const MAX_BYTES = 20 * 1024 * 1024;

/** What callers hear. Each prompt is spoken from its text or comes from an uploaded recording. */
export function PromptsPage() {
  const { t } = useTranslation();
  const { tenant } = useMe();
  const may = useMay();
  const list = useListState('name');
  const [spoken, setSpoken] = useState<Prompt | null>(null);
  const [adding, setAdding] = useState(false);
  const player = usePlayer();
  const writable = may('prompts.write');
  return (
    <div className="page">
      <PageHead
        title={t('nav.prompts')}
        hint={t('prompt.hint')}
        extra={
          writable && (
            <Button
              type="primary"
              icon={<PlusOutlined />}
              data-testid="add-prompts"
              onClick={() => setAdding(true)}
            >
              {t('common.create', { noun: t('prompt.create') })}
            </Button>
          )
        }
      />
      <DataTable<Prompt>
        path="/prompts"
        list={list}
        search={t('common.search')}
        columns={[
          { title: t('prompt.name'), sortBy: 'name', dataIndex: 'name' },
          {
            title: t('prompt.language'),
            sortBy: 'language',
            render: (_, row) =>
              LANGUAGES.find(({ value }) => value === row.language)?.label ??
              t(`prompt_language.${row.language}`, { defaultValue: row.language }),
          },
          {
            title: t('prompt.text'),
            render: (_, row) => <div style={{ maxWidth: 480 }}>{row.text || '—'}</div>,
          },
          {
            title: t('prompt.origin'),
            render: (_, row) => (
              <Tag color={row.origin === 'uploaded' ? 'blue' : undefined}>
                {t(`prompt_origin.${row.origin}`)}
              </Tag>
            ),
          },
          {
            title: t('prompt.offered'),
            render: (_, row) => <OfferSwitch prompt={row} writable={writable} />,
          },
          {
            title: t('prompt.length'),
            align: 'right',
            render: (_, row) => <span className="num">{duration(row.length_ms)}</span>,
          },
          {
            title: t('prompt.changed_at'),
            sortBy: 'changed_at',
            render: (_, row) => (
              <span className="num nowrap">{dateTime(row.changed_at, tenant.timezone)}</span>
            ),
          },
          {
            key: '_actions',
            fixed: 'right',
            render: (_, row) => (
              <Space size={2}>
                <Tooltip title={t('recording.play')}>
                  <Button
                    type="text"
                    icon={player.playing === row.id ? <PauseOutlined /> : <CaretRightOutlined />}
                    aria-label={t('recording.play')}
                    onClick={() => player.toggle(row)}
                  />
                </Tooltip>
                {writable && <UploadButton prompt={row} />}
                {writable && (
                  <Tooltip title={t('prompt.synthesise')}>
                    <Button
                      type="text"
                      icon={<EditOutlined />}
                      aria-label={t('prompt.synthesise')}
                      onClick={() => setSpoken(row)}
                    />
                  </Tooltip>
                )}
              </Space>
            ),
          },
        ]}
      />
      {adding && <CreateDialog onClose={() => setAdding(false)} />}
      {spoken && <SpeakDialog prompt={spoken} onClose={() => setSpoken(null)} />}
    </div>
  );
}

function usePlayer() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const audio = useRef<HTMLAudioElement | null>(null);
  const [playing, setPlaying] = useState<string | null>(null);
  useEffect(() => () => audio.current?.pause(), []);
  const toggle = (prompt: Prompt) => {
    audio.current?.pause();
    if (playing === prompt.id) return setPlaying(null);
    // The change time makes a replaced prompt a new address, past any cache.
    const next = new Audio(url(`/prompts/${prompt.id}/audio`, { at: prompt.changed_at }));
    audio.current = next;
    next.onended = () => setPlaying(null);
    next.onerror = () => {
      setPlaying(null);
      void message.error(t('prompt.unplayable'));
    };
    setPlaying(prompt.id);
    void next.play().catch(() => setPlaying(null));
  };
  return { playing, toggle };
}

/** Whether agents may play it to callers. */
function OfferSwitch({ prompt, writable }: { prompt: Prompt; writable: boolean }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const showError = useShowError();
  const [busy, setBusy] = useState(false);
  const change = async (offered: boolean) => {
    setBusy(true);
    try {
      await api.patch(`/prompts/${prompt.id}`, { offered });
      await client.invalidateQueries({ queryKey: ['/prompts'] });
    } catch (error) {
      showError(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Switch
      size="small"
      checked={prompt.offered}
      disabled={!writable}
      loading={busy}
      aria-label={t('prompt.offered')}
      onChange={(offered) => void change(offered)}
    />
  );
}

function UploadButton({ prompt }: { prompt: Prompt }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const client = useQueryClient();
  const showError = useShowError();
  const [busy, setBusy] = useState(false);
  const send = async (file: File) => {
    if (file.size > MAX_BYTES) return void message.error(t('prompt.too_large'));
    const form = new FormData();
    form.set('file', file);
    setBusy(true);
    try {
      await api.upload(`/prompts/${prompt.id}/audio`, form);
      void message.success(t('common.saved'));
      await client.invalidateQueries({ queryKey: ['/prompts'] });
    } catch (error) {
      showError(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Upload
      accept=".wav,.mp3,.ogg,.flac,audio/*"
      showUploadList={false}
      beforeUpload={(file) => {
        void send(file);
        return false;
      }}
    >
      <Tooltip title={t('prompt.upload')}>
        <Button
          type="text"
          icon={<UploadOutlined />}
          loading={busy}
          aria-label={t('prompt.upload')}
        />
      </Tooltip>
    </Upload>
  );
}

function SpeakDialog({ prompt, onClose }: { prompt: Prompt; onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const client = useQueryClient();
  const showError = useShowError();
  const [form] = Form.useForm<{ text: string }>();
  const [busy, setBusy] = useState(false);
  const speak = useOnce(async ({ text }: { text: string }) => {
    setBusy(true);
    try {
      await api.post(`/prompts/${prompt.id}/synthesise`, { text });
      void message.success(t('common.saved'));
      await client.invalidateQueries({ queryKey: ['/prompts'] });
      onClose();
    } catch (error) {
      if (!placeFieldErrors(form, error)) showError(error);
    } finally {
      setBusy(false);
    }
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
function CreateDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const client = useQueryClient();
  const showError = useShowError();
  const [form] = Form.useForm<NewPrompt>();
  const [busy, setBusy] = useState(false);
  const create = useOnce(async (values: NewPrompt) => {
    setBusy(true);
    try {
      await api.post('/prompts', values);
      void message.success(t('common.saved'));
      await client.invalidateQueries({ queryKey: ['/prompts'] });
      onClose();
    } catch (error) {
      if (!placeFieldErrors(form, error)) showError(error);
    } finally {
      setBusy(false);
    }
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
