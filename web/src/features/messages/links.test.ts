import { expect, it } from 'vitest';

import { pieces } from './links';

it.each([
  ['plain', [{ text: 'plain' }]],
  ['', []],
  [
    'see https://example.com/a?b=1.',
    [
      { text: 'see ' },
      { text: 'https://example.com/a?b=1', href: 'https://example.com/a?b=1' },
      { text: '.' },
    ],
  ],
  [
    '见 http://例子.公司/说明，谢谢',
    [
      { text: '见 ' },
      { text: 'http://例子.公司/说明', href: 'http://例子.公司/说明' },
      { text: '，谢谢' },
    ],
  ],
  ['javascript:alert(1)', [{ text: 'javascript:alert(1)' }]],
  ['data:text/html,x', [{ text: 'data:text/html,x' }]],
  ['<img src=x>', [{ text: '<img src=x>' }]],
  ['https://', [{ text: 'https://' }]],
])('%s', (text, found) => expect(pieces(text)).toEqual(found));
