import { useTranslation } from 'react-i18next';

import type { Skill } from '@/api/types';
import { CrudPage } from '@/ui/CrudPage';
import { TextField } from '@/ui/fields';

export function SkillsPage() {
  const { t } = useTranslation();
  return (
    <CrudPage<Skill>
      path="/skills"
      title={t('nav.skills')}
      hint={t('skill.hint')}
      noun={t('skill.one')}
      nameOf={(row) => row.name}
      writePermission="skills.write"
      initial={{ name: '' }}
      columns={[
        { title: t('skill.name'), sortBy: 'name', dataIndex: 'name' },
        { title: t('skill.agents'), sortBy: 'agents', align: 'right', dataIndex: 'agents' },
      ]}
      fields={() => (
        <TextField name="name" label={t('skill.name')} help={t('skill.name_help')} required />
      )}
    />
  );
}
