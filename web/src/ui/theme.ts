import type { ThemeConfig } from 'antd';

import type { AgentState, BoardAgent } from '@/live/board';

export const theme: ThemeConfig = {
  cssVar: { key: 'tl' },
  token: {
    colorPrimary: '#1857c4',
    colorInfo: '#1857c4',
    colorLink: '#1857c4',
    // Dark enough that small text, and white text on it, can be read (4.5 to 1).
    colorError: '#cf2f2a',
    colorTextDescription: '#5f6878',
    colorTextPlaceholder: '#767f8e',
    borderRadius: 6,
    fontFamily:
      '-apple-system, BlinkMacSystemFont, "Segoe UI", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei UI", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", sans-serif',
    colorBgLayout: '#f3f5f9',
  },
  components: {
    Table: {
      headerBg: '#f7f9fc',
      headerSortActiveBg: '#f7f9fc',
      fixedHeaderSortActiveBg: '#f7f9fc',
      bodySortBg: '#fff',
      cellPaddingBlock: 11,
    },
    Menu: { itemBorderRadius: 6 },
    Card: { headerPadding: 16, bodyPadding: 16, headerHeight: 48 },
  },
};

/** One colour a state, everywhere; always shown together with its name. */
export const STATE_COLOURS: Record<AgentState, string> = {
  ready: '#0f7d43',
  ringing: '#a85700',
  talking: '#1857c4',
  holding: '#7a3fc2',
  wrap_up: '#0b7683',
  not_ready: '#c8372d',
  signed_out: '#667085',
};

/** The order in which states are listed. */
export const STATES: AgentState[] = [
  'ready',
  'ringing',
  'talking',
  'holding',
  'wrap_up',
  'not_ready',
];

export const stateColour = (agent: Pick<BoardAgent, 'state'> | undefined): string =>
  STATE_COLOURS[agent?.state ?? 'signed_out'];
