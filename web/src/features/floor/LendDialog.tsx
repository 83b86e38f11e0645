import { App, DatePicker, Form, Modal, Radio, Select } from 'antd';
import type { Dayjs } from 'dayjs';
import { useTranslation } from 'react-i18next';

import { api } from '@/api/client';
import { useMe } from '@/api/session';
import { serverNow } from '@/live/clock';
import { useLive } from '@/live/context';
import { fromPicker, toPicker } from '@/ui/time';
import { useSubmit } from '@/ui/submit';

interface Values {
  queue_ids: string[];
  how: 'shift' | 'time';
  until?: Dayjs;
}

const HOUR_MS = 3_600_000;

/** Has an agent serve other queues for a time. */
export function LendDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const zone = useMe().tenant.timezone;
  const names = useLive((state) => state.names);
  const lent = useLive((state) => state.board.agents[id]?.lent);
  const [form] = Form.useForm<Values>();
  const how = Form.useWatch('how', form);
  const queues = Object.entries(names.queues);
  const [save, busy] = useSubmit(form, async (values) => {
    const until = values.how === 'time' && values.until ? fromPicker(values.until, zone) : null;
    await api.put(`/floor/agents/${id}/queues`, { queue_ids: values.queue_ids, until });
    void message.success(t('lend.done'));
    onClose();
  });
  return (
    <Modal
      open
      title={t('lend.title', { name: names.agents[id]?.name ?? id })}
      confirmLoading={busy}
      okButtonProps={{ 'data-testid': 'lend-ok' } as Record<`data-${string}`, string>}
      onOk={() => void save()}
      onCancel={onClose}
    >
      <p className="muted">{t('lend.help')}</p>
      <Form
        form={form}
        layout="vertical"
        initialValues={{
          queue_ids: lent ?? [],
          how: 'shift',
          until: toPicker(serverNow() + HOUR_MS, zone),
        }}
      >
        <Form.Item
          name="queue_ids"
          label={t('lend.queues')}
          rules={[{ required: true, message: t('lend.missing') }]}
        >
          <Select
            mode="multiple"
            autoFocus
            showSearch={{ optionFilterProp: 'label' }}
            options={queues.map(([value, { name }]) => ({ value, label: name }))}
            data-testid="lend-queues"
          />
        </Form.Item>
        <Form.Item name="how" label={t('lend.until')}>
          <Radio.Group
            options={[
              { value: 'shift', label: t('lend.end_of_shift') },
              { value: 'time', label: t('lend.until_time') },
            ]}
          />
        </Form.Item>
        {how === 'time' && (
          <Form.Item
            name="until"
            rules={[
              { required: true, message: t('lend.past') },
              {
                validator: (_, value: Dayjs | undefined) =>
                  !value || fromPicker(value, zone) > serverNow()
                    ? Promise.resolve()
                    : Promise.reject(new Error(t('lend.past'))),
              },
            ]}
          >
            <DatePicker showTime={{ format: 'HH:mm' }} format="YYYY-MM-DD HH:mm" />
          </Form.Item>
        )}
      </Form>
    </Modal>
  );
}
