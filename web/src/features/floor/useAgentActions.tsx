import {
  AudioOutlined,
  BranchesOutlined,
  LogoutOutlined,
  PauseCircleOutlined,
  PhoneOutlined,
  PlayCircleOutlined,
  RollbackOutlined,
  SoundOutlined,
  StopOutlined,
  SwapOutlined,
  TeamOutlined,
} from '@ant-design/icons';
import type { MenuProps } from 'antd';
import { useCallback, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { useMay, useMe } from '@/api/session';
import { SYSTEM_REASONS, useReasons } from '@/features/settings/choices';
import { useStation } from '@/features/work/station';
import type { BoardAgent, MonitorMode } from '@/live/board';

import { useLend } from './lending';
import { useMonitoring } from './monitoring';
import { useOrders } from './orders';

export type Items = NonNullable<MenuProps['items']>;

const IN_TALK = new Set(['talking', 'holding']);

/** Entries that put agents into a state, for one or for many. */
export function useStateActions(): (ids: string[], wrapping?: boolean) => Items {
  const { t } = useTranslation();
  const may = useMay();
  const { force, sure } = useOrders();
  const reasons = useReasons(may('agents.force_state'));
  return useCallback(
    (ids, wrapping = false) => {
      if (!may('agents.force_state') || ids.length === 0) return [];
      const number = ids.length;
      return [
        {
          key: 'ready',
          icon: <PlayCircleOutlined />,
          label: (
            <span data-testid="force-ready">
              {wrapping ? t('floor.end_wrap_up') : t('floor.force_ready')}
            </span>
          ),
          onClick: () => void force(ids, 'ready'),
        },
        {
          key: 'not_ready',
          icon: <PauseCircleOutlined />,
          label: <span data-testid="force-not-ready">{t('floor.force_not_ready')}</span>,
          children: reasons
            .filter(({ code }) => !SYSTEM_REASONS.has(code))
            .map(({ code, name }) => ({
              key: `reason-${code}`,
              label: name,
              onClick: () => void force(ids, 'not_ready', code),
            })),
        },
        {
          key: 'signed_out',
          icon: <LogoutOutlined />,
          danger: true,
          label: <span data-testid="force-sign-out">{t('floor.force_sign_out')}</span>,
          onClick: () =>
            void sure(t('floor.sign_out_sure', { number }), t('floor.sign_out_help')).then((yes) =>
              yes ? force(ids, 'signed_out') : undefined,
            ),
        },
      ];
    },
    [force, may, reasons, sure, t],
  );
}

/** What a supervisor can do about an agent now, as a menu; empty when nothing. */
export function useAgentActions(): (id: string, agent: BoardAgent) => Items {
  const { t } = useTranslation();
  const me = useMe();
  const may = useMay();
  const station = useStation();
  const { mine, starting, listen, takeOver, stop } = useMonitoring();
  const { end, sure, takeBack } = useOrders();
  const lend = useLend();
  const states = useStateActions();
  return useCallback(
    (id, agent) => {
      if (id === me.user.id) return [];
      const talking = IN_TALK.has(agent.state);
      const here = mine !== null && mine.call.id === agent.call_id;
      const disabled = !talking || (mine !== null && !here) || starting !== null;
      const phone = me.user.extension !== null;
      const groups: Items[] = [];
      if (may('calls.listen') && phone) {
        const item = (mode: MonitorMode, icon: ReactNode) => ({
          key: mode,
          icon,
          label: <span data-testid={`agent-${mode}`}>{t(`monitor.${mode}`)}</span>,
          disabled: disabled || (mode !== 'listen' && !may('calls.barge')),
          onClick: () => void listen(id, mode),
        });
        const items: Items = [
          item('listen', <SoundOutlined />),
          item('whisper', <AudioOutlined />),
          item('barge', <TeamOutlined />),
        ];
        if (!station.agent) {
          items.push({
            key: 'phone',
            icon: <PhoneOutlined />,
            label: t('monitor.at_phone'),
            disabled: disabled || mine !== null,
            onClick: () => void listen(id, 'listen', 'phone'),
          });
        }
        if (here) {
          items.push({
            key: 'stop',
            icon: <StopOutlined />,
            label: t('monitor.stop'),
            onClick: () => void stop(),
          });
        }
        groups.push(items);
      }
      const onCall: Items = [];
      if (may('calls.take_over') && phone) {
        onCall.push({
          key: 'take_over',
          icon: <SwapOutlined />,
          label: <span data-testid="agent-take-over">{t('floor.take_over')}</span>,
          disabled,
          onClick: () =>
            void sure(t('floor.take_over_sure'), t('floor.take_over_help')).then((yes) =>
              yes ? takeOver(id) : undefined,
            ),
        });
      }
      if (may('calls.force_end')) {
        const { call_id: callId } = agent;
        onCall.push({
          key: 'end',
          icon: <StopOutlined />,
          danger: true,
          label: <span data-testid="agent-end-call">{t('floor.end')}</span>,
          disabled: !talking,
          onClick: () => void (callId && end(callId)),
        });
      }
      if (onCall.length > 0) groups.push(onCall);
      if (may('agents.lend')) {
        const lendItems: Items = [
          {
            key: 'lend',
            icon: <BranchesOutlined />,
            label: <span data-testid="agent-lend">{t('lend.action')}</span>,
            onClick: () => lend(id),
          },
        ];
        if (agent.lent) {
          lendItems.push({
            key: 'lend-back',
            icon: <RollbackOutlined />,
            label: <span data-testid="agent-lend-back">{t('lend.back')}</span>,
            onClick: () => void takeBack(id),
          });
        }
        groups.push(lendItems);
      }
      const forced = states([id], agent.state === 'wrap_up');
      if (forced.length > 0) groups.push(forced);
      return groups.flatMap((group, i) =>
        i === 0 ? group : [{ key: `line-${i}`, type: 'divider' as const }, ...group],
      );
    },
    [
      end,
      lend,
      takeBack,
      listen,
      may,
      me,
      mine,
      starting,
      states,
      station.agent,
      stop,
      sure,
      t,
      takeOver,
    ],
  );
}
