import { ExperimentOutlined } from '@ant-design/icons';
import { App, Button, Tag, Tooltip } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { api } from '@/api/client';
import { useMay } from '@/api/session';
import type { AlarmRule, AlarmTrials } from '@/api/types';
import { CrudPage } from '@/ui/CrudPage';
import { useShowError } from '@/ui/errors';
import { ActiveTag } from '@/ui/fields';

import { amount } from './figures';
import { notice } from './notice';
import { COLOUR } from './order';
import { RuleFields } from './RuleFields';
import { FIRST, fromForm, toForm } from './ruleForm';

/** What is watched, and who is told. */
export function Rules({ tabs }: { tabs: ReactNode }) {
  const { t } = useTranslation();
  const may = useMay();
  return (
    <CrudPage<AlarmRule>
      path="/alarms/rules"
      title={t('nav.alarms')}
      hint={t('alarm_hint.rules')}
      above={tabs}
      noun={t('alarm.rule')}
      nameOf={(row) => row.name}
      writePermission="alarms.write"
      width={560}
      initial={FIRST}
      toForm={toForm}
      fromForm={fromForm}
      rowActions={(row) => may('alarms.write') && <Try rule={row} />}
      columns={[
        { title: t('alarm.rule'), sortBy: 'name', dataIndex: 'name' },
        {
          title: t('alarm.severity'),
          sortBy: 'severity',
          render: (_, row) => (
            <Tag color={COLOUR[row.severity]}>{t(`alarm_severity.${row.severity}`)}</Tag>
          ),
        },
        {
          title: t('alarm.figure'),
          sortBy: 'figure',
          render: (_, row) => t(`alarm_figure.${row.figure}`),
        },
        {
          title: t('alarm.raise_at'),
          align: 'right',
          render: (_, row) => <Limit rule={row} value={row.raise_at} seconds={row.raise_for_s} />,
        },
        {
          title: t('alarm.clear_at'),
          align: 'right',
          render: (_, row) => <Limit rule={row} value={row.clear_at} seconds={row.clear_for_s} />,
        },
        {
          title: t('alarm.told'),
          render: (_, row) =>
            [
              t('alarm_channel.screen'),
              ...(row.emails.length > 0 ? [t('alarm_channel.email')] : []),
              ...(row.webhook_url ? [t('alarm_channel.webhook')] : []),
            ].join(t('alarm.and')),
        },
        {
          title: t('alarm.open_now'),
          align: 'right',
          render: (_, row) => (row.open > 0 ? <Tag color="red">{row.open}</Tag> : '0'),
        },
        {
          title: t('common.status'),
          sortBy: 'active',
          render: (_, row) => <ActiveTag active={row.active} />,
        },
      ]}
      fields={(_, form) => <RuleFields form={form} />}
    />
  );
}

function Limit({ rule, value, seconds }: { rule: AlarmRule; value: number; seconds: number }) {
  const { t } = useTranslation();
  const shown = amount(rule.figure, value, t);
  return (
    <span className="num nowrap">
      {shown || '—'}
      {seconds > 0 && <small className="muted"> · {t('alarm.for_s', { seconds })}</small>}
    </span>
  );
}

/** Sends a trial over every channel of the rule, the own screen included, and says what became of it. */
function Try({ rule }: { rule: AlarmRule }) {
  const { t } = useTranslation();
  const { modal, message } = App.useApp();
  const showError = useShowError();
  const attempt = async () => {
    notice(rule.name, t('alarm.trial'), `try-${rule.id}`);
    const close = message.loading(t('alarm.trying'), 0);
    try {
      const { trials } = await api.post<AlarmTrials>(`/alarms/rules/${rule.id}/try`);
      modal.info({
        title: t('alarm.tried'),
        width: 520,
        content: (
          <ul className="alarm-trials" data-testid="alarm-trials">
            <li>{t('alarm.tried_screen')}</li>
            {trials.map((one) => (
              <li key={`${one.channel} ${one.target}`} data-sent={one.sent}>
                {t(`alarm_channel.${one.channel}`)} {one.target}{' '}
                <Tag color={one.sent ? 'green' : 'red'}>
                  {t(one.sent ? 'alarm_sent.sent' : 'alarm_sent.failed')}
                </Tag>
                {one.error && <div className="muted">{one.error}</div>}
              </li>
            ))}
          </ul>
        ),
      });
    } catch (error) {
      showError(error);
    } finally {
      close();
    }
  };
  return (
    <Tooltip title={t('alarm.try')}>
      <Button
        type="text"
        icon={<ExperimentOutlined />}
        aria-label={t('alarm.try')}
        onClick={() => void attempt()}
        data-testid="alarm-try"
      />
    </Tooltip>
  );
}
