/** Going about a page by keys: its search field, and the rows of its table. */

const SEARCH =
  '[data-testid="party-search"], .ant-modal-root input.search, .search input, input.search';
let wished = false;

/** Put the cursor into the search field of the page; false when it has none. */
export function focusSearch(): boolean {
  const field = [...document.querySelectorAll<HTMLInputElement>(SEARCH)].find(
    (one) => one.offsetParent !== null,
  );
  field?.focus();
  field?.select();
  return field !== undefined;
}

/** The next page with a search field puts the cursor there. */
export function wishSearch(): void {
  wished = true;
}

/** Whether that was wished for, until a search field that has appeared has the cursor. */
export const searchWished = (): boolean => wished;

export function endSearchWish(): void {
  wished = false;
}

/** The row last moved to or opened. */
let last: string | undefined;

const keyOf = (row: Element) => row.getAttribute('data-row-key') ?? undefined;

/** Focus the next (1) or previous (-1) row of the list; while an entry is open beside it, open that one instead. */
export function moveRow(step: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>('.content tr.clickable')];
  if (rows.length === 0) return;
  const from = rows.findIndex((row) => row === document.activeElement);
  const known = from >= 0 ? from : rows.findIndex((row) => keyOf(row) === last);
  const at = known < 0 ? (step > 0 ? 0 : rows.length - 1) : known + step;
  const row = rows[at];
  if (!row) return;
  last = keyOf(row);
  row.scrollIntoView({ block: 'nearest' });
  if (document.querySelector('.ant-drawer-open')) row.click();
  else row.focus();
}

/** What makes a row of a table one that keys can reach and open. */
export const reachable = (open: () => void) => ({
  className: 'clickable',
  tabIndex: 0,
  onClick: (event: { currentTarget: Element }) => {
    last = keyOf(event.currentTarget);
    open();
  },
  onKeyDown: (event: {
    key: string;
    target: EventTarget;
    currentTarget: Element;
    preventDefault: () => void;
  }) => {
    // Not where a button inside the row is meant.
    if (event.key !== 'Enter' || event.target !== event.currentTarget) return;
    event.preventDefault();
    last = keyOf(event.currentTarget);
    open();
  },
});
