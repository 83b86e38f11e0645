import { SettingOutlined } from '@ant-design/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Popover, Space, Switch } from 'antd';
import { useTranslation } from 'react-i18next';

import { api } from '@/api/client';
import { useMay } from '@/api/session';
import type { FloorSettings as Settings } from '@/api/types';
import { useShowError } from '@/ui/errors';

const KEY = ['/floor/settings'];

/** What holds for supervisors and agents of the whole company. */
export function FloorSettings() {
  const { t } = useTranslation();
  const may = useMay();
  if (!may('settings.write')) return null;
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      title={t('floor.settings')}
      content={<Fields />}
    >
      <Button
        icon={<SettingOutlined />}
        aria-label={t('floor.settings')}
        data-testid="floor-settings"
      />
    </Popover>
  );
}

function Fields() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const showError = useShowError();
  const client = useQueryClient();
  const { data } = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => api.get<Settings>('/floor/settings', {}, signal),
  });
  const save = useMutation({
    mutationFn: (settings: Settings) => api.put<Settings>('/floor/settings', settings),
    onSuccess: (saved) => {
      client.setQueryData(KEY, saved);
      void message.success(t('common.saved'));
    },
    onError: showError,
  });
  return (
    <Space align="start" style={{ maxWidth: 340 }}>
      <Switch
        checked={data?.monitoring_shown ?? false}
        loading={!data || save.isPending}
        aria-label={t('floor.monitoring_shown')}
        data-testid="monitoring-shown"
        onChange={(shown) => save.mutate({ ...data, monitoring_shown: shown })}
      />
      <div>
        <div>{t('floor.monitoring_shown')}</div>
        <small>{t('floor.monitoring_shown_help')}</small>
      </div>
    </Space>
  );
}
