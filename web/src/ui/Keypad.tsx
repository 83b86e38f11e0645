import { Button } from 'antd';

const ROWS = ['123', '456', '789', '*0#'];

interface Props {
  onKey: (key: string) => void;
  testid: string;
  disabled?: boolean;
}

/** Telephone keys. Test ids: `<testid>-1` ... `<testid>-star`, `<testid>-hash`. */
export function Keypad({ onKey, testid, disabled }: Props) {
  const nameOf = (key: string) => ({ '*': 'star', '#': 'hash' })[key] ?? key;
  return (
    <div className="keypad">
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
