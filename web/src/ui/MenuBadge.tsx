import { Badge } from 'antd';
import type { ReactNode } from 'react';

interface Props {
  /** The menu's own class for icons. */
  className?: string | undefined;
  count: number;
  /** What is counted, with the number. */
  title: string;
  testid: string;
  /** The icon. */
  children: ReactNode;
}

/** An icon of the menu with how much waits there. */
export function MenuBadge({ className, count, title, testid, children }: Props) {
  return (
    <span className={className} data-testid={testid} data-count={count}>
      <Badge
        count={count}
        size="small"
        offset={[1, -3]}
        title={title}
        styles={{ root: { color: 'inherit' } }}
      >
        {children}
      </Badge>
    </span>
  );
}
