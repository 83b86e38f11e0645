import { DatePicker } from 'antd';
import { useTranslation } from 'react-i18next';

import { useMe } from '@/api/session';
import { serverNow } from '@/live/clock';

import type { useListState } from './listState';
import { dayStart, fromPicker, toPicker } from './time';

/** From when to when a list tells, in the tenant's time zone; kept in the list's address as `from` and `to`. */
export function PeriodPicker({ list }: { list: ReturnType<typeof useListState> }) {
  const { t } = useTranslation();
  const zone = useMe().tenant.timezone;
  const { filters } = list.state;
  const now = serverNow();
  const days = (back: number, to = -1) =>
    [toPicker(dayStart(now, zone, back), zone), toPicker(dayStart(now, zone, to) - 1000, zone)] as [
      ReturnType<typeof toPicker>,
      ReturnType<typeof toPicker>,
    ];
  return (
    <DatePicker.RangePicker
      showTime={{ format: 'HH:mm' }}
      format="YYYY-MM-DD HH:mm"
      style={{ width: 320 }}
      value={
        filters.from && filters.to
          ? [toPicker(Number(filters.from), zone), toPicker(Number(filters.to), zone)]
          : null
      }
      presets={[
        { label: t('common.today'), value: days(0) },
        { label: t('common.yesterday'), value: days(1, 0) },
        { label: t('common.last_7_days'), value: days(6) },
        { label: t('common.last_30_days'), value: days(29) },
      ]}
      onChange={(range) => {
        const [from, to] = range ?? [];
        list.change({
          from: from ? fromPicker(from, zone) : null,
          to: to ? fromPicker(to, zone) : null,
        });
      }}
    />
  );
}
