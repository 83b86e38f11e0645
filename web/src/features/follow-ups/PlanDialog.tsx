import { App, DatePicker, Form, Input, Modal, Select } from 'antd';
import { useTranslation } from 'react-i18next';

import { useAll, useSave } from '@/api/resource';
import { useMay, useMe } from '@/api/session';
import type { FollowUp, User } from '@/api/types';
import { serverNow } from '@/live/clock';
import { useSubmit } from '@/ui/submit';
import { dayStart, fromPicker, toPicker } from '@/ui/time';

import { PATH } from './data';

const HOUR_MS = 3_600_000;

interface Props {
  /** To change one; else one is planned, for a call or for whoever has the number that is typed. */
  row?: FollowUp;
  callId?: string;
  /** The call's number is known: nothing is to be typed. */
  known?: boolean;
  onClose: () => void;
}

interface Values {
  due_at: ReturnType<typeof toPicker>;
  note?: string;
  number?: string;
  agent_id?: string;
}

/** When a customer is to be called back, and about what. */
export function PlanDialog({ row, callId, known, onClose }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const zone = useMe().tenant.timezone;
  const me = useMe().user.id;
  const may = useMay();
  const users = useAll<User>('/users', may('users.read'));
  const save = useSave<FollowUp>(PATH);
  const [form] = Form.useForm<Values>();
  const now = serverNow();
  const at = (days: number, hour: number) =>
    toPicker(dayStart(now, zone, -days) + hour * HOUR_MS, zone);
  const [submit, busy] = useSubmit(form, async (values) => {
    const given = {
      due_at: fromPicker(values.due_at.second(0), zone),
      note: values.note ?? '',
      ...(values.agent_id ? { agent_id: values.agent_id } : {}),
      ...(row
        ? {}
        : { call_id: callId ?? null, ...(values.number ? { number: values.number } : {}) }),
    };
    await save.mutateAsync({ id: row?.id, values: given });
    void message.success(t('common.saved'));
    onClose();
  });
  return (
    <Modal
      open
      title={t(row ? 'follow_up.change' : 'follow_up.plan')}
      okText={t('common.save')}
      cancelText={t('common.cancel')}
      onOk={() => void submit()}
      onCancel={onClose}
      confirmLoading={busy}
      okButtonProps={{ 'data-testid': 'follow-up-save' }}
      destroyOnHidden
    >
      <Form
        form={form}
        layout="vertical"
        initialValues={{
          due_at: row ? toPicker(row.due_at, zone) : at(1, 10),
          note: row?.note ?? '',
          agent_id: row?.agent_id ?? me,
        }}
        onFinish={() => void submit()}
      >
        {!row && !known && (
          <Form.Item name="number" label={t('call.number')} rules={[{ required: true }]}>
            <Input autoComplete="off" maxLength={40} data-testid="field-number" />
          </Form.Item>
        )}
        <Form.Item
          name="due_at"
          label={t('follow_up.due_at')}
          rules={[{ required: true }]}
          extra={t('call.zone', { zone })}
        >
          <DatePicker
            showTime={{ format: 'HH:mm', minuteStep: 5 }}
            format="YYYY-MM-DD HH:mm"
            style={{ width: '100%' }}
            presets={[
              { label: t('follow_up.in_an_hour'), value: toPicker(now + HOUR_MS, zone) },
              { label: t('follow_up.tomorrow'), value: at(1, 10) },
              { label: t('follow_up.in_3_days'), value: at(3, 10) },
              { label: t('follow_up.in_a_week'), value: at(7, 10) },
            ]}
            data-testid="field-due_at"
          />
        </Form.Item>
        <Form.Item name="note" label={t('follow_up.note')}>
          <Input.TextArea rows={3} maxLength={400} showCount data-testid="field-note" />
        </Form.Item>
        {users.data && (
          <Form.Item name="agent_id" label={t('call.agent')}>
            <Select
              showSearch={{ optionFilterProp: 'label' }}
              options={users.data
                .filter((one) => one.extension)
                .map(({ id, name }) => ({ value: id, label: name }))}
            />
          </Form.Item>
        )}
      </Form>
    </Modal>
  );
}
