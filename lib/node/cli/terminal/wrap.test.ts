import { expect, test } from 'vitest';
import { wrapLine, wrapText } from './wrap.ts';

const WORDS = 'one two three four five six seven eight nine ten';
test.each<[string, readonly string[]]>([
  ['short', ['short']],
  [WORDS, ['one two three four five six seven eight', 'nine ten']],
  [`  ${WORDS}`, ['  one two three four five six seven eight', '  nine ten']],
  [`  a b  ${WORDS}`, ['  a b', '      one two three four five six seven', '      eight nine ten']],
  ['', ['']],
])('%j on a terminal of 42 columns', (line, lines) => expect(wrapLine(line, { columns: 42 })).toEqual(lines));

test('a line as wide as the terminal is left as it is, its blanks too', () => {
  const line = '  a  b  c';
  expect(wrapLine(line, { columns: line.length })).toEqual([line]);
});

test('what follows stands further in where that is asked for', () => {
  expect(wrapLine(`  ${WORDS}`, { columns: 30 }, 2)).toEqual([
    '  one two three four five six',
    '    seven eight nine ten',
  ]);
});

test('a wide character takes two columns', () => {
  expect(wrapLine('汉字 汉字 汉字', { columns: 10 })).toEqual(['汉字 汉字', '汉字']);
});

test.each([
  'https://127.0.0.1:8443/a/long/address?with=a-query&and=more',
  '/var/lib/a/path/that-is/wider/than/the/terminal/summary.json',
  '`npm run rollout -- sign-manifest --environment prod`',
  'npm run monitoring -- restore backups/newest --data-dir empty',
  'kubectl argo rollouts undo aurora -n prod --to-revision=3',
])('%s is not broken', (atom) => {
  for (const columns of [20, 42, 60]) {
    const lines = wrapText(`Something is wrong with it: ${atom}, or else`, columns);
    expect(lines.some((line) => line.includes(atom))).toBe(true);
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines.filter((one) => !one.includes(atom)))
      expect(line.length).toBeLessThanOrEqual(columns);
  }
});
