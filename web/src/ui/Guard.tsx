import type { ReactNode } from 'react';

import { useMay } from '@/api/session';

import { Forbidden } from './errors';

/** The page, or an explanation to who lacks the permission. The server checks again. */
export function Guard({ permission, children }: { permission?: string; children?: ReactNode }) {
  const may = useMay();
  if (permission && !may(permission)) return <Forbidden permission={permission} />;
  return children;
}
