import { useMemo, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';

import { useMe } from '@/api/session';
import type { QueueRow } from '@/features/board/figures';
import { Chart } from '@/ui/Chart';
import { timeOfDay } from '@/ui/time';

import type { Parts } from './parts';

interface Palette {
  text: string;
  line: string;
  answered: string;
  abandoned: string;
  other: string;
  level: string;
}

export const PALETTES: Record<'dark' | 'light', Palette> = {
  dark: {
    text: '#c6d2e6',
    line: '#2a3a56',
    answered: '#3ecf8e',
    abandoned: '#ff6b61',
    other: '#8fa3c4',
    level: '#5aa9ff',
  },
  light: {
    text: '#3b4658',
    line: '#dfe5ee',
    answered: '#0f7d43',
    abandoned: '#c8372d',
    other: '#8a94a6',
    level: '#1857c4',
  },
};

/** Charts of today: calls and service level by quarter-hour, and who waits now by queue. */
export function Charts({ parts, rows, dark }: { parts: Parts; rows: QueueRow[]; dark: boolean }) {
  const { t } = useTranslation();
  const zone = useMe().tenant.timezone;
  const colours = PALETTES[dark ? 'dark' : 'light'];
  const size = useTextSize();
  const { series } = parts;
  const target = parts.frame?.settings.service_level_target ?? 80;
  const calls = useMemo(() => {
    const hours = (series?.start ?? []).map((at) => timeOfDay(at, zone).slice(0, 5));
    const first = Math.max(
      0,
      (series?.offered ?? []).findIndex((count) => count > 0),
    );
    const cut = <T,>(values: T[] | undefined) => (values ?? []).slice(first);
    const axis = frame(colours, size, hours.slice(first));
    const bar = (name: string, data: number[], colour: string) => ({
      name,
      type: 'bar',
      stack: 'calls',
      barMaxWidth: 48,
      data,
      itemStyle: { color: colour },
    });
    const answered = cut(series?.answered);
    const abandoned = cut(series?.abandoned);
    const other = cut(series?.offered).map(
      (offered, i) => offered - (answered[i] ?? 0) - (abandoned[i] ?? 0),
    );
    return {
      calls: {
        ...axis,
        series: [
          bar(t('figure.answered'), answered, colours.answered),
          bar(t('figure.abandoned'), abandoned, colours.abandoned),
          bar(t('wall.other'), other, colours.other),
        ],
      },
      level: {
        ...axis,
        legend: { show: false },
        yAxis: {
          ...axis.yAxis,
          max: 100,
          axisLabel: { ...axis.yAxis.axisLabel, formatter: '{value}%' },
        },
        series: [
          {
            name: t('figure.service_level'),
            type: 'line',
            connectNulls: true,
            symbolSize: 7,
            data: cut(series?.service_level).map((share) =>
              share === null ? null : Math.round(share * 1000) / 10,
            ),
            lineStyle: { color: colours.level, width: 3 },
            itemStyle: { color: colours.level },
            markLine: {
              symbol: 'none',
              silent: true,
              data: [{ yAxis: target }],
              lineStyle: { color: colours.answered },
              label: { color: colours.text, fontSize: size, formatter: '{c}%' },
            },
          },
        ],
      },
    };
  }, [series, zone, colours, size, target, t]);
  const key = rows.map((row) => `${row.name}\n${row.waiting}`).join('\t');
  const waiting = useMemo(() => {
    const pairs = key === '' ? [] : key.split('\t').map((row) => row.split('\n'));
    const axis = frame(
      colours,
      size,
      pairs.map(([name]) => name ?? ''),
    );
    return {
      ...axis,
      legend: { show: false },
      xAxis: { ...axis.yAxis },
      yAxis: { ...axis.xAxis, inverse: true },
      series: [
        {
          name: t('figure.waiting'),
          type: 'bar',
          barMaxWidth: 34,
          data: pairs.map(([, count]) => Number(count)),
          itemStyle: { color: colours.abandoned },
          label: { show: true, position: 'right', color: colours.text, fontSize: size },
        },
      ],
    };
  }, [key, colours, size, t]);
  const chart = (name: string, option: Parameters<typeof Chart>[0]['option']) => (
    <figure className="wall-panel">
      <figcaption>{t(`wall.chart_${name}`)}</figcaption>
      <Chart option={option} height="100%" label={t(`wall.chart_${name}`)} />
    </figure>
  );
  return (
    <section className="wall-charts" data-testid="wall-charts">
      {chart('calls', calls.calls)}
      {chart('level', calls.level)}
      {chart('waiting', waiting)}
    </section>
  );
}

/** Letters of the charts grow with the screen, as those around them do. Pixels. */
export const textSize = (width: number): number =>
  Math.round(Math.min(32, Math.max(12, width * 0.0085)));

function onResize(listener: () => void): () => void {
  window.addEventListener('resize', listener);
  return () => window.removeEventListener('resize', listener);
}

const useTextSize = (): number => useSyncExternalStore(onResize, () => textSize(innerWidth));

function frame(colours: Palette, size: number, categories: string[]) {
  const axisLabel = { color: colours.text, fontSize: size };
  return {
    animationDuration: 300,
    tooltip: { trigger: 'axis' },
    legend: {
      top: 0,
      right: 0,
      itemWidth: size * 1.5,
      itemHeight: size,
      textStyle: { color: colours.text, fontSize: size },
    },
    grid: { left: 8, right: size * 3, top: size * 2.2, bottom: 4, containLabel: true },
    xAxis: {
      type: 'category',
      data: categories,
      axisLabel,
      axisLine: { lineStyle: { color: colours.line } },
    },
    yAxis: {
      type: 'value',
      minInterval: 1,
      axisLabel,
      splitLine: { lineStyle: { color: colours.line } },
    },
  };
}
