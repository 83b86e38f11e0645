import { App, Button, Col, Divider, Form, Input, InputNumber, Row, Select, Typography } from 'antd';
import type { FormInstance } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { api } from '@/api/client';
import { useAll } from '@/api/resource';
import { useMe } from '@/api/session';
import type { AlarmFigure, AlarmPreview, Hours, Queue } from '@/api/types';
import { placeFieldErrors, useShowError } from '@/ui/errors';
import { NumberField, SelectField, SwitchField, TextField } from '@/ui/fields';
import { dateTime, duration, parseMinute } from '@/ui/time';

import { FIGURES, SEVERITIES, WATCHED } from './figures';
import { fromForm } from './ruleForm';

const STATES = ['ready', 'not_ready', 'ringing', 'talking', 'holding', 'wrap_up'];

/** The form of a rule: what is asked for depends on what is watched. */
export function RuleFields({ form }: { form: FormInstance }) {
  const { t } = useTranslation();
  const queues = useAll<Queue>('/queues').data ?? [];
  const hours = useAll<Hours>('/hours').data ?? [];
  const figure = (Form.useWatch('figure', form) as AlarmFigure | undefined) ?? 'waiting';
  const watched = WATCHED[figure];
  const choose = (next: AlarmFigure) => {
    const { above, raise, clear } = WATCHED[next];
    form.setFieldsValue({ above: above ?? clear <= raise, raise_at: raise, clear_at: clear });
  };
  return (
    <>
      <TextField name="name" label={t('alarm.name')} required />
      <Row gutter={16}>
        <Col span={14}>
          <Form.Item name="figure" label={t('alarm.figure')} rules={[{ required: true }]}>
            <Select<AlarmFigure>
              showSearch={{ optionFilterProp: 'label' }}
              options={FIGURES.map((name) => ({ value: name, label: t(`alarm_figure.${name}`) }))}
              onChange={choose}
              data-testid="field-figure"
            />
          </Form.Item>
        </Col>
        <Col span={10}>
          <SelectField
            name="severity"
            label={t('alarm.severity')}
            required
            options={SEVERITIES.map((name) => ({
              value: name,
              label: t(`alarm_severity.${name}`),
            }))}
          />
        </Col>
      </Row>
      <Scope of={watched.of} queues={queues} />
      {watched.unit !== 'flag' && (
        <>
          <Form.Item name="above" label={t('alarm.sense')} rules={[{ required: true }]}>
            <Select
              disabled={watched.above !== undefined}
              options={[
                { value: true, label: t('alarm.too_high') },
                { value: false, label: t('alarm.too_low') },
              ]}
              data-testid="field-above"
            />
          </Form.Item>
          <Row gutter={16}>
            <Threshold name="raise_at" unit={watched.unit} />
            <Threshold name="clear_at" unit={watched.unit} help={t('alarm.clear_at_help')} />
          </Row>
        </>
      )}
      <Row gutter={16}>
        <Col span={12}>
          <NumberField
            name="raise_for_s"
            label={t('alarm.raise_for_s')}
            help={t('alarm.raise_for_help')}
            unit={t('common.seconds')}
          />
        </Col>
        <Col span={12}>
          <NumberField
            name="clear_for_s"
            label={t('alarm.clear_for_s')}
            unit={t('common.seconds')}
          />
        </Col>
      </Row>
      <Preview form={form} />
      <Divider titlePlacement="start">{t('alarm.when')}</Divider>
      <SelectField
        name="hours_id"
        label={t('alarm.hours')}
        none={t('alarm.always')}
        options={hours.map(({ id, name }) => ({ value: id, label: name }))}
      />
      <Row gutter={16}>
        <TimeOfDay name="quiet_from" />
        <TimeOfDay name="quiet_to" />
      </Row>
      <Divider titlePlacement="start">{t('alarm.told')}</Divider>
      <Typography.Paragraph type="secondary">{t('alarm.screen_help')}</Typography.Paragraph>
      <Form.Item name="emails" label={t('alarm.emails')} extra={t('alarm.emails_help')}>
        <Select
          mode="tags"
          tokenSeparators={[',', ' ', ';', '，', '；']}
          open={false}
          maxCount={20}
          data-testid="field-emails"
        />
      </Form.Item>
      <NumberField
        name="mail_every_min"
        label={t('alarm.mail_every_min')}
        help={t('alarm.mail_every_help')}
        min={1}
        max={1440}
        unit={t('alarm.minutes')}
      />
      <TextField
        name="webhook_url"
        label={t('alarm.webhook_url')}
        help={t('alarm.webhook_help')}
        max={500}
      />
      <SwitchField name="tell_cleared" label={t('alarm.tell_cleared')} />
      <SwitchField name="active" label={t('common.active')} />
    </>
  );
}

function Scope({ of, queues }: { of: string; queues: Queue[] }) {
  const { t } = useTranslation();
  if (of === 'system' || of === 'trunks') return null;
  return (
    <>
      <SelectField
        name="queue_ids"
        label={t(of === 'agents' ? 'alarm.agents_of' : 'alarm.queues')}
        none={t('alarm.all_queues')}
        multiple
        options={queues.map(({ id, name }) => ({ value: id, label: name }))}
      />
      {of === 'agents' ? (
        <SelectField
          name="states"
          label={t('alarm.states')}
          required
          multiple
          options={STATES.map((name) => ({ value: name, label: t(`state.${name}`) }))}
        />
      ) : (
        <Row gutter={16}>
          <Col span={12}>
            <SwitchField name="each" label={t('alarm.each')} help={t('alarm.each_help')} />
          </Col>
          {of === 'figures' && (
            <Col span={12}>
              <SelectField
                name="period"
                label={t('alarm.period')}
                required
                options={['now', 'today'].map((name) => ({
                  value: name,
                  label: t(`alarm_period.${name}`),
                }))}
              />
            </Col>
          )}
        </Row>
      )}
    </>
  );
}

function Threshold({ name, unit, help }: { name: string; unit: string; help?: string }) {
  const { t } = useTranslation();
  return (
    <Col span={12}>
      <Form.Item name={name} label={t(`alarm.${name}`)} extra={help} rules={[{ required: true }]}>
        <InputNumber
          min={0}
          max={unit === 'percent' ? 100 : 1_000_000}
          step={unit === 'percent' || unit === 'GB' ? 0.5 : 1}
          suffix={unit === 'count' ? undefined : t(`alarm_unit.${unit}`, { value: '' }).trim()}
          style={{ width: '100%' }}
          data-testid={`field-${name}`}
        />
      </Form.Item>
    </Col>
  );
}

function TimeOfDay({ name }: { name: 'quiet_from' | 'quiet_to' }) {
  const { t } = useTranslation();
  return (
    <Col span={12}>
      <Form.Item
        name={name}
        label={t(`alarm.${name}`)}
        extra={name === 'quiet_from' ? t('alarm.quiet_help') : undefined}
        rules={[
          {
            validator: (_, text: string | undefined) =>
              !text || (parseMinute(text) ?? 1440) < 1440
                ? Promise.resolve()
                : Promise.reject(new Error(t('alarm.time_wrong'))),
          },
        ]}
      >
        <Input
          placeholder={name === 'quiet_from' ? '22:00' : '07:00'}
          data-testid={`field-${name}`}
        />
      </Form.Item>
    </Col>
  );
}

/** How often the rule would have rung, from the figures that are kept. */
function Preview({ form }: { form: FormInstance }) {
  const { t } = useTranslation();
  const { tenant } = useMe();
  const { modal } = App.useApp();
  const showError = useShowError();
  const [busy, setBusy] = useState(false);
  const ask = async () => {
    setBusy(true);
    try {
      const values = fromForm(form.getFieldsValue(true) as Record<string, unknown>);
      const given = { ...values, name: values.name || '-' };
      const found = await api.post<AlarmPreview>('/alarms/rules/preview', given);
      modal.info({
        title: t('alarm.preview'),
        content: found.known ? (
          <>
            <p data-testid="alarm-preview">
              {t('alarm.preview_found', {
                count: found.times,
                days: found.days,
                time: duration(found.raised_ms),
              })}
            </p>
            <ul className="num">
              {found.last.map((at) => (
                <li key={at}>{dateTime(at, tenant.timezone)}</li>
              ))}
            </ul>
            <p className="muted">{t('alarm.preview_note')}</p>
          </>
        ) : (
          t('alarm.preview_unknown')
        ),
      });
    } catch (error) {
      if (!placeFieldErrors(form, error)) showError(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button onClick={() => void ask()} loading={busy} data-testid="alarm-preview-ask">
      {t('alarm.preview')}
    </Button>
  );
}
