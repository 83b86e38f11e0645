import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Form, Space } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface Props {
  name: string;
  label: string;
  help?: ReactNode;
  /** A new entry. */
  initial: Record<string, unknown>;
  most: number;
  /** Fields of the entry in this place of the list. */
  entry: (place: number) => ReactNode;
}

/** A list of small entries in a form: lines that can be added and taken away. Errors of the server stand below. */
export function FieldList({ name, label, help, initial, most, entry }: Props) {
  const { t } = useTranslation();
  return (
    <Form.Item label={label} extra={help}>
      <Form.List name={name}>
        {(fields, { add, remove }, { errors }) => (
          <>
            {fields.map(({ key, name: place }) => (
              <Space key={key} align="baseline" wrap style={{ width: '100%', marginBottom: 8 }}>
                {entry(place)}
                <Button
                  type="text"
                  icon={<DeleteOutlined />}
                  aria-label={t('common.delete')}
                  onClick={() => remove(place)}
                />
              </Space>
            ))}
            {fields.length < most && (
              <Button
                type="dashed"
                icon={<PlusOutlined />}
                onClick={() => add({ ...initial })}
                data-testid={`add-${name}`}
              >
                {t('common.add')}
              </Button>
            )}
            <Form.ErrorList errors={errors} />
          </>
        )}
      </Form.List>
    </Form.Item>
  );
}
