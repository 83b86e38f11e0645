import { PhoneOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input, Modal, Select, Space, Tooltip } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { api } from '@/api/client';
import { useMay, useMe } from '@/api/session';
import type { AbandonedCall, CloseReason } from '@/api/types';
import { useAble, useStation } from '@/features/work/station';
import { useDialling } from '@/features/work/useDialling';
import { readable } from '@/ui/Caller';
import { useShowError } from '@/ui/errors';
import { useSubmit } from '@/ui/submit';

import { ABANDONED } from './data';

const REASONS: CloseReason[] = ['solved', 'not_needed', 'wrong_number', 'unreachable', 'other'];

/** What one may do with an entry that is still to be dealt with: call back with one click, take, give back, close. */
export function Actions({ row }: { row: AbandonedCall }) {
  const { t } = useTranslation();
  const me = useMe();
  const may = useMay();
  const able = useAble();
  const client = useQueryClient();
  const showError = useShowError();
  const { agent } = useStation();
  const { callerId } = useDialling(able && may('work.dial_out'));
  const [busy, setBusy] = useState(false);
  const [closing, setClosing] = useState(false);
  if (row.state !== 'open' && row.state !== 'called_back') return null;
  const mine = row.claimed_by === me.user.id;
  const others = row.claimed_by !== null && !mine;
  const calling = row.auto_state === 'calling';
  const free = agent?.state === 'ready' || agent?.state === 'not_ready';
  const order = async (what: string, body?: unknown) => {
    setBusy(true);
    try {
      await api.post(`${ABANDONED}/${row.id}/${what}`, body);
    } catch (error) {
      showError(error);
    } finally {
      setBusy(false);
      void client.invalidateQueries({ queryKey: [ABANDONED] });
    }
  };
  const change = others && !may('abandoned.read');
  return (
    <Space size={4} onClick={(event) => event.stopPropagation()} role="group">
      {able && may('work.dial_out') && (
        <Tooltip
          title={
            !row.number
              ? t('abandoned.withheld_help')
              : calling
                ? t('abandoned.auto_calling_help')
                : !free && t('abandoned.not_now')
          }
        >
          <Button
            type="primary"
            size="small"
            icon={<PhoneOutlined />}
            loading={busy}
            disabled={!row.number || !free || others || calling}
            aria-label={
              row.number
                ? t('abandoned.call_number', { number: readable(row.number) })
                : t('abandoned.withheld_help')
            }
            data-testid="abandoned-call"
            onClick={() => void order('call', { caller_id: callerId })}
          >
            {t('abandoned.call')}
          </Button>
        </Tooltip>
      )}
      {row.claimed_by === null ? (
        <Button
          size="small"
          disabled={busy || calling}
          data-testid="abandoned-claim"
          onClick={() => void order('claim')}
        >
          {t('abandoned.claim')}
        </Button>
      ) : (
        <Button
          size="small"
          disabled={busy || change}
          data-testid="abandoned-release"
          onClick={() => void order('release')}
        >
          {t('abandoned.release')}
        </Button>
      )}
      <Button
        size="small"
        disabled={busy || change || calling}
        data-testid="abandoned-close"
        onClick={() => setClosing(true)}
      >
        {t('abandoned.close')}
      </Button>
      {closing && <CloseDialog row={row} onClose={() => setClosing(false)} />}
    </Space>
  );
}

/** Why nobody is to call any more. */
function CloseDialog({ row, onClose }: { row: AbandonedCall; onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const client = useQueryClient();
  const [form] = Form.useForm<{ reason: CloseReason; note?: string }>();
  const reason = Form.useWatch('reason', form);
  const [save, busy] = useSubmit(form, async (values) => {
    try {
      await api.post(`${ABANDONED}/${row.id}/close`, { note: '', ...values });
      void message.success(t('abandoned.closed'));
      onClose();
    } finally {
      void client.invalidateQueries({ queryKey: [ABANDONED] });
    }
  });
  return (
    <Modal
      open
      title={t('abandoned.close_title', { number: readable(row.number) })}
      okText={t('abandoned.close')}
      confirmLoading={busy}
      onOk={() => void save()}
      onCancel={onClose}
      okButtonProps={{ 'data-testid': 'abandoned-close-ok' } as Record<`data-${string}`, string>}
    >
      <Form form={form} layout="vertical" initialValues={{ reason: 'solved' }}>
        <Form.Item name="reason" label={t('abandoned.reason')} rules={[{ required: true }]}>
          <Select
            autoFocus
            options={REASONS.map((value) => ({ value, label: t(`abandoned_reason.${value}`) }))}
          />
        </Form.Item>
        <Form.Item
          name="note"
          label={t('abandoned.note')}
          rules={[
            { required: reason === 'other', whitespace: true, message: t('abandoned.note_needed') },
            { max: 200 },
          ]}
        >
          <Input.TextArea rows={2} maxLength={200} showCount />
        </Form.Item>
      </Form>
    </Modal>
  );
}
