import { pieces } from './links';

/** What somebody wrote: line breaks kept, addresses as links that tell the other site nothing of us. */
export function SafeText({ text }: { text: string }) {
  return (
    <p className="safe-text">
      {pieces(text).map(({ text: part, href }, n) =>
        href ? (
          <a key={n} href={href} target="_blank" rel="noopener noreferrer nofollow">
            {part}
          </a>
        ) : (
          part
        ),
      )}
    </p>
  );
}
