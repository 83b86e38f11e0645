import { ArrowUpOutlined, StopOutlined, TeamOutlined } from '@ant-design/icons';
import { App } from 'antd';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

import { api } from '@/api/client';
import { useMay } from '@/api/session';
import type { Items } from '@/features/floor/useAgentActions';
import { useLive } from '@/live/context';
import { useShowError } from '@/ui/errors';

/** What can be done about a customer who is to be called back, whatever tells of them. */
interface AtHome {
  id: string;
  queue_id: string;
  call_id?: string | null;
}

/** What a supervisor can do about a customer who is to be called back; done: told after each. */
export function useCallbackActions(done?: () => void): (one: AtHome) => Items {
  const { t } = useTranslation();
  const may = useMay();
  const { message, modal } = App.useApp();
  const showError = useShowError();
  const queues = useLive((state) => state.names.queues);
  return useCallback(
    (one) => {
      const order = async (path: string, body: object, told: string) => {
        try {
          await api.post(`/callbacks/${one.id}/${path}`, body);
          void message.success(told);
        } catch (error) {
          showError(error);
        }
        done?.();
      };
      const items: Items = [];
      const busy = Boolean(one.call_id);
      if (may('queues.move')) {
        items.push(
          {
            key: 'head',
            icon: <ArrowUpOutlined />,
            label: <span data-testid="callback-head">{t('floor.to_head')}</span>,
            disabled: busy,
            onClick: () => void order('move', { how: 'head' }, t('floor.moved')),
          },
          {
            key: 'queue',
            icon: <TeamOutlined />,
            label: <span data-testid="callback-queue">{t('floor.to_queue')}</span>,
            disabled: busy || Object.keys(queues).length < 2,
            children: Object.entries(queues)
              .filter(([id]) => id !== one.queue_id)
              .map(([id, { name }]) => ({
                key: `queue-${id}`,
                label: name,
                onClick: () => void order('move', { how: 'queue', to: id }, t('floor.moved')),
              })),
          },
        );
      }
      if (may('callbacks.cancel')) {
        if (items.length > 0) items.push({ type: 'divider' });
        items.push({
          key: 'cancel',
          icon: <StopOutlined />,
          danger: true,
          disabled: busy,
          label: <span data-testid="callback-cancel">{t('callback.cancel')}</span>,
          onClick: () =>
            modal.confirm({
              title: t('callback.cancel_sure'),
              content: t('callback.cancel_help'),
              okText: t('callback.cancel'),
              cancelText: t('callback.keep'),
              okButtonProps: { danger: true, autoFocus: true },
              onOk: () => order('cancel', {}, t('callback.cancelled')),
            }),
        });
      }
      return items;
    },
    [done, may, message, modal, queues, showError, t],
  );
}
