/** Timers of a worker run at full speed in a tab that is hidden, where those of the page are held back to one a minute. */
interface Order {
  id: number;
  /** Milliseconds between two ticks; 0 ends it. */
  every: number;
}

const running = new Map<number, ReturnType<typeof setInterval>>();

self.addEventListener('message', ({ data: { id, every } }: MessageEvent<Order>) => {
  clearInterval(running.get(id));
  running.delete(id);
  if (every > 0)
    running.set(
      id,
      setInterval(() => self.postMessage(id), every),
    );
});
