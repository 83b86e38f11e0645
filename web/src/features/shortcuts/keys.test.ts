import { expect, it } from 'vitest';

import { caps, keysOf, spelled, writes } from './keys';

const press = (code: string, ...modifiers: string[]) =>
  keysOf({
    code,
    ctrlKey: modifiers.includes('Ctrl'),
    altKey: modifiers.includes('Alt'),
    shiftKey: modifiers.includes('Shift'),
    metaKey: modifiers.includes('Meta'),
    getModifierState: (name) => modifiers.includes(name),
  });

it('says what is pressed by place, with modifiers in one order', () => {
  expect(press('KeyH', 'Alt')).toBe('Alt+KeyH');
  expect(press('KeyH', 'Shift', 'Alt', 'Ctrl')).toBe('Ctrl+Alt+Shift+KeyH');
  expect(press('Slash')).toBe('Slash');
});

it('is silent about modifiers alone and characters by AltGr', () => {
  expect(press('AltLeft', 'Alt')).toBeNull();
  expect(press('KeyQ', 'Alt', 'Ctrl', 'AltGraph')).toBeNull();
});

it('knows what would write into a field', () => {
  expect(['Slash', 'Shift+Slash', 'KeyJ'].every(writes)).toBe(true);
  expect(['Alt+KeyH', 'F8', 'Alt+Shift+KeyH', 'Shift+F8'].some(writes)).toBe(false);
});

it('spells keys as they are on the keyboard', () => {
  expect(spelled('Alt+KeyH')).toBe('Alt + H');
  expect(caps('Shift+Slash')).toEqual(['?']);
  expect(caps('Alt+Digit1')).toEqual(['Alt', '1']);
  expect(caps('Alt+ArrowDown')).toEqual(['Alt', '↓']);
  expect(caps('F8')).toEqual(['F8']);
  expect(caps('')).toEqual([]);
});
