import { LinkOutlined, PhoneFilled } from '@ant-design/icons';
import { Alert, Button, Result, Steps, Tag, Typography } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { api, ApiError } from '@/api/client';
import type { TryAccess } from '@/api/types';
import { Elapsed } from '@/ui/Elapsed';
import { errorText } from '@/ui/errors';
import { Keypad } from '@/ui/Keypad';
import { LanguageSelect } from '@/ui/LanguageSelect';
import { Mark } from '@/ui/Mark';
import { Waiting } from '@/ui/Waiting';
import { MicHelp } from '@/softphone/MicHelp';

import { useTryCall } from './useTryCall';

/** The browser plays the caller: with the agent desktop in another tab, two tabs make a first call. */
export function TryPage() {
  const { t } = useTranslation();
  const access = useQuery({
    queryKey: ['try'],
    queryFn: () => api.get<TryAccess>('/try'),
    staleTime: Infinity,
    retry: 1,
  });
  const off =
    access.data?.enabled === false ||
    (access.error instanceof ApiError && [403, 404].includes(access.error.status));
  return (
    <div className="try">
      <div className="try-top">
        <Mark />
        <LanguageSelect />
      </div>
      {access.isPending && <Waiting />}
      {off && (
        <Result
          status="info"
          title={t('try.off')}
          subTitle={t('try.off_help')}
          extra={<Link to="/sign-in">{t('sign_in.title')}</Link>}
        />
      )}
      {access.error && !off && (
        <Result
          status="warning"
          title={errorText(access.error, t)}
          extra={<Button onClick={() => void access.refetch()}>{t('common.retry')}</Button>}
        />
      )}
      {access.data && !off && <Caller access={access.data} renew={() => void access.refetch()} />}
    </div>
  );
}

/** `renew`: fetch new access; a page left open for long holds one that is over. */
function Caller({ access, renew }: { access: TryAccess; renew: () => void }) {
  const { t } = useTranslation();
  const { phase, since, mic, failure, broken, connection, call, hangUp, sendKey } =
    useTryCall(access);
  const talking = phase === 'talking';
  const idle = phase === 'idle';
  return (
    <div className="try-body">
      <section className="handset">
        <div className="muted">{t('try.hotline')}</div>
        <div className="number num">{access.number}</div>
        <div style={{ marginTop: 6, minHeight: 26 }} data-testid="try-state" data-state={phase}>
          {talking && since !== null ? (
            <Tag color="green">
              {t('try.phase_talking')} <Elapsed since={since} />
            </Tag>
          ) : (
            <Tag color={idle ? undefined : 'processing'}>{t(`try.phase_${phase}`)}</Tag>
          )}
        </div>
        <Keypad testid="try-key" disabled={!talking} onKey={sendKey} />
        {idle ? (
          <Button
            type="primary"
            size="large"
            block
            className="go"
            icon={<PhoneFilled />}
            disabled={connection !== 'registered'}
            loading={connection === 'connecting'}
            onClick={() => void call()}
            data-testid="try-call"
          >
            {t('try.call')}
          </Button>
        ) : (
          <Button
            type="primary"
            danger
            size="large"
            block
            icon={<PhoneFilled rotate={225} />}
            onClick={hangUp}
            data-testid="try-hangup"
          >
            {t('work.hang_up')}
          </Button>
        )}
      </section>
      <section>
        <Typography.Title level={3}>{t('try.title')}</Typography.Title>
        <Typography.Paragraph type="secondary">{t('try.intro')}</Typography.Paragraph>
        {mic && <MicHelp problem={mic} />}
        {broken && (
          <Alert type="error" showIcon style={{ marginBottom: 12 }} title={t('quality.broken')} />
        )}
        {failure && (
          <Alert
            type="error"
            showIcon
            style={{ marginBottom: 12 }}
            title={t('try.failed')}
            description={failure}
          />
        )}
        {(connection === 'lost' || connection === 'rejected') && (
          <Alert
            type="warning"
            showIcon
            style={{ marginBottom: 12 }}
            title={t('try.no_line')}
            action={
              <Button size="small" onClick={renew}>
                {t('common.retry')}
              </Button>
            }
          />
        )}
        <Steps
          orientation="vertical"
          current={idle ? 0 : talking ? 2 : 1}
          items={[
            {
              title: t('try.step_agent'),
              content: (
                <>
                  {t('try.step_agent_help')}{' '}
                  <a href="/work" target="_blank" rel="noopener">
                    <LinkOutlined /> {t('try.open_agent')}
                  </a>
                </>
              ),
            },
            { title: t('try.step_call'), content: t('try.step_call_help') },
            { title: t('try.step_menu'), content: t('try.step_menu_help') },
            { title: t('try.step_talk'), content: t('try.step_talk_help') },
          ]}
        />
      </section>
    </div>
  );
}
