import { createCache } from '@ant-design/cssinjs';

/**
 * The styles of components, kept once they are made. By itself Ant Design drops those of a component that is shown
 * nowhere any more and makes them anew for the next one. Either has the browser work out the styles of the whole page
 * again, just when a call is to be shown.
 */
export function keptStyles(): ReturnType<typeof createCache> {
  const cache = createCache();
  const update = cache.opUpdate.bind(cache);
  cache.opUpdate = (key, change) =>
    update(key, (before) => {
      const after = change(before);
      // An entry counts its users and goes with the last one: the cache is one of them.
      return before || !after ? after : [after[0] + 1, after[1]];
    });
  return cache;
}
