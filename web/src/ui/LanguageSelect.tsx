import { GlobalOutlined } from '@ant-design/icons';
import { Button, Dropdown } from 'antd';
import { useTranslation } from 'react-i18next';

import type { Language } from '@/api/types';
import { LANGUAGES, setLanguage } from '@/i18n';

export function LanguageSelect({ onChoose }: { onChoose?: (language: Language) => void }) {
  const { i18n } = useTranslation();
  const now = LANGUAGES.find((each) => each.value === i18n.language);
  return (
    <Dropdown
      menu={{
        selectedKeys: [i18n.language],
        items: LANGUAGES.map(({ value, label }) => ({ key: value, label })),
        onClick: ({ key }) => {
          void setLanguage(key as Language);
          onChoose?.(key as Language);
        },
      }}
    >
      <Button type="text" icon={<GlobalOutlined />} data-testid="language">
        {now?.label}
      </Button>
    </Dropdown>
  );
}
