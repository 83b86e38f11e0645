import { Form, Select } from 'antd';
import { useTranslation } from 'react-i18next';

import { useAll } from '@/api/resource';
import { useMay } from '@/api/session';
import type { Skill } from '@/api/types';

/** The field of one entry of a list in which a skill is chosen. */
export function useSkillChoice() {
  const { t } = useTranslation();
  const may = useMay();
  const skills = useAll<Skill>('/skills', may('skills.read'));
  const options = (skills.data ?? []).map(({ id, name }) => ({ value: id, label: name }));
  return (place: number) => (
    <Form.Item
      name={[place, 'skill_id']}
      rules={[{ required: true }]}
      messageVariables={{ label: t('skill.one') }}
      noStyle
    >
      <Select
        options={options}
        placeholder={t('skill.choose')}
        showSearch={{ optionFilterProp: 'label' }}
        style={{ minWidth: 150 }}
      />
    </Form.Item>
  );
}
