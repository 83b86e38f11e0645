import { useState } from 'react';

/**
 * Which order of a button, or of several, is being carried out. What the page shows may change before
 * the server's answer is here: a button that means something else by then is another order and is free.
 */
export function usePending() {
  const [pending, setPending] = useState<string | null>(null);
  const run = async (order: string, carryOut: () => Promise<unknown>) => {
    setPending(order);
    try {
      await carryOut();
    } finally {
      setPending((now) => (now === order ? null : now));
    }
  };
  return { pending, run };
}
