import { Form, Input, InputNumber, Select, Switch } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { LANGUAGES } from '@/i18n';

import { timezones } from './timezones';

interface Base {
  name: string;
  label: string;
  help?: ReactNode;
}

export function TextField(props: Base & { required?: boolean; max?: number; disabled?: boolean }) {
  const { name, label, help, required, max = 100, disabled } = props;
  return (
    <Form.Item
      name={name}
      label={label}
      extra={help}
      rules={[{ required: required ?? false, whitespace: required ?? false }, { max }]}
    >
      <Input disabled={disabled} autoComplete="off" data-testid={`field-${name}`} />
    </Form.Item>
  );
}

export function NumberField(props: Base & { min?: number; max?: number; unit?: string }) {
  const { name, label, help, min = 0, max = 86_400, unit } = props;
  return (
    <Form.Item name={name} label={label} extra={help} rules={[{ required: true }]}>
      <InputNumber
        min={min}
        max={max}
        precision={0}
        suffix={unit}
        style={{ width: '100%' }}
        data-testid={`field-${name}`}
      />
    </Form.Item>
  );
}

export function SwitchField({ name, label, help }: Base) {
  return (
    <Form.Item name={name} label={label} extra={help} valuePropName="checked">
      <Switch data-testid={`field-${name}`} />
    </Form.Item>
  );
}

interface Choice extends Base {
  options: { value: string; label: ReactNode }[];
  required?: boolean;
  multiple?: boolean;
  /** Text of the choice that stands for null. */
  none?: string;
}

export function SelectField({ name, label, help, options, required, multiple, none }: Choice) {
  return (
    <Form.Item
      name={name}
      label={label}
      extra={help}
      rules={[{ required: required ?? false }]}
      // A cleared choice is null for the server, not missing.
      normalize={(value: unknown) => (value === undefined ? null : value)}
    >
      <Select
        showSearch={{ optionFilterProp: 'label' }}
        options={options}
        allowClear={!required && !multiple}
        placeholder={none}
        data-testid={`field-${name}`}
        {...(multiple ? { mode: 'multiple' as const } : {})}
      />
    </Form.Item>
  );
}

export function LanguageField({ name, label }: Base) {
  return <SelectField name={name} label={label} options={LANGUAGES} required />;
}

export function TimezoneField({ name, label }: Base) {
  return <SelectField name={name} label={label} options={timezones()} required />;
}

export function ActiveTag({ active }: { active: boolean }) {
  const { t } = useTranslation();
  return active ? (
    <span className="nowrap">{t('common.active')}</span>
  ) : (
    <span className="muted nowrap">{t('common.inactive')}</span>
  );
}
