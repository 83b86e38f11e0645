import { Tooltip } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import { api } from '@/api/client';
import { useMay, useMe } from '@/api/session';
import type { EquipmentCheck } from '@/api/types';
import { VerdictTag } from '@/features/work/equipment/VerdictTag';
import { dateTime } from '@/ui/time';

const EVERY_MS = 30_000;

/** What each person's equipment was good for when last checked. */
export function useLastChecks(): ReadonlyMap<string, EquipmentCheck> {
  const may = useMay();
  const checks = useQuery({
    queryKey: ['/equipment'],
    queryFn: ({ signal }) => api.get<EquipmentCheck[]>('/equipment', {}, signal),
    refetchInterval: EVERY_MS,
    enabled: may('board.read'),
  });
  return useMemo(() => new Map(checks.data?.map((check) => [check.user_id, check])), [checks.data]);
}

export function LastCheck({ check }: { check: EquipmentCheck | undefined }) {
  const { t } = useTranslation();
  const { tenant } = useMe();
  if (!check) return <span className="muted">—</span>;
  const { microphone, speaker, ring, way } = check;
  return (
    <Tooltip
      title={
        <>
          <div>{dateTime(check.at, tenant.timezone)}</div>
          <div>
            {t('equipment.microphone')}: {t(`equipment.mic_is.${microphone.result}`)}
            {microphone.result === 'failed' ? '' : ` ${microphone.device}`}
          </div>
          <div>
            {t('equipment.speaker')}: {t(`equipment.heard_is.${speaker}`)}
          </div>
          <div>
            {t('equipment.ring')}: {t(`equipment.heard_is.${ring}`)}
          </div>
          <div>
            {t('equipment.way')}:{' '}
            {!way
              ? t('equipment.heard_is.not_checked')
              : way.failed_at
                ? t(`equipment.failed.${way.failed_at}`)
                : t('quality.numbers', {
                    loss: (way.loss * 100).toFixed(1),
                    jitter: way.jitter_ms.toFixed(0),
                    rtt: way.rtt_ms === null ? '—' : way.rtt_ms.toFixed(0),
                    mos: way.mos?.toFixed(1) ?? '—',
                  })}
          </div>
        </>
      }
    >
      <span>
        <VerdictTag verdict={check.verdict} name="last-check" />
      </span>
    </Tooltip>
  );
}
