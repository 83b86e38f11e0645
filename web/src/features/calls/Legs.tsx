import { Table } from 'antd';
import { useTranslation } from 'react-i18next';

import type { CallDetail } from '@/api/types';
import { VerdictTag } from '@/features/work/equipment/VerdictTag';

type Leg = CallDetail['legs'][number];

const percent = (share: number | null) => (share === null ? '—' : `${(share * 100).toFixed(1)}%`);
const ms = (value: number | null) => (value === null ? '—' : value.toFixed(0));

/** How good the audio of each leg was, at both of its ends. */
export function Legs({ legs }: { legs: Leg[] }) {
  const { t } = useTranslation();
  return (
    <Table<Leg>
      size="small"
      rowKey={(leg) => `${leg.at} ${leg.source} ${leg.leg} ${leg.agent_id}`}
      pagination={false}
      dataSource={legs}
      scroll={{ x: 'max-content' }}
      locale={{ emptyText: t('quality.none') }}
      data-testid="legs"
      onRow={(leg) => ({ 'data-leg': leg.leg, 'data-source': leg.source }) as object}
      columns={[
        {
          title: t('quality.leg'),
          render: (_, leg) =>
            `${leg.agent_name ?? t(`quality.legs.${leg.leg}`)} · ${t(`quality.source.${leg.source}`)}`,
        },
        { title: t('quality.verdict'), render: (_, leg) => <VerdictTag verdict={leg.verdict} /> },
        { title: 'MOS', align: 'right', render: (_, leg) => leg.mos.toFixed(2) },
        { title: t('quality.loss'), align: 'right', render: (_, leg) => percent(leg.loss) },
        { title: t('quality.far_loss'), align: 'right', render: (_, leg) => percent(leg.far_loss) },
        { title: t('quality.jitter'), align: 'right', render: (_, leg) => ms(leg.jitter_ms) },
        { title: t('quality.rtt'), align: 'right', render: (_, leg) => ms(leg.rtt_ms) },
      ]}
    />
  );
}
