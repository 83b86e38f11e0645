import { StopOutlined } from '@ant-design/icons';
import { App, Button, Input, Popconfirm } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { api } from '@/api/client';
import { useMay } from '@/api/session';
import type { CallDetail } from '@/api/types';
import { readable } from '@/ui/Caller';
import { useShowError } from '@/ui/errors';

/** Puts the caller of a call on the blacklist, for those who may. */
export function BlockCaller({ call }: { call: CallDetail }) {
  const { t } = useTranslation();
  const may = useMay();
  const { message } = App.useApp();
  const showError = useShowError();
  const [reason, setReason] = useState('');
  if (!may('callers.block') || !call.customer_number) return null;
  const block = () =>
    api
      .post(`/calls/${call.id}/block`, { reason })
      .then(
        () =>
          void message.success(
            t('caller_list.blocked', { number: readable(call.customer_number) }),
          ),
        showError,
      );
  return (
    <Popconfirm
      title={t('caller_list.block_confirm', { number: readable(call.customer_number) })}
      description={
        <Input
          value={reason}
          maxLength={200}
          placeholder={t('caller_list.reason')}
          onChange={(event) => setReason(event.target.value)}
          data-testid="block-reason"
        />
      }
      okText={t('caller_list.block')}
      okButtonProps={
        { danger: true, 'data-testid': 'block-confirm' } as Record<`data-${string}`, string>
      }
      onConfirm={block}
    >
      <Button danger icon={<StopOutlined />} data-testid="block-caller">
        {t('caller_list.block')}
      </Button>
    </Popconfirm>
  );
}
