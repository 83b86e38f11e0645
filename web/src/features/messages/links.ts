export interface Piece {
  text: string;
  /** Where it leads; undefined: plain text. */
  href?: string;
}

const ADDRESS = /https?:\/\/[^\s<>"'，。；！？、（）《》【】]+/g;
const TAIL = /[.,;:!?)\]}]+$/;

/** A text cut into plain parts and web addresses. Only http and https become links: nothing in a text can run. */
export function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  let at = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = match[0].replace(TAIL, '');
    if (!URL.canParse(address)) continue;
    if (match.index > at) found.push({ text: text.slice(at, match.index) });
    found.push({ text: address, href: address });
    at = match.index + address.length;
  }
  if (at < text.length) found.push({ text: text.slice(at) });
  return found;
}
