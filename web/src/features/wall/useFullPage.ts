import { useCallback, useEffect } from 'react';
import { useSearchParams } from 'react-router';

/**
 * The wall over everything else, and the browser's full screen where it allows that. `?full=1` in the address opens it
 * so from a bookmark; F turns it on and off, Escape off.
 */
export function useFullPage(): [boolean, () => void] {
  const [search, setSearch] = useSearchParams();
  const full = search.get('full') === '1';
  const set = useCallback(
    (on: boolean) => setSearch(on ? { full: '1' } : {}, { replace: true }),
    [setSearch],
  );
  const toggle = useCallback(() => {
    set(!full);
    // A browser may refuse: the wall fills its window then.
    const done = full
      ? document.fullscreenElement && document.exitFullscreen()
      : document.documentElement.requestFullscreen?.();
    void Promise.resolve(done).catch(() => undefined);
  }, [full, set]);
  useEffect(() => {
    const left = () => {
      if (!document.fullscreenElement) set(false);
    };
    const key = (event: KeyboardEvent) => {
      const typing = event.target instanceof HTMLElement && event.target.closest('input, textarea');
      if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key.toLowerCase() === 'f') toggle();
      else if (event.key === 'Escape' && full && !document.fullscreenElement) set(false);
    };
    document.addEventListener('fullscreenchange', left);
    document.addEventListener('keydown', key);
    return () => {
      document.removeEventListener('fullscreenchange', left);
      document.removeEventListener('keydown', key);
    };
  }, [full, set, toggle]);
  return [full, toggle];
}
