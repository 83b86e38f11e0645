import { EllipsisOutlined } from '@ant-design/icons';
import { Button, Dropdown } from 'antd';

import type { Items } from './useAgentActions';

/** The button at the end of a row that opens what can be done about it; nothing where nothing can. */
export function ActionsButton({
  items,
  label,
  testid,
}: {
  items: Items;
  label: string;
  testid: string;
}) {
  if (items.length === 0) return null;
  return (
    <Dropdown menu={{ items }} trigger={['click']} placement="bottomRight">
      <Button
        type="text"
        size="small"
        icon={<EllipsisOutlined />}
        aria-label={label}
        data-testid={testid}
      />
    </Dropdown>
  );
}
