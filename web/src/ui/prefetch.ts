type Load = () => Promise<unknown>;

const pages: Load[] = [];

/** Name the code of a page that may be opened later. */
export const registerPage = (load: Load): void => void pages.push(load);

/**
 * Fetch the code of the pages, one after the other, while there is nothing else to do: who is cut off from the
 * network, or works while the server is upgraded, can still go from page to page.
 */
export function prefetchPages(): void {
  const left = [...pages];
  const next = () => {
    const load = left.shift();
    if (load)
      void load().then(
        () => whenIdle(next),
        () => undefined,
      );
  };
  whenIdle(next);
}

/** When the browser has nothing else to do; Safari cannot tell: soon. */
function whenIdle(callback: () => void): void {
  if ('requestIdleCallback' in globalThis) requestIdleCallback(callback, { timeout: 5_000 });
  else setTimeout(callback, 500);
}
