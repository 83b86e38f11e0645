import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, InputNumber, Space } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { api } from '@/api/client';
import { useMay } from '@/api/session';
import type { QueueDefaults } from '@/api/types';
import { useShowError } from '@/ui/errors';

const KEY = ['/queues/defaults'];

export const useQueueDefaults = () =>
  useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => api.get<QueueDefaults>('/queues/defaults', {}, signal),
  });

/** How fast priority grows in queues that do not say otherwise. */
export function DefaultAgeing() {
  const { t } = useTranslation();
  const may = useMay();
  const { message } = App.useApp();
  const showError = useShowError();
  const client = useQueryClient();
  const defaults = useQueueDefaults();
  const [points, setPoints] = useState<number | null>(null);
  const save = useMutation({
    mutationFn: (value: number) =>
      api.put<QueueDefaults>('/queues/defaults', { ageing_per_min: value }),
    onSuccess: (saved) => {
      client.setQueryData(KEY, saved);
      setPoints(null);
      void message.success(t('common.saved'));
    },
    onError: showError,
  });
  if (!defaults.data) return null;
  const known = defaults.data.ageing_per_min;
  return (
    <Space>
      <span>{t('queue.default_ageing')}</span>
      <InputNumber
        min={0}
        max={1000}
        style={{ width: 150 }}
        precision={0}
        value={points ?? known}
        disabled={!may('queues.write')}
        onChange={setPoints}
        suffix={t('queue.points_per_min')}
        aria-label={t('queue.default_ageing')}
        data-testid="default-ageing"
      />
      {points !== null && points !== known && (
        <Button type="primary" loading={save.isPending} onClick={() => save.mutate(points)}>
          {t('common.save')}
        </Button>
      )}
    </Space>
  );
}
