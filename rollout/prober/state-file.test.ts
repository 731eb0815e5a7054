import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, test } from 'vitest';
import { createStateWriter, readState } from './state-file.ts';
import type { ProberState } from './state-schema.ts';

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'aurora-prober-'));
});
afterAll(() => rm(dir, { recursive: true }));

const STATE: ProberState = {
  ...{ schema_version: 1, owner: 'staging', saved_at: '2026-01-01T00:00:00.000Z' },
  flows: {
    a: {
      every_ms: 1000,
      closed: 1,
      made: 2,
      due_count: 1,
      made_count: 1,
      recent: [{ outcome: 'pass', at: '2026-01-01T00:00:00.000Z' }],
    },
  },
  budgets: { slo: [{ start_ms: 0, passed: 1, failed: 0 }] },
};

it('remembers what was written', async () => {
  const file = join(dir, 'deep', 'state.json');
  const writer = createStateWriter(file, () => STATE);
  writer.save();
  writer.save();
  await writer.settled();
  expect(await readState(file, 'staging')).toEqual({ state: STATE, note: '' });
});

it('that is not there is no trouble', async () => {
  expect(await readState(join(dir, 'gone'), 'staging')).toEqual({ state: undefined, note: '' });
});

test.each<[string, string, string]>([
  ['empty', '', 'is damaged: it is no JSON'],
  ['cut off', JSON.stringify(STATE).slice(0, 80), 'is damaged: it is no JSON'],
  ['zeros', '\0'.repeat(100), 'is damaged: it is no JSON'],
  ['of another form', '{"a":1}', 'is damaged: '],
  ['of another version', JSON.stringify({ ...STATE, schema_version: 2 }), 'schema_version must be 1'],
  ['of another owner', JSON.stringify({ ...STATE, owner: 'prod' }), 'is that of prod'],
  [
    'with a wrong number',
    JSON.stringify(STATE).replace('"closed":1', '"closed":"x"'),
    'closed must be a whole number',
  ],
])('%s: told, and begun afresh', async (_, content, note) => {
  const file = join(dir, 'bad.json');
  await writeFile(file, content);
  const found = await readState(file, 'staging');
  expect(found.state).toBeUndefined();
  expect(found.note).toContain(note);
  expect(found.note).toContain('starts fresh');
});

it('that cannot be read or written ends nothing', async () => {
  const folder = join(dir, 'folder.json');
  await mkdir(folder);
  expect((await readState(folder, 'staging')).note).toContain('cannot be read');
  const writer = createStateWriter(folder, () => STATE);
  writer.save();
  await writer.settled();
  expect(writer.trouble()).not.toBe('');
  await rm(folder, { recursive: true });
  writer.save();
  await writer.settled();
  expect(writer.trouble()).toBe('');
  expect(JSON.parse(await readFile(folder, 'utf8'))).toEqual(STATE);
});
