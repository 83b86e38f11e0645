import { Col, Form, Input, InputNumber, Row, Select, Switch } from 'antd';
import { useTranslation } from 'react-i18next';

import { useAll } from '@/api/resource';
import { useMay } from '@/api/session';
import type { FlowSummary, KeyExit, Queue } from '@/api/types';
import { SelectField } from '@/ui/fields';
import { FieldList } from '@/ui/FieldList';

import { usePromptChoice } from './promptChoice';
import { KEYS, needsTarget } from './waiting';

const ACTIONS: KeyExit['action'][] = ['queue', 'flow', 'voice_mail', 'branch', 'callback'];

/** Keys by which waiting callers leave. own: the queue itself, to which no key leads. */
export function ExitFields({ own }: { own: string | undefined }) {
  const { t } = useTranslation();
  const may = useMay();
  const queues = useAll<Queue>('/queues', may('queues.read'));
  const flows = useAll<FlowSummary>('/flows', may('flows.read'));
  const prompts = usePromptChoice();
  const form = Form.useFormInstance();
  const ways = Form.useWatch('exits') as Partial<KeyExit>[] | undefined;
  const named = (all: { id: string; name: string }[] | undefined) =>
    (all ?? []).filter(({ id }) => id !== own).map(({ id, name }) => ({ value: id, label: name }));
  return (
    <>
      <FieldList
        name="exits"
        label={t('queue.exits')}
        help={t('queue.exits_help')}
        initial={{ action: 'flow', keep: true, label: '' }}
        most={KEYS.length}
        entry={(place) => {
          const way = ways?.[place];
          return (
            <>
              <Form.Item
                name={[place, 'key']}
                messageVariables={{ label: t('queue.key') }}
                noStyle
                rules={[{ required: true }]}
              >
                <Select
                  style={{ width: 76 }}
                  placeholder={t('queue.key')}
                  aria-label={t('queue.key')}
                  options={KEYS.map((key) => ({
                    value: key,
                    label: key,
                    disabled:
                      ways?.some((other, at) => at !== place && other?.key === key) ?? false,
                  }))}
                />
              </Form.Item>
              <Form.Item name={[place, 'action']} noStyle>
                <Select
                  style={{ minWidth: 170 }}
                  aria-label={t('queue.exits')}
                  onChange={() => form.setFieldValue(['exits', place, 'target_id'], undefined)}
                  options={ACTIONS.map((action) => ({
                    value: action,
                    label: t(`queue.exit_${action}`),
                  }))}
                />
              </Form.Item>
              {way && needsTarget(way.action) && (
                <Form.Item
                  name={[place, 'target_id']}
                  messageVariables={{
                    label: t(way?.action === 'queue' ? 'queue.target' : 'number.flow'),
                  }}
                  noStyle
                  rules={[{ required: true }]}
                >
                  <Select
                    style={{ minWidth: 150 }}
                    showSearch={{ optionFilterProp: 'label' }}
                    placeholder={t(way?.action === 'queue' ? 'queue.target' : 'number.flow')}
                    options={named(way?.action === 'queue' ? queues.data : flows.data)}
                  />
                </Form.Item>
              )}
              {way?.action === 'queue' && (
                <Form.Item name={[place, 'keep']} noStyle>
                  <Select
                    style={{ minWidth: 130 }}
                    aria-label={t('queue.exit_keep')}
                    options={[
                      { value: true, label: t('queue.exit_keep') },
                      { value: false, label: t('queue.exit_anew') },
                    ]}
                  />
                </Form.Item>
              )}
              <Form.Item name={[place, 'label']} noStyle>
                <Input
                  style={{ width: 150 }}
                  maxLength={60}
                  placeholder={t('queue.exit_label')}
                  aria-label={t('queue.exit_label')}
                />
              </Form.Item>
            </>
          );
        }}
      />
      {ways?.some((way) => way?.action === 'callback') && <CallingBackFields />}
      <SelectField
        name="exits_prompt"
        label={t('queue.exits_prompt')}
        help={t('queue.exits_prompt_help')}
        none={t('queue.exits_spoken')}
        options={prompts}
      />
    </>
  );
}

/** How those who asked for it are called back. */
function CallingBackFields() {
  const { t } = useTranslation();
  const amount = (
    name: Exclude<keyof Queue['calling_back'], 'caller_id' | 'other_number'>,
    min: number,
    max: number,
    unit: string,
  ) => (
    <Col span={8}>
      <Form.Item
        name={['calling_back', name]}
        label={t(`queue.back_${name}`)}
        rules={[{ required: true }]}
      >
        <InputNumber
          min={min}
          max={max}
          precision={0}
          suffix={unit}
          style={{ width: '100%' }}
          data-testid={`field-calling_back-${name}`}
        />
      </Form.Item>
    </Col>
  );
  return (
    <Row gutter={16}>
      <Col span={24} style={{ marginBottom: 8 }}>
        {t('queue.calling_back_help')}
      </Col>
      {amount('retries', 0, 10, t('queue.times'))}
      {amount('every_s', 10, 86_400, t('common.seconds'))}
      {amount('expires_s', 60, 604_800, t('common.seconds'))}
      <Col span={24}>
        <Form.Item
          name={['calling_back', 'other_number']}
          label={t('queue.back_other_number')}
          extra={t('queue.back_other_number_help')}
          valuePropName="checked"
        >
          <Switch data-testid="field-calling_back-other_number" />
        </Form.Item>
      </Col>
      <Col span={24}>
        <Form.Item
          name={['calling_back', 'caller_id']}
          label={t('queue.back_caller_id')}
          extra={t('queue.back_caller_id_help')}
          rules={[{ pattern: /^(\+?[0-9]{2,32})?$/, message: t('queue.back_caller_id_wrong') }]}
        >
          <Input maxLength={40} data-testid="field-calling_back-caller_id" />
        </Form.Item>
      </Col>
    </Row>
  );
}
