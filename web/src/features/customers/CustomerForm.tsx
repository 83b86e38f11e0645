import { App, Button, Col, Form, Input, Row, Select } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';

import { useSave } from '@/api/resource';
import type { Customer } from '@/api/types';
import { useSubmit } from '@/ui/submit';

interface Props {
  customer: Customer | null;
  /** What a new record begins with. */
  initial?: Partial<Customer>;
  readOnly?: boolean;
  onSaved?: (customer: Customer) => void;
  /** What has been typed so far, here or by somebody else who fills in the same form. */
  typed?: Partial<Customer>;
  onTyped?: (values: Partial<Customer>) => void;
}

const blank = { name: '', company: '', level: '', email: '', address: '', notes: '', numbers: [] };

export function CustomerForm({ customer, initial, readOnly, onSaved, typed, onTyped }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [form] = Form.useForm<Customer>();
  const save = useSave<Customer>('/customers');
  useEffect(() => {
    const now = form.getFieldsValue(true) as Record<string, unknown>;
    const newer = Object.entries(typed ?? {}).filter(
      ([name, value]) => JSON.stringify(now[name]) !== JSON.stringify(value),
    );
    if (newer.length > 0) form.setFieldsValue(Object.fromEntries(newer));
  }, [form, typed]);
  const [submit, busy] = useSubmit(form, async (values) => {
    const saved = await save.mutateAsync({ id: customer?.id, values });
    void message.success(t('common.saved'));
    onSaved?.(saved);
  });
  return (
    <Form
      form={form}
      layout="vertical"
      disabled={readOnly}
      initialValues={{ ...(customer ?? { ...blank, ...initial }), ...typed }}
      onValuesChange={(values: Partial<Customer>) => onTyped?.(values)}
      onFinish={submit}
    >
      <Row gutter={16}>
        <Col span={12}>
          <Form.Item
            name="name"
            label={t('customer.name')}
            rules={[{ required: true, whitespace: true, max: 100 }]}
          >
            <Input data-testid="customer-name" />
          </Form.Item>
        </Col>
        <Col span={12}>
          <Form.Item name="level" label={t('customer.level')}>
            <Select
              options={[
                { value: '', label: t('customer.ordinary') },
                { value: 'vip', label: t('customer.vip') },
              ]}
            />
          </Form.Item>
        </Col>
        <Col span={12}>
          <Form.Item name="company" label={t('customer.company')} rules={[{ max: 200 }]}>
            <Input />
          </Form.Item>
        </Col>
        <Col span={12}>
          <Form.Item name="numbers" label={t('customer.numbers')}>
            <Select
              mode="tags"
              open={false}
              suffixIcon={null}
              // No blank: numbers are written and shown with blanks between their groups.
              tokenSeparators={[',', '\uff0c', '\u3001', ';', '\n']}
            />
          </Form.Item>
        </Col>
        <Col span={12}>
          <Form.Item
            name="email"
            label={t('customer.email')}
            rules={[{ type: 'email', message: t('customer.email_wrong') }, { max: 200 }]}
          >
            <Input />
          </Form.Item>
        </Col>
        <Col span={12}>
          <Form.Item name="address" label={t('customer.address')} rules={[{ max: 400 }]}>
            <Input />
          </Form.Item>
        </Col>
        <Col span={24}>
          <Form.Item name="notes" label={t('customer.notes')}>
            <Input.TextArea rows={2} maxLength={4000} />
          </Form.Item>
        </Col>
      </Row>
      {!readOnly && (
        <Button type="primary" htmlType="submit" loading={busy} data-testid="customer-save">
          {customer ? t('common.save') : t('customer.create')}
        </Button>
      )}
    </Form>
  );
}
