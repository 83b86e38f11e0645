import { Form, InputNumber, Select } from 'antd';
import { useTranslation } from 'react-i18next';

import { useSkillChoice } from '@/features/skills/useSkillChoice';
import { FieldList } from '@/ui/FieldList';

/** The skills that a queue asks for, and how less is asked while the caller waits. */
export function SkillFields() {
  const { t } = useTranslation();
  const choice = useSkillChoice();
  return (
    <>
      <FieldList
        name="skills"
        label={t('queue.skills')}
        help={t('queue.skills_help')}
        initial={{ level: 1, required: true }}
        most={20}
        entry={(place) => (
          <>
            {choice(place)}
            <span>{t('queue.least_level')}</span>
            <Form.Item
              name={[place, 'level']}
              messageVariables={{ label: t('user.level') }}
              noStyle
              rules={[{ required: true }]}
            >
              <InputNumber min={1} max={10} precision={0} />
            </Form.Item>
            <Form.Item name={[place, 'required']} noStyle>
              <Select
                style={{ minWidth: 110 }}
                options={[
                  { value: true, label: t('queue.required') },
                  { value: false, label: t('queue.preferred') },
                ]}
              />
            </Form.Item>
          </>
        )}
      />
      <FieldList
        name="relaxing"
        label={t('queue.relaxing')}
        help={t('queue.relaxing_help')}
        initial={{ after_s: 30, level: 0 }}
        most={20}
        entry={(place) => (
          <>
            <span>{t('queue.after')}</span>
            <Form.Item
              name={[place, 'after_s']}
              messageVariables={{ label: t('common.seconds') }}
              noStyle
              rules={[{ required: true }]}
            >
              <InputNumber min={1} max={86_400} precision={0} suffix={t('common.seconds')} />
            </Form.Item>
            {choice(place)}
            <span>{t('queue.least_level')}</span>
            <Form.Item
              name={[place, 'level']}
              messageVariables={{ label: t('user.level') }}
              noStyle
              rules={[{ required: true }]}
            >
              <InputNumber min={0} max={9} precision={0} />
            </Form.Item>
          </>
        )}
      />
    </>
  );
}
