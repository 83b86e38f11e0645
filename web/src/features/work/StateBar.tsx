import {
  ClockCircleOutlined,
  DownOutlined,
  LogoutOutlined,
  PauseCircleOutlined,
  PlayCircleOutlined,
} from '@ant-design/icons';
import { Button, Dropdown, Popconfirm, Space, Tag, Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';

import { SYSTEM_REASONS, useReasons } from '@/features/settings/choices';
import { useKeysOf } from '@/features/shortcuts/data';
import { Hint } from '@/features/shortcuts/Hint';
import { spelled } from '@/features/shortcuts/keys';
import { ShortcutButton } from '@/features/shortcuts/ShortcutButton';
import { useWorking } from '@/live/context';
import { Elapsed, Remaining } from '@/ui/Elapsed';
import { StateTag } from '@/ui/StateTag';

import { AudioSettings } from './AudioSettings';
import { DialPadButton } from './DialPad';
import { PickUpButton } from './PickUp';
import { EXTEND_S, useStation } from './station';

/** The agent's own state and what may follow it; in the frame of every page. */
export function StateBar() {
  const { t } = useTranslation();
  const station = useStation();
  const working = useWorking();
  const { agent, phone } = station;
  const reasons = useReasons(station.able);
  const notReadyKeys = spelled(useKeysOf('not_ready'));
  if (!station.able || !agent) return null;
  const nameOf = (code: string) =>
    reasons.find((reason) => reason.code === code)?.name ??
    (code ? t(`system_reason.${code}`, { defaultValue: code }) : '');
  const busy = ['ringing', 'talking', 'holding'].includes(agent.state);
  const wrapping = agent.state === 'wrap_up';
  // While this page takes over, what the board calls online is still the phone of the other page, about to go.
  const own = working && agent.station === 'browser';
  const reachable = agent.online && (!own || phone.registration === 'registered');
  return (
    <div className="state-bar">
      <StateTag
        large
        state={agent.state}
        reason={agent.state === 'not_ready' ? nameOf(agent.reason) : undefined}
        data-testid="agent-state"
      />
      <Tooltip title={t('work.time_in_state')}>
        <span className="state-time">
          <Elapsed since={agent.since} />
        </span>
      </Tooltip>
      {wrapping && agent.until !== null && (
        <Tag icon={<ClockCircleOutlined />} color="cyan" data-testid="wrap-remaining">
          {t('work.left')} <Remaining until={agent.until} />
        </Tag>
      )}
      {wrapping && (
        <Button size="small" data-testid="extend-wrap" onClick={() => void station.extendWrapUp()}>
          {t('work.extend', { seconds: EXTEND_S })}
        </Button>
      )}
      {agent.next && (
        <Tag>
          {t('work.next', {
            state: [t(`state.${agent.next}`), nameOf(agent.next_reason)]
              .filter(Boolean)
              .join(' · '),
          })}
        </Tag>
      )}
      <Space.Compact>
        {agent.state !== 'ready' && (
          <Hint action="ready">
            <Button
              type={busy ? 'default' : 'primary'}
              className={busy ? '' : 'go'}
              icon={<PlayCircleOutlined />}
              disabled={!reachable}
              data-testid="go-ready"
              onClick={() => void station.ready()}
            >
              {busy ? t('work.ready_after') : t('work.go_ready')}
            </Button>
          </Hint>
        )}
        <Dropdown
          trigger={['click']}
          autoFocus
          menu={{
            items: reasons
              .filter(({ code }) => !SYSTEM_REASONS.has(code))
              .map((reason) => ({
                key: reason.code,
                label: <span data-testid={`reason-${reason.code}`}>{reason.name}</span>,
              })),
            onClick: ({ key }) => void station.notReady(key),
          }}
        >
          <Button
            icon={<PauseCircleOutlined />}
            title={notReadyKeys}
            aria-keyshortcuts={notReadyKeys.replaceAll(' ', '') || undefined}
            data-testid="go-not-ready"
          >
            {t('work.go_not_ready')} <DownOutlined />
          </Button>
        </Dropdown>
      </Space.Compact>
      <DialPadButton />
      <PickUpButton />
      <AudioSettings />
      <ShortcutButton />
      <Popconfirm
        title={busy || wrapping ? t('work.sign_out_after') : t('work.sign_out_confirm')}
        onConfirm={() => void station.signOut()}
        okText={t('work.sign_out')}
        okButtonProps={{ 'data-testid': 'sign-out-work-confirm' } as { id?: string }}
      >
        <Tooltip title={t('work.sign_out')}>
          <Button
            type="text"
            icon={<LogoutOutlined />}
            aria-label={t('work.sign_out')}
            data-testid="sign-out-work"
          />
        </Tooltip>
      </Popconfirm>
    </div>
  );
}
