import { Checkbox, DatePicker, Form, type FormInstance } from 'antd';
import { useTranslation } from 'react-i18next';

import { useAll } from '@/api/resource';
import { useMay, useMe } from '@/api/session';
import type { CallerListKind, FlowSummary, PhoneNumber } from '@/api/types';
import { NumberField, SelectField, SwitchField, TextField } from '@/ui/fields';

import { mayBeWide } from './patterns';

/** The form of an entry; each list has fields of its own. */
export function EntryFields({ kind, form }: { kind: CallerListKind; form: FormInstance }) {
  const { t } = useTranslation();
  const may = useMay();
  const { tenant } = useMe();
  const flows = useAll<FlowSummary>('/flows', may('flows.read'));
  const numbers = useAll<PhoneNumber>('/numbers', may('numbers.read'));
  const lines = [...new Set(numbers.data?.map(({ line }) => line).filter(Boolean))];
  const written = (Form.useWatch('pattern', form) as string | undefined) ?? '';
  return (
    <>
      <Form.Item name="kind" hidden>
        <input />
      </Form.Item>
      <TextField
        name="pattern"
        label={t('caller_list.pattern')}
        help={t('caller_list.pattern_help')}
        required
      />
      {mayBeWide(written) && (
        <Form.Item
          name="confirm_wide"
          valuePropName="checked"
          extra={t('caller_list.confirm_wide_help')}
        >
          <Checkbox data-testid="field-confirm_wide">{t('caller_list.confirm_wide')}</Checkbox>
        </Form.Item>
      )}
      {kind === 'black' && (
        <SelectField
          name="flow_id"
          label={t('caller_list.action')}
          help={t('caller_list.action_help')}
          none={t('caller_list.hang_up')}
          options={(flows.data ?? []).map(({ id, name }) => ({
            value: id,
            label: t('caller_list.to_flow', { name }),
          }))}
        />
      )}
      {kind === 'vip' && (
        <>
          <TextField
            name="level"
            label={t('caller_list.level')}
            help={t('caller_list.level_help')}
            max={20}
          />
          <NumberField
            name="priority"
            label={t('queue.priority')}
            help={t('caller_list.priority_help')}
            max={1000}
          />
        </>
      )}
      <SelectField
        name="number_id"
        label={t('caller_list.number')}
        none={t('caller_list.any_number')}
        options={(numbers.data ?? []).map(({ id, number, line }) => ({
          value: id,
          label: [number, line].filter(Boolean).join(' · '),
        }))}
      />
      <SelectField
        name="line"
        label={t('call.line')}
        none={t('caller_list.any_line')}
        options={lines.map((line) => ({ value: line, label: line }))}
      />
      <Form.Item
        name="expires_at"
        label={t('caller_list.expires_at')}
        extra={t('call.zone', { zone: tenant.timezone })}
      >
        <DatePicker
          showTime={{ format: 'HH:mm' }}
          format="YYYY-MM-DD HH:mm"
          placeholder={t('caller_list.for_ever')}
          style={{ width: '100%' }}
        />
      </Form.Item>
      <TextField name="reason" label={t('caller_list.reason')} max={200} />
      <SwitchField name="active" label={t('caller_list_state.on')} />
    </>
  );
}
