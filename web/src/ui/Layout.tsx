import {
  LogoutOutlined,
  MenuFoldOutlined,
  MenuUnfoldOutlined,
  UserOutlined,
} from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Alert, Avatar, Button, Dropdown, Layout as Frame, Menu, Modal, Result } from 'antd';
import { Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Outlet, useLocation, useNavigate } from 'react-router';

import { signOut, useMay, useMe } from '@/api/session';
import { AlarmParts } from '@/features/alarms/AlarmBell';
import { FollowUpBell } from '@/features/follow-ups/FollowUpBell';
import { ForcedNotice } from '@/features/floor/ForcedNotice';
import { MessageBell } from '@/features/messages/MessageBell';
import { UrgentBanner } from '@/features/messages/UrgentBanner';
import { ListeningPanel } from '@/features/floor/ListeningPanel';
import { CallDock } from '@/features/work/CallDock';
import { ShortcutList } from '@/features/shortcuts/ShortcutList';
import { Shortcuts } from '@/features/shortcuts/Shortcuts';
import { StateBar } from '@/features/work/StateBar';
import { useAble, useStation } from '@/features/work/station';
import { useServerNow } from '@/live/clock';
import { useLive, useTakeOver } from '@/live/context';

import { useShowError } from './errors';
import { Mark } from './Mark';
import { menuFor, TAKES_CALLS } from './nav';
import { prefetchPages } from './prefetch';
import { Waiting } from './Waiting';

const FOLDED = 'trunkline.folded';

/** The frame of the pages. It does not look at the call, so that a call does not draw all of it again. */
export function Layout() {
  const { t } = useTranslation();
  const may = useMay();
  const here = useLocation();
  const able = useAble();
  const [folded, setFolded] = useState(() => localStorage.getItem(FOLDED) === '1');
  const link = useLive((state) => state.link);
  useEffect(prefetchPages, []);
  if (link === 'replaced') return <Replaced />;
  const fold = () => {
    localStorage.setItem(FOLDED, folded ? '0' : '1');
    setFolded(!folded);
  };
  return (
    <Frame className="frame">
      <a className="skip" href="#content">
        {t('nav.skip')}
      </a>
      <Shortcuts />
      <ShortcutList />
      <Frame.Sider
        width={200}
        collapsedWidth={60}
        collapsed={folded}
        theme="dark"
        className="sider"
        trigger={null}
      >
        <Link to="/" className="sider-mark">
          <Mark light short={folded} />
        </Link>
        <Menu
          theme="dark"
          mode="inline"
          selectedKeys={[here.pathname]}
          items={menuFor((name) => (name === TAKES_CALLS ? able : may(name)), t, folded)}
        />
      </Frame.Sider>
      <Frame>
        <Frame.Header className="top">
          <Button
            type="text"
            icon={folded ? <MenuUnfoldOutlined /> : <MenuFoldOutlined />}
            aria-label={t('nav.fold')}
            onClick={fold}
          />
          <StateBar />
          <span className="spacer" />
          <FollowUpBell />
          <MessageBell />
          <AlarmParts part="bell" />
          <UserMenu />
        </Frame.Header>
        <LinkBanner />
        <AlarmParts part="banner" />
        <UrgentBanner />
        <Frame.Content className="content" id="content" tabIndex={-1}>
          <Suspense fallback={<Waiting />}>
            <Outlet />
          </Suspense>
        </Frame.Content>
      </Frame>
      {here.pathname !== '/work' && <CallDock />}
      <ListeningPanel />
      <ForcedNotice />
    </Frame>
  );
}

function UserMenu() {
  const { t } = useTranslation();
  const me = useMe();
  const client = useQueryClient();
  const navigate = useNavigate();
  const showError = useShowError();
  const { call } = useStation();
  const [modal, holder] = Modal.useModal();
  const leave = async () => {
    if (call?.phase === 'talking') {
      const sure = await modal.confirm({ title: t('nav.sign_out_talking') });
      if (!sure) return;
    }
    await signOut(client).catch(showError);
  };
  return (
    <>
      {holder}
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            { key: 'profile', icon: <UserOutlined />, label: t('profile.title') },
            { type: 'divider' },
            {
              key: 'out',
              icon: <LogoutOutlined />,
              label: <span data-testid="sign-out">{t('nav.sign_out')}</span>,
            },
          ],
          onClick: ({ key }) => void (key === 'out' ? leave() : navigate('/profile')),
        }}
      >
        <Button type="text" className="user-menu" title={me.user.name} data-testid="user-menu">
          <Avatar size="small" className="avatar">
            {me.user.name.slice(0, 1)}
          </Avatar>
          <span>
            <span>{me.user.name}</span>
            <small>
              {me.tenant.name} · {t(`role.${me.user.role}`)}
            </small>
          </span>
        </Button>
      </Dropdown>
    </>
  );
}

/** Says that what is shown may be old, and when the next attempt is made. */
function LinkBanner() {
  const { t } = useTranslation();
  const { link, retryAt } = useLive((state) => ({ link: state.link, retryAt: state.retryAt }));
  const retry = useTakeOver();
  if (link !== 'lost') return null;
  return (
    <Alert
      banner
      type="warning"
      data-testid="link-lost"
      title={
        <>
          {t('live.lost')} <Countdown to={retryAt} />
        </>
      }
      action={
        <Button size="small" onClick={retry}>
          {t('live.retry_now')}
        </Button>
      }
    />
  );
}

function Countdown({ to }: { to: number | null }) {
  const { t } = useTranslation();
  useServerNow();
  // eslint-disable-next-line react-hooks/purity -- the attempt is planned by this browser's own clock
  const seconds = to === null ? 0 : Math.ceil((to - Date.now()) / 1000);
  return seconds > 0 ? t('live.retry_in', { seconds }) : t('live.retrying');
}

function Replaced() {
  const { t } = useTranslation();
  const takeOver = useTakeOver();
  return (
    <Result
      className="full-page"
      status="info"
      title={t('live.replaced')}
      subTitle={t('live.replaced_help')}
      data-testid="replaced"
      extra={
        <Button type="primary" size="large" onClick={takeOver} data-testid="take-over">
          {t('live.take_over')}
        </Button>
      }
    />
  );
}
