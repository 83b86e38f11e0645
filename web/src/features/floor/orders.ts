import { App } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import { api } from '@/api/client';
import { useShowError } from '@/ui/errors';

export type ForcedState = 'ready' | 'not_ready' | 'signed_out';
export type Move = { how: 'head' } | { how: 'queue' | 'agent'; to: string };

/** What a supervisor orders on calls and agents; what hurts is asked about first. */
export interface Orders {
  force: (agentIds: string[], state: ForcedState, reason?: string) => Promise<void>;
  end: (callId: string) => Promise<void>;
  move: (callId: string, where: Move) => Promise<void>;
  /** Have an agent serve their own queues again. */
  takeBack: (agentId: string) => Promise<void>;
  /** Resolves to whether the person is sure. */
  sure: (title: string, content: string) => Promise<boolean>;
}

export function useOrders(): Orders {
  const { t } = useTranslation();
  const { message, modal } = App.useApp();
  const showError = useShowError();
  return useMemo(() => {
    const sure = async (title: string, content: string): Promise<boolean> =>
      modal.confirm({ title, content, okButtonProps: { danger: true, autoFocus: true } });
    const order = async (path: string, body: object, done: string) => {
      try {
        await api.post(`/floor/${path}`, body);
        void message.success(done);
      } catch (error) {
        showError(error);
      }
    };
    return {
      sure,
      force: async (agentIds, state, reason = '') => {
        const results = await Promise.allSettled(
          agentIds.map((id) => api.post(`/floor/agents/${id}/state`, { state, reason })),
        );
        const failed = results.filter((one) => one.status === 'rejected');
        if (failed[0]) showError(failed[0].reason);
        const number = results.length - failed.length;
        if (number > 0) void message.success(t('floor.forced', { number }));
      },
      end: async (callId) => {
        if (await sure(t('floor.end_sure'), t('floor.end_help')))
          await order(`calls/${callId}/end`, {}, t('floor.ended'));
      },
      takeBack: async (agentId) => {
        try {
          await api.remove(`/floor/agents/${agentId}/queues`);
          void message.success(t('lend.returned'));
        } catch (error) {
          showError(error);
        }
      },
      move: (callId, where) => order(`calls/${callId}/move`, where, t('floor.moved')),
    };
  }, [message, modal, showError, t]);
}
