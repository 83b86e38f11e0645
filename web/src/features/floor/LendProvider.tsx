import { useState, type ReactNode } from 'react';

import { LendContext } from './lending';
import { LendDialog } from './LendDialog';

/** Holds the dialog by which an agent is lent: the menu that asks for it is gone once it was clicked. */
export function LendProvider({ children }: { children: ReactNode }) {
  const [id, setId] = useState<string | null>(null);
  return (
    <LendContext value={setId}>
      {children}
      {id !== null && <LendDialog id={id} onClose={() => setId(null)} />}
    </LendContext>
  );
}
