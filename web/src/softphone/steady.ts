/** Timers that keep their time in a hidden tab. Where there are no workers, the page's own. */

const ticks = new Map<number, () => void>();
let worker: Worker | null | undefined;
let last = 0;

function theWorker(): Worker | null {
  if (worker === undefined) {
    try {
      worker = new Worker(new URL('./steady.worker.ts', import.meta.url), { type: 'module' });
      worker.onmessage = ({ data }: MessageEvent<number>) => ticks.get(data)?.();
    } catch {
      worker = null;
    }
  }
  return worker;
}

/** Call `tick` every so many milliseconds until what is returned is called. */
export function every(ms: number, tick: () => void): () => void {
  const clock = theWorker();
  if (!clock) {
    const timer = setInterval(tick, ms);
    return () => clearInterval(timer);
  }
  const id = (last += 1);
  ticks.set(id, tick);
  clock.postMessage({ id, every: ms });
  return () => {
    ticks.delete(id);
    clock.postMessage({ id, every: 0 });
  };
}

/** Call `then` once, after so many milliseconds, unless what is returned is called before. */
export function after(ms: number, then: () => void): () => void {
  const end = every(ms, () => {
    end();
    then();
  });
  return end;
}
