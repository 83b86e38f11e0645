import { Col, Form, Row, Select } from 'antd';
import { useTranslation } from 'react-i18next';

import { useAll } from '@/api/resource';
import { useMay } from '@/api/session';
import type { Queue } from '@/api/types';
import { NumberField, SelectField, SwitchField } from '@/ui/fields';

/** Whether the queue is experts, and who its own experts are. own: the queue itself, which is not its own second line. */
export function ExpertFields({ own }: { own: string | undefined }) {
  const { t } = useTranslation();
  const may = useMay();
  const queues = useAll<Queue>('/queues', may('queues.read'));
  const experts = (queues.data ?? []).filter(({ id, expert }) => expert && id !== own);
  const chosen = Form.useWatch(['escalation', 'queue_id']) as string | null | undefined;
  const number = (name: string, most: number, unit: string) => (
    <Col span={12}>
      <NumberField
        name={['escalation', name] as unknown as string}
        label={t(`queue.${name}`)}
        help={t(`queue.${name}_help`)}
        max={most}
        unit={unit}
      />
    </Col>
  );
  return (
    <>
      <SwitchField name="expert" label={t('queue.expert')} help={t('queue.expert_help')} />
      <SelectField
        name={['escalation', 'queue_id'] as unknown as string}
        label={t('queue.second_line')}
        help={t('queue.second_line_help')}
        none={t('queue.no_second_line')}
        options={experts.map(({ id, name }) => ({ value: id, label: name }))}
      />
      {chosen && (
        <>
          <Row gutter={16}>
            {number('ask_s', 600, t('common.seconds'))}
            {number('waited_s', 86_400, t('common.seconds'))}
            {number('talked_s', 86_400, t('common.seconds'))}
            {number('repeat_days', 365, t('queue.days'))}
          </Row>
          <Form.Item
            name={['escalation', 'levels']}
            label={t('queue.levels')}
            extra={t('queue.levels_help')}
          >
            <Select
              mode="tags"
              open={false}
              suffixIcon={null}
              tokenSeparators={[',', '\uff0c', '\u3001']}
              data-testid="field-levels"
            />
          </Form.Item>
        </>
      )}
    </>
  );
}
