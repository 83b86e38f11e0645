import { Form, InputNumber } from 'antd';
import { useTranslation } from 'react-i18next';

import { useSkillChoice } from '@/features/skills/useSkillChoice';
import { FieldList } from '@/ui/FieldList';

/** An agent's skills with their levels. */
export function AgentSkills() {
  const { t } = useTranslation();
  const choice = useSkillChoice();
  return (
    <FieldList
      name="skills"
      label={t('user.skills')}
      help={t('user.skills_help')}
      initial={{ level: 5 }}
      most={200}
      entry={(place) => (
        <>
          {choice(place)}
          <span>{t('user.level')}</span>
          <Form.Item
            name={[place, 'level']}
            messageVariables={{ label: t('user.level') }}
            noStyle
            rules={[{ required: true }]}
          >
            <InputNumber min={1} max={10} precision={0} />
          </Form.Item>
        </>
      )}
    />
  );
}
