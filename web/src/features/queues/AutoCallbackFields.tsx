import { Col, Form, InputNumber, Row, Select, Switch } from 'antd';
import { useTranslation } from 'react-i18next';

import { useAll } from '@/api/resource';
import { useMay } from '@/api/session';
import type { Hours, Queue } from '@/api/types';

type Name = Exclude<keyof Queue['auto_callback'], 'on' | 'hours_id'>;
const MINUTE_S = 60;

/** Whether, when and how often those who gave up in the queue are called back without having asked for it. */
export function AutoCallbackFields() {
  const { t } = useTranslation();
  const may = useMay();
  const hours = useAll<Hours>('/hours', may('hours.read'));
  const on = Form.useWatch(['auto_callback', 'on']) as boolean | undefined;
  const field = (name: Name, min: number, max: number, unit: string, each = 1) => (
    <Col span={8}>
      <Form.Item
        name={['auto_callback', name]}
        label={t(`queue.auto_${name}`)}
        rules={[{ required: true }]}
        {...(each > 1
          ? {
              getValueProps: (value: number | null) => ({
                value: value === null ? null : value / each,
              }),
              normalize: (value: number | null) =>
                value === null ? null : Math.round(value * each),
            }
          : {})}
      >
        <InputNumber
          min={min}
          max={max}
          suffix={unit}
          style={{ width: '100%' }}
          data-testid={`field-auto_callback-${name}`}
        />
      </Form.Item>
    </Col>
  );
  return (
    <>
      <Form.Item
        name={['auto_callback', 'on']}
        label={t('queue.auto_on')}
        extra={t('queue.auto_help')}
        valuePropName="checked"
      >
        <Switch data-testid="field-auto_callback-on" />
      </Form.Item>
      <Row gutter={16} hidden={!on}>
        {field('least_wait_s', 0, 3600, t('common.seconds'))}
        {field('after_s', 0, 1440, t('common.minutes'), MINUTE_S)}
        {field('tries', 1, 10, t('queue.times'))}
        {field('every_s', 1, 1440, t('common.minutes'), MINUTE_S)}
        {field('expires_s', 1, 10_080, t('common.minutes'), MINUTE_S)}
        <Col span={24}>
          <Form.Item
            name={['auto_callback', 'hours_id']}
            label={t('queue.auto_hours')}
            extra={t('queue.auto_hours_help')}
          >
            <Select
              allowClear
              placeholder={t('queue.auto_hours_of_number')}
              options={(hours.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
              data-testid="field-auto_callback-hours_id"
            />
          </Form.Item>
        </Col>
      </Row>
    </>
  );
}
