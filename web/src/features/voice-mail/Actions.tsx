import {
  CheckOutlined,
  DeleteOutlined,
  PhoneOutlined,
  UndoOutlined,
  UserSwitchOutlined,
} from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Modal, Select, Space, Tooltip } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { api } from '@/api/client';
import { useMay } from '@/api/session';
import type { VoiceMail } from '@/api/types';
import { useAble, useStation } from '@/features/work/station';
import { useDialling } from '@/features/work/useDialling';
import { useLive } from '@/live/context';
import { readable } from '@/ui/Caller';
import { useShowError } from '@/ui/errors';
import { useSubmit } from '@/ui/submit';

import { VOICE_MAIL } from './data';

/** What one may do with a message: call back with one click, mark, give to a colleague, delete and take that back. */
export function Actions({ row }: { row: VoiceMail }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const client = useQueryClient();
  const showError = useShowError();
  const [busy, setBusy] = useState(false);
  const [giving, setGiving] = useState(false);
  const order = async (work: () => Promise<unknown>) => {
    setBusy(true);
    try {
      await work();
      return true;
    } catch (error) {
      showError(error);
      return false;
    } finally {
      setBusy(false);
      void client.invalidateQueries({ queryKey: [VOICE_MAIL] });
    }
  };
  const restore = () => order(() => api.post(`${VOICE_MAIL}/${row.id}/restore`));
  const remove = async () => {
    if (!(await order(() => api.remove(`${VOICE_MAIL}/${row.id}`)))) return;
    const key = `deleted-${row.id}`;
    void message.open({
      key,
      type: 'success',
      duration: 8,
      content: (
        <>
          {t('voice_mail.deleted')}{' '}
          <Button
            type="link"
            size="small"
            data-testid="voice-mail-undo"
            onClick={() => {
              message.destroy(key);
              void restore();
            }}
          >
            {t('voice_mail.undo')}
          </Button>
        </>
      ),
    });
  };
  if (row.deleted_at !== null) {
    return (
      <Button
        size="small"
        icon={<UndoOutlined />}
        loading={busy}
        data-testid="voice-mail-restore"
        onClick={(event) => {
          event.stopPropagation();
          void restore();
        }}
      >
        {t('voice_mail.restore')}
      </Button>
    );
  }
  const heard = row.heard_at !== null;
  return (
    <Space size={4} onClick={(event) => event.stopPropagation()} role="group">
      <CallBack row={row} />
      <Tooltip title={t(heard ? 'voice_mail.mark_new' : 'voice_mail.mark_heard')}>
        <Button
          size="small"
          icon={heard ? <UndoOutlined /> : <CheckOutlined />}
          disabled={busy}
          aria-label={t(heard ? 'voice_mail.mark_new' : 'voice_mail.mark_heard')}
          data-testid="voice-mail-mark"
          onClick={() =>
            void order(() => api.post(`${VOICE_MAIL}/${row.id}/heard`, { heard: !heard }))
          }
        />
      </Tooltip>
      <Tooltip title={t('voice_mail.assign')}>
        <Button
          size="small"
          icon={<UserSwitchOutlined />}
          disabled={busy}
          aria-label={t('voice_mail.assign')}
          data-testid="voice-mail-assign"
          onClick={() => setGiving(true)}
        />
      </Tooltip>
      <Tooltip title={t('common.delete')}>
        <Button
          size="small"
          danger
          icon={<DeleteOutlined />}
          disabled={busy}
          aria-label={t('common.delete')}
          data-testid="voice-mail-delete"
          onClick={() => void remove()}
        />
      </Tooltip>
      {giving && <AssignDialog row={row} onClose={() => setGiving(false)} />}
    </Space>
  );
}

/** The own phone rings, then the customer's. */
function CallBack({ row }: { row: VoiceMail }) {
  const { t } = useTranslation();
  const may = useMay();
  const able = useAble();
  const client = useQueryClient();
  const showError = useShowError();
  const { agent } = useStation();
  const { callerId } = useDialling(able && may('work.dial_out'));
  const [busy, setBusy] = useState(false);
  if (!able || !may('work.dial_out') || !row.number) return null;
  const free = agent?.state === 'ready' || agent?.state === 'not_ready';
  const call = async () => {
    setBusy(true);
    try {
      await api.post(`${VOICE_MAIL}/${row.id}/call`, { caller_id: callerId });
    } catch (error) {
      showError(error);
    } finally {
      setBusy(false);
      void client.invalidateQueries({ queryKey: [VOICE_MAIL] });
    }
  };
  return (
    <Tooltip title={!free && t('abandoned.not_now')}>
      <Button
        type="primary"
        size="small"
        icon={<PhoneOutlined />}
        loading={busy}
        disabled={!free}
        aria-label={t('abandoned.call_number', { number: readable(row.number) })}
        data-testid="voice-mail-call"
        onClick={() => void call()}
      >
        {t('abandoned.call')}
      </Button>
    </Tooltip>
  );
}

/** Who is to deal with it. */
function AssignDialog({ row, onClose }: { row: VoiceMail; onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const client = useQueryClient();
  const people = useLive((state) => state.names.agents);
  const [form] = Form.useForm<{ agent_id?: string }>();
  const [save, busy] = useSubmit(form, async ({ agent_id }) => {
    try {
      await api.post(`${VOICE_MAIL}/${row.id}/assign`, { agent_id: agent_id ?? null });
      void message.success(t('common.saved'));
      onClose();
    } finally {
      void client.invalidateQueries({ queryKey: [VOICE_MAIL] });
    }
  });
  return (
    <Modal
      open
      title={t('voice_mail.assign')}
      okText={t('common.save')}
      confirmLoading={busy}
      onOk={() => void save()}
      onCancel={onClose}
      okButtonProps={{ 'data-testid': 'voice-mail-assign-ok' } as Record<`data-${string}`, string>}
    >
      <Form
        form={form}
        layout="vertical"
        initialValues={{ agent_id: row.assigned_to ?? undefined }}
      >
        <Form.Item name="agent_id" label={t('voice_mail.assigned_to')}>
          <Select
            allowClear
            autoFocus
            showSearch={{ optionFilterProp: 'label' }}
            placeholder={t('voice_mail.nobody')}
            options={Object.entries(people).map(([value, { name }]) => ({ value, label: name }))}
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}
