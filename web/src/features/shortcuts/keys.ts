/** Keys of shortcuts: modifiers and `KeyboardEvent.code`, as the server keeps them (`Alt+KeyH`). */

type Pressed = Pick<
  KeyboardEvent,
  'code' | 'ctrlKey' | 'altKey' | 'shiftKey' | 'metaKey' | 'getModifierState'
>;

const MODIFIERS = /^(Control|Alt|Shift|Meta|OS|AltGraph|CapsLock|Fn)/;

/** What is pressed; null while only modifiers are, or when it types a character by AltGr. */
export function keysOf(event: Pressed): string | null {
  if (!event.code || MODIFIERS.test(event.code) || event.getModifierState('AltGraph')) return null;
  return [
    event.ctrlKey && 'Ctrl',
    event.altKey && 'Alt',
    event.shiftKey && 'Shift',
    event.metaKey && 'Meta',
    event.code,
  ]
    .filter(Boolean)
    .join('+');
}

/** Whether keys would write into a field rather than be a shortcut there. */
export const writes = (keys: string): boolean =>
  !/\b(Ctrl|Alt|Meta)\+/.test(keys) && !/F\d+$/.test(keys);

const NAMES: Record<string, string> = {
  Slash: '/',
  Backslash: '\\',
  Comma: ',',
  Period: '.',
  Semicolon: ';',
  Quote: "'",
  BracketLeft: '[',
  BracketRight: ']',
  Minus: '-',
  Equal: '=',
  Backquote: '`',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
};

/** The caps to be pressed, as people read them: Alt, H. */
export function caps(keys: string): string[] {
  if (!keys) return [];
  if (keys === 'Shift+Slash') return ['?'];
  return keys
    .split('+')
    .map(
      (part) => NAMES[part] ?? part.replace(/^(Key|Digit)(?=.$)/, '').replace(/^Numpad/, 'Num '),
    );
}

export const spelled = (keys: string): string => caps(keys).join(' + ');
