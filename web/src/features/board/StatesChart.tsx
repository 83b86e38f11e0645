import { Card, Empty } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import { useLive } from '@/live/context';
import { Chart } from '@/ui/Chart';
import { STATE_COLOURS, STATES } from '@/ui/theme';

import { countStates } from './figures';

/** Agents by state, at a glance. */
export function StatesChart() {
  const { t } = useTranslation();
  const agents = useLive((state) => state.board.agents);
  const key = useMemo(() => {
    const counts = countStates(agents);
    return STATES.map((state) => counts[state]).join(',');
  }, [agents]);
  const option = useMemo(() => {
    const counts = key.split(',').map(Number);
    return {
      tooltip: { trigger: 'item', formatter: '{b}' },
      legend: {
        orient: 'vertical',
        right: 8,
        top: 'middle',
        selectedMode: false,
        textStyle: { color: '#3b4658', fontSize: 13 },
      },
      series: [
        {
          type: 'pie',
          radius: ['56%', '86%'],
          center: ['36%', '50%'],
          animationDuration: 300,
          // Names stand in the legend: beside the ring, long ones are cut on small screens.
          label: { show: false },
          data: STATES.map((state, i) => ({
            name: `${t(`state.${state}`)}  ${counts[i] ?? 0}`,
            value: counts[i] ?? 0,
            itemStyle: { color: STATE_COLOURS[state] },
          })).filter((slice) => slice.value > 0),
        },
      ],
    };
  }, [key, t]);
  return (
    <Card title={t('board.by_state')} style={{ height: '100%' }} styles={{ body: { padding: 8 } }}>
      {Object.keys(agents).length === 0 ? (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('board.nobody_signed_in')} />
      ) : (
        <Chart option={option} height={190} label={t('board.by_state')} />
      )}
    </Card>
  );
}
