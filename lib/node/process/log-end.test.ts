import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { withTemporaryDir } from '../files/temporary.ts';
import { readLogEnd } from './log-end.ts';

const CRASH = `/srv/bff.ts:3
throw new Error('no')
      ^

Error: listen EADDRINUSE: address already in use 127.0.0.1:3300
    at Server.listen (node:net:1:2)
Emitted 'error' event on Server instance at:
    at emit (node:net:1:2) {
  code: 'EADDRINUSE',
}

Node.js v20.19.0
`;

it.each([
  ['its last line', 'begins\nno upstream is given\n\n', 'no upstream is given'],
  ['the error of a crash', CRASH, 'Error: listen EADDRINUSE: address already in use 127.0.0.1:3300'],
  ['no secret', 'http://user:secret-word@shop.test is down', 'http://***@shop.test is down'],
  ['no control character', 'red \u001b[31m', 'red  [31m'],
  ['nothing of an empty log', '\n', ''],
  ['the end of a long one', `${'x\n'.repeat(100_000)}last`, 'last'],
])('tells %s', async (_, log, told) => {
  await withTemporaryDir('log-end', async (dir) => {
    const file = join(dir, 'a.log');
    await writeFile(file, log);
    expect(await readLogEnd(file)).toBe(told);
  });
});

it('tells nothing of a log that is not there', async () => {
  expect(await readLogEnd('/no/such/log')).toBe('');
});
