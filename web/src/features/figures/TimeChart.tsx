import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import type { AgentFigures } from '@/api/types';
import { Chart } from '@/ui/Chart';
import { STATE_COLOURS } from '@/ui/theme';
import { duration } from '@/ui/time';

const TIMES = [
  ['talk', 'talking'],
  ['hold', 'holding'],
  ['wrap_up', 'wrap_up'],
  ['ringing', 'ringing'],
  ['idle', 'ready'],
  ['not_ready', 'not_ready'],
] as const;
const ROW = 26;
const MINUTE = 60_000;
const STEPS = [5, 15, 30, 60, 120, 240, 480, 1440, 7200].map((minutes) => minutes * MINUTE);

/** Between two marks of the axis: whole parts of an hour or whole hours, ten marks at most. */
export function stepOf(most: number): number {
  return STEPS.find((step) => most / step <= 10) ?? Math.ceil(most / 10 / MINUTE) * MINUTE;
}

/** What each agent's time went into, one bar an agent. */
export function TimeChart({ agents }: { agents: AgentFigures[] }) {
  const { t } = useTranslation();
  const option = useMemo(() => {
    const shown = [...agents].reverse(); // the first at the top
    return {
      grid: { left: 8, right: 24, top: 28, bottom: 4, containLabel: true },
      legend: { top: 0, itemWidth: 12, itemHeight: 12 },
      tooltip: {
        trigger: 'axis',
        axisPointer: { type: 'shadow' },
        valueFormatter: (value: number) => duration(value),
      },
      xAxis: {
        type: 'value',
        axisLabel: { formatter: (value: number) => duration(value) },
        interval: stepOf(Math.max(...agents.map((agent) => agent.signed_in))),
      },
      yAxis: { type: 'category', data: shown.map((agent) => agent.agent_name) },
      series: TIMES.map(([name, state]) => ({
        name: t(`agent_figure.${name}`),
        type: 'bar',
        stack: 'time',
        barMaxWidth: 16,
        animationDuration: 300,
        itemStyle: { color: STATE_COLOURS[state] },
        data: shown.map((agent) => agent[name]),
      })),
    };
  }, [agents, t]);
  return (
    <Chart option={option} height={60 + agents.length * ROW} label={t('agent_figures.times')} />
  );
}
