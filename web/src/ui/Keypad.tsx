import { Button } from 'antd';
import { useEffect, useRef } from 'react';

const ROWS = ['123', '456', '789', '*0#'];

interface Props {
  onKey: (key: string) => void;
  testid: string;
  disabled?: boolean;
  /** Take the keyboard when it appears: digits, * and # are typed then. */
  typed?: boolean;
}

/** Telephone keys. Test ids: `<testid>-1` ... `<testid>-star`, `<testid>-hash`. */
export function Keypad({ onKey, testid, disabled, typed }: Props) {
  const nameOf = (key: string) => ({ '*': 'star', '#': 'hash' })[key] ?? key;
  const pad = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (typed) pad.current?.focus();
  }, [typed]);
  return (
    <div
      className="keypad"
      ref={pad}
      role="group"
      tabIndex={typed ? -1 : undefined}
      onKeyDown={(event) => {
        const plain = !event.ctrlKey && !event.altKey && !event.metaKey && !event.repeat;
        if (typed && !disabled && plain && /^[0-9*#]$/.test(event.key)) onKey(event.key);
      }}
    >
      {ROWS.join('')
        .split('')
        .map((key) => (
          <Button
            key={key}
            size="large"
            disabled={disabled}
            data-testid={`${testid}-${nameOf(key)}`}
            onClick={() => onKey(key)}
          >
            {key}
          </Button>
        ))}
    </div>
  );
}
