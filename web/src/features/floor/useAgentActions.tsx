import {
  AudioOutlined,
  PhoneOutlined,
  SoundOutlined,
  StopOutlined,
  TeamOutlined,
} from '@ant-design/icons';
import type { MenuProps } from 'antd';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

import { useMay, useMe } from '@/api/session';
import { useStation } from '@/features/work/station';
import type { BoardAgent } from '@/live/board';

import { useMonitoring } from './monitoring';

type Items = NonNullable<MenuProps['items']>;

const IN_TALK = new Set(['talking', 'holding']);

/** What a supervisor can do about an agent now, as a menu; empty when nothing. */
export function useAgentActions(): (id: string, agent: BoardAgent) => Items {
  const { t } = useTranslation();
  const me = useMe();
  const may = useMay();
  const station = useStation();
  const { mine, starting, listen, stop } = useMonitoring();
  return useCallback(
    (id, agent) => {
      const items: Items = [];
      if (may('calls.listen') && id !== me.user.id && me.user.extension !== null) {
        const talking = IN_TALK.has(agent.state);
        const other = mine !== null && mine.call.id !== agent.call_id;
        const disabled = !talking || other || starting !== null;
        const item = (mode: 'listen' | 'whisper' | 'barge', icon: React.ReactNode) => ({
          key: mode,
          icon,
          label: <span data-testid={`agent-${mode}`}>{t(`monitor.${mode}`)}</span>,
          disabled: disabled || (mode !== 'listen' && !may('calls.barge')),
          onClick: () => void listen(id, mode),
        });
        items.push(
          item('listen', <SoundOutlined />),
          item('whisper', <AudioOutlined />),
          item('barge', <TeamOutlined />),
        );
        if (!station.agent) {
          items.push({
            key: 'phone',
            icon: <PhoneOutlined />,
            label: t('monitor.at_phone'),
            disabled: disabled || mine !== null,
            onClick: () => void listen(id, 'listen', 'phone'),
          });
        }
        if (mine && mine.call.id === agent.call_id) {
          items.push({
            key: 'stop',
            icon: <StopOutlined />,
            label: t('monitor.stop'),
            onClick: () => void stop(),
          });
        }
      }
      return items;
    },
    [listen, may, me, mine, starting, station.agent, stop, t],
  );
}
