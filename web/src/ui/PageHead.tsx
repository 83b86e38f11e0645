import { Typography } from 'antd';
import type { ReactNode } from 'react';

interface Props {
  title: ReactNode;
  hint?: ReactNode;
  extra?: ReactNode;
}

export function PageHead({ title, hint, extra }: Props) {
  return (
    <header className="page-head">
      <div>
        <Typography.Title level={4}>{title}</Typography.Title>
        {hint && <Typography.Text type="secondary">{hint}</Typography.Text>}
      </div>
      {extra}
    </header>
  );
}
