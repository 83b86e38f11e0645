import { SettingOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Modal, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { api } from '@/api/client';
import type { AbandonedSettings as Settings } from '@/api/types';
import { LoadError } from '@/ui/errors';
import { NumberField, SwitchField } from '@/ui/fields';
import { useSubmit } from '@/ui/submit';

import { ABANDONED } from './data';

const PATH = `${ABANDONED}/settings`;

/** What gets on the list of the whole company, and how long it stays there. */
export function AbandonedSettings() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        icon={<SettingOutlined />}
        aria-label={t('abandoned.settings')}
        title={t('abandoned.settings')}
        data-testid="abandoned-settings"
        onClick={() => setOpen(true)}
      />
      {open && <Dialog onClose={() => setOpen(false)} />}
    </>
  );
}

function Dialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const client = useQueryClient();
  const [form] = Form.useForm<Settings>();
  const { data, error, refetch } = useQuery({
    queryKey: [PATH],
    queryFn: ({ signal }) => api.get<Settings>(PATH, {}, signal),
  });
  const [save, busy] = useSubmit(form, async (values) => {
    client.setQueryData([PATH], await api.put<Settings>(PATH, values));
    void message.success(t('common.saved'));
    onClose();
  });
  return (
    <Modal
      open
      title={t('abandoned.settings')}
      okText={t('common.save')}
      okButtonProps={{ disabled: !data }}
      confirmLoading={busy}
      onOk={() => void save()}
      onCancel={onClose}
    >
      {error && <LoadError error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton active />}
      {data && (
        <Form form={form} layout="vertical" initialValues={data}>
          <SwitchField name="in_flow" label={t('abandoned.in_flow')} />
          <NumberField
            name="flow_short_s"
            label={t('abandoned.flow_short_s')}
            max={600}
            unit={t('abandoned.seconds')}
          />
          <NumberField
            name="claim_min"
            label={t('abandoned.claim_min')}
            min={1}
            max={1440}
            unit={t('abandoned.minutes')}
          />
          <NumberField
            name="open_days"
            label={t('abandoned.open_days')}
            min={1}
            max={365}
            unit={t('abandoned.days')}
          />
          <NumberField
            name="kept_days"
            label={t('abandoned.kept_days')}
            min={1}
            max={3650}
            unit={t('abandoned.days')}
          />
        </Form>
      )}
    </Modal>
  );
}
