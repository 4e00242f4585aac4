import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';

const keys = [
  ['1', ''],
  ['2', 'ABC'],
  ['3', 'DEF'],
  ['4', 'GHI'],
  ['5', 'JKL'],
  ['6', 'MNO'],
  ['7', 'PQRS'],
  ['8', 'TUV'],
  ['9', 'WXYZ'],
  ['*', ''],
  ['0', '+'],
  ['#', ''],
] as const;

/** Three by four; typed digits work while the focus is in it. */
export function Keypad({ onDigit }: { onDigit: (digit: string) => void }) {
  const { t } = useTranslation();
  const typed = (event: KeyboardEvent) => {
    if (/^[0-9*#]$/.test(event.key)) onDigit(event.key);
  };
  return (
    <div className="keypad" role="group" aria-label={t('phone.keypad')}>
      {keys.map(([digit, letters]) => (
        <button
          key={digit}
          type="button"
          aria-label={t('phone.key', { key: digit })}
          onClick={() => onDigit(digit)}
          onKeyDown={typed}
        >
          {digit}
          <small aria-hidden>{letters || '\u00a0'}</small>
        </button>
      ))}
    </div>
  );
}
