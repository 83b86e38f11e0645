import { QuestionCircleOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';

import { Hint } from './Hint';
import { showList } from './openList';

/** Opens the list of shortcuts. */
export function ShortcutButton() {
  const { t } = useTranslation();
  return (
    <Hint action="help" label={t('shortcut.title')}>
      <Button
        type="text"
        icon={<QuestionCircleOutlined />}
        aria-label={t('shortcut.title')}
        data-testid="shortcuts"
        onClick={() => showList(true)}
      />
    </Hint>
  );
}
