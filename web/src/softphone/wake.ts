/** Moments at which a connection may have died unnoticed: the computer slept, the network changed, the tab was frozen. */
import { every } from './steady';

const LOOK_MS = 5_000;
/** A tick that comes so late was not held back by load: the clock stood still. */
const SLEPT_MS = 15_000;

export type Why = 'slept' | 'network' | 'shown';

/** Tells of each such moment until what is returned is called. */
export function onWake(tell: (why: Why) => void): () => void {
  let looked = Date.now();
  const end = every(LOOK_MS, () => {
    const now = Date.now();
    const slept = now - looked > LOOK_MS + SLEPT_MS;
    looked = now;
    if (slept) tell('slept');
  });
  const network = () => tell('network');
  const resumed = () => tell('slept');
  const shown = () => {
    if (!document.hidden) tell('shown');
  };
  const { connection } = navigator as { connection?: EventTarget };
  window.addEventListener('online', network);
  connection?.addEventListener('change', network);
  document.addEventListener('visibilitychange', shown);
  document.addEventListener('resume', resumed);
  return () => {
    end();
    window.removeEventListener('online', network);
    connection?.removeEventListener('change', network);
    document.removeEventListener('visibilitychange', shown);
    document.removeEventListener('resume', resumed);
  };
}

/** Browsers do not freeze a tab that holds a lock. Returns what lets it go. */
export function stayAwake(): () => void {
  let release: () => void = () => undefined;
  let over = false;
  const { locks } = navigator as { locks?: LockManager };
  void locks
    ?.request('trunkline.phone', { mode: 'shared' }, () =>
      over ? undefined : new Promise<void>((done) => (release = done)),
    )
    .catch(() => undefined);
  return () => {
    over = true;
    release();
  };
}
