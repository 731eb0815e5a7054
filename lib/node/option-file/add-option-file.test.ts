// An option file as a command takes it: what it gives, and what is refused before anything is taken.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { text } from '../../core/options/option.ts';
import { OptionError } from '../../core/options/option-error.ts';
import { withTemporaryDir } from '../files/temporary.ts';
import { peekOptionFile } from './add-option-file.ts';

const BASE = text('BASE', '', 'where');
const peek = (name: string, content: string) =>
  withTemporaryDir('option-file', async (dir) => {
    const file = join(dir, name);
    await writeFile(file, content);
    return peekOptionFile(BASE, ['--config', file], {});
  });

test('a key that stands once is taken', async () => {
  expect(await peek('a.json', '{ "BASE": "http://a", "TOXICS": ["BASE"] }')).toBe('http://a');
});

test.each([
  [
    'a.json',
    '{\n"BASE": "http://a",\n"SEED": 1,\n"BASE": "http://b" }',
    /^a\.json: BASE stands there twice, again in line 4; /,
  ],
  [
    'a.ts',
    'export default {\nBASE: "http://a",\nBASE: "http://b" };',
    /^a\.ts .*"BASE" .* in line 3; leave one/,
  ],
])('a key that stands twice in %s is refused: the last would win, and nobody say so', async (name, content, why) => {
  const refused = await peek(name, content).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(OptionError);
  expect(String((refused as Error).message)).toMatch(why);
});
