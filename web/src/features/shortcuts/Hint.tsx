import { Tooltip } from 'antd';
import { cloneElement, type ReactElement } from 'react';

import { useKeysOf, type Action } from './data';
import { spelled } from './keys';

interface Props {
  action: Action;
  /** What the button does, where it does not say so itself. */
  label?: string;
  children: ReactElement<{ 'aria-keyshortcuts'?: string }>;
}

/** Shows the keys of a button when it is pointed at or focused, and tells them to screen readers. */
export function Hint({ action, label, children }: Props) {
  const keys = spelled(useKeysOf(action));
  const title = [label, keys && (label ? `(${keys})` : keys)].filter(Boolean).join(' ');
  return (
    <Tooltip title={title} mouseEnterDelay={0.5}>
      {cloneElement(children, { 'aria-keyshortcuts': keys.replaceAll(' ', '') || undefined })}
    </Tooltip>
  );
}
