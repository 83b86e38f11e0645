import { useQueryClient } from '@tanstack/react-query';
import { Button, Result } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, Navigate, useLocation, useNavigate, useRouteError } from 'react-router';

import { hasLeft, MeProvider, useMay, useMe, useSession } from '@/api/session';
import { MonitoringProvider } from '@/features/floor/MonitoringProvider';
import { useStation } from '@/features/work/station';
import { StationProvider } from '@/features/work/StationProvider';
import { LiveProvider } from '@/live/context';
import { SoftphoneProvider } from '@/softphone/context';
import { errorText } from '@/ui/errors';
import { Layout } from '@/ui/Layout';
import { Waiting } from '@/ui/Waiting';

/** Everything behind sign-in: who it is, the live board, the softphone, the frame of the pages. */
export function Signed() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const session = useSession();
  const here = useLocation();
  if (session.isPending) return <Waiting />;
  if (session.error) {
    return (
      <Result
        status="warning"
        title={errorText(session.error, t)}
        extra={
          <Button type="primary" onClick={() => void session.refetch()}>
            {t('common.retry')}
          </Button>
        }
      />
    );
  }
  if (!session.data) {
    // Who signed out is not brought back to where they were: the next person may be another.
    const next =
      here.pathname === '/' || hasLeft(client)
        ? ''
        : `?next=${encodeURIComponent(here.pathname + here.search)}`;
    return <Navigate to={`/sign-in${next}`} replace />;
  }
  const { user, permissions } = session.data;
  const takesCalls = user.extension !== null && permissions.includes('work.handle');
  return (
    <MeProvider me={session.data}>
      <LiveProvider key={user.id} atWork={takesCalls && here.pathname === '/work'}>
        <SoftphoneProvider>
          <StationProvider>
            <MonitoringProvider>
              <Layout />
            </MonitoringProvider>
          </StationProvider>
        </SoftphoneProvider>
      </LiveProvider>
    </MeProvider>
  );
}

/** Where each person starts: who takes calls at the desktop, who leads at the board. */
export function Home() {
  const me = useMe();
  const may = useMay();
  if (me.user.role === 'agent' || !may('board.read')) return <Navigate to="/work" replace />;
  return <Navigate to="/board" replace />;
}

export function NotFound() {
  const { t } = useTranslation();
  return (
    <Result
      status="404"
      title={t('error.page_not_found')}
      extra={<Link to="/">{t('common.home')}</Link>}
    />
  );
}

/** Browsers do not agree on the words for code that could not be fetched. */
export const isFetchFailure = (error: unknown): boolean =>
  error instanceof TypeError && /import|fetch|load failed|module script/i.test(error.message);

/** A page within the frame that broke, or whose code could not be fetched. All around it works on. */
export function PageError() {
  const { t } = useTranslation();
  const error = useRouteError();
  const navigate = useNavigate();
  const here = useLocation();
  const { call } = useStation();
  const fetching = isFetchFailure(error);
  const again = () => void navigate(here.pathname + here.search, { replace: true });
  // A reload would end a conversation in this browser; going there again fetches the code again.
  const talking = call?.phase === 'talking';
  return (
    <Result
      status="warning"
      data-testid="page-error"
      title={fetching ? t('error.page_not_loaded') : t('error.unexpected')}
      subTitle={
        fetching ? t('error.page_not_loaded_help') : error instanceof Error ? error.message : ''
      }
      extra={[
        <Button key="again" type="primary" onClick={again}>
          {t('common.retry')}
        </Button>,
        !talking && (
          <Button key="reload" onClick={() => location.reload()}>
            {t('common.reload')}
          </Button>
        ),
      ]}
    />
  );
}

/** The whole application broke, or its code could not be fetched (after an upgrade, or offline). */
export function RouteError() {
  const { t } = useTranslation();
  const error = useRouteError();
  const chunk = isFetchFailure(error);
  return (
    <Result
      status="error"
      title={chunk ? t('error.outdated') : t('error.unexpected')}
      subTitle={chunk ? t('error.outdated_help') : error instanceof Error ? error.message : ''}
      extra={
        <Button type="primary" onClick={() => location.reload()}>
          {t('common.reload')}
        </Button>
      }
    />
  );
}
