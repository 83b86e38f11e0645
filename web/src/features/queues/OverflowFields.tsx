import { Form, InputNumber, Select } from 'antd';
import { useTranslation } from 'react-i18next';

import { useAll } from '@/api/resource';
import { useMay } from '@/api/session';
import type { FlowSummary, OverflowLevel, Queue } from '@/api/types';
import { FieldList } from '@/ui/FieldList';

const WHEN: OverflowLevel['when'][] = ['wait', 'length', 'nobody', 'estimate'];
const ACTIONS: OverflowLevel['action'][] = ['beside', 'move', 'flow', 'voice_mail', 'branch'];

/** Levels of overflow: when, and where to. own: the queue itself, which is no target. */
export function OverflowFields({ own }: { own: string | undefined }) {
  const { t } = useTranslation();
  const may = useMay();
  const queues = useAll<Queue>('/queues', may('queues.read'));
  const flows = useAll<FlowSummary>('/flows', may('flows.read'));
  const form = Form.useFormInstance();
  const levels = Form.useWatch('overflow') as Partial<OverflowLevel>[] | undefined;
  const named = (all: { id: string; name: string }[] | undefined) =>
    (all ?? []).filter(({ id }) => id !== own).map(({ id, name }) => ({ value: id, label: name }));
  return (
    <FieldList
      name="overflow"
      label={t('queue.overflow')}
      help={t('queue.overflow_help')}
      initial={{ when: 'wait', at: 60, action: 'beside' }}
      most={10}
      entry={(place) => {
        const level = levels?.[place];
        const waits = level?.when !== 'length';
        return (
          <>
            <Form.Item name={[place, 'when']} noStyle>
              <Select
                style={{ minWidth: 170 }}
                options={WHEN.map((when) => ({ value: when, label: t(`queue.when_${when}`) }))}
              />
            </Form.Item>
            {level?.when !== 'nobody' && (
              <Form.Item
                name={[place, 'at']}
                messageVariables={{ label: t('queue.limit') }}
                noStyle
                rules={[{ required: true }]}
              >
                <InputNumber
                  min={1}
                  max={86_400}
                  precision={0}
                  suffix={waits ? t('common.seconds') : t('queue.callers')}
                />
              </Form.Item>
            )}
            <Form.Item name={[place, 'action']} noStyle>
              <Select
                style={{ minWidth: 190 }}
                onChange={() => form.setFieldValue(['overflow', place, 'target_id'], undefined)}
                options={ACTIONS.map((action) => ({
                  value: action,
                  label: t(`queue.action_${action}`),
                }))}
              />
            </Form.Item>
            {level?.action !== 'branch' && level?.action !== 'voice_mail' && (
              <Form.Item
                name={[place, 'target_id']}
                messageVariables={{
                  label: t(level?.action === 'flow' ? 'number.flow' : 'queue.target'),
                }}
                noStyle
                rules={[{ required: true }]}
              >
                <Select
                  style={{ minWidth: 150 }}
                  showSearch={{ optionFilterProp: 'label' }}
                  placeholder={t(level?.action === 'flow' ? 'number.flow' : 'queue.target')}
                  options={named(level?.action === 'flow' ? flows.data : queues.data)}
                />
              </Form.Item>
            )}
          </>
        );
      }}
    />
  );
}
