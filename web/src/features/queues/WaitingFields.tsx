import { Col, Form, InputNumber, Row, Switch } from 'antd';
import { useTranslation } from 'react-i18next';

import { useAll } from '@/api/resource';
import { useMay } from '@/api/session';
import type { Music, Queue } from '@/api/types';
import { NumberField, SelectField } from '@/ui/fields';

import { usePromptChoice } from './promptChoice';
import { LEAST_PAUSE_S, SPOKEN } from './waiting';

/** What callers hear while they wait: comfort messages, and how long it will take. */
export function WaitingFields() {
  const { t } = useTranslation();
  const prompts = usePromptChoice();
  const may = useMay();
  const music = useAll<Music>('/music', may('prompts.read'));
  const seconds = t('common.seconds');
  const told = Form.useWatch('announcing') as Partial<Queue['announcing']> | undefined;
  const tells = Boolean(told?.position ?? false) || Boolean(told?.estimate ?? false);
  const amount = (name: keyof Queue['announcing'], max: number, unit: string, help: string) => (
    <Col span={12}>
      <Form.Item
        name={['announcing', name]}
        label={t(`queue.${name}`)}
        extra={help}
        rules={[
          { required: true },
          ...(name === 'every_s'
            ? [
                {
                  validator: (_: unknown, value: number | null) =>
                    value && value < LEAST_PAUSE_S
                      ? Promise.reject(new Error(t('queue.least_pause', { least: LEAST_PAUSE_S })))
                      : Promise.resolve(),
                },
              ]
            : []),
        ]}
      >
        <InputNumber
          min={0}
          max={max}
          precision={0}
          suffix={unit}
          style={{ width: '100%' }}
          data-testid={`field-announcing-${name}`}
        />
      </Form.Item>
    </Col>
  );
  const choice = (name: keyof Queue['announcing'], help: string) => (
    <Col span={8}>
      <Form.Item
        name={['announcing', name]}
        label={t(`queue.announce_${name}`)}
        extra={help}
        valuePropName="checked"
      >
        <Switch data-testid={`field-announcing-${name}`} />
      </Form.Item>
    </Col>
  );
  return (
    <>
      <SelectField
        name="language"
        label={t('queue.language')}
        help={t('queue.language_help')}
        none={t('queue.as_number')}
        options={SPOKEN.map((value) => ({ value, label: t(`prompt_language.${value}`) }))}
      />
      <SelectField
        name="music_id"
        label={t('queue.music')}
        none={t('queue.usual_music')}
        options={(music.data ?? [])
          .filter(({ length_ms }) => length_ms > 0)
          .map(({ id, name }) => ({ value: id, label: name }))}
      />
      <SelectField
        name="comfort_prompts"
        label={t('queue.comfort_prompts')}
        help={t('queue.comfort_prompts_help')}
        multiple
        options={prompts}
      />
      <Row gutter={16}>
        <Col span={12}>
          <NumberField
            name="comfort_first_s"
            label={t('queue.comfort_first_s')}
            unit={seconds}
            max={3600}
          />
        </Col>
        <Col span={12}>
          <NumberField
            name="comfort_every_s"
            label={t('queue.comfort_every_s')}
            help={t('common.off_zero')}
            unit={seconds}
            max={3600}
          />
        </Col>
        <Col span={24} style={{ marginBottom: 8 }}>
          {t('queue.announcing')}
        </Col>
        {choice('position', t('queue.announce_position_help'))}
        {choice('estimate', t('queue.announce_estimate_help'))}
        {tells && choice('at_start', t('queue.announce_at_start_help'))}
      </Row>
      <Row gutter={16} style={tells ? {} : { display: 'none' }}>
        {amount('every_s', 3600, seconds, t('queue.every_s_help'))}
        {amount('most_position', 100, t('queue.callers'), t('queue.most_help'))}
        {amount('most_min', 180, t('common.minutes'), t('queue.most_help'))}
      </Row>
    </>
  );
}
