import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Space, Switch, Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';

import { api } from '@/api/client';
import { useMay } from '@/api/session';
import type { UserDefaults } from '@/api/types';
import { useShowError } from '@/ui/errors';

const KEY = ['/users/defaults'];

/** Whether agents are given callbacks who have nothing of their own set. */
export function DefaultCapacity() {
  const { t } = useTranslation();
  const may = useMay();
  const { message } = App.useApp();
  const showError = useShowError();
  const client = useQueryClient();
  const defaults = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => api.get<UserDefaults>('/users/defaults', {}, signal),
  });
  const save = useMutation({
    mutationFn: (given: boolean) =>
      api.put<UserDefaults>('/users/defaults', { capacity: { callback: given ? 1 : 0 } }),
    onSuccess: (saved) => {
      client.setQueryData(KEY, saved);
      void message.success(t('common.saved'));
    },
    onError: showError,
  });
  if (!defaults.data) return null;
  return (
    <Tooltip title={t('user.capacity_help')}>
      <Space>
        <span>{t('user.default_callbacks')}</span>
        <Switch
          checked={defaults.data.capacity.callback !== 0}
          disabled={!may('users.write')}
          loading={save.isPending}
          onChange={(given) => save.mutate(given)}
          aria-label={t('user.default_callbacks')}
          data-testid="default-callbacks"
        />
      </Space>
    </Tooltip>
  );
}
