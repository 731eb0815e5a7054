// Contracts that a stranger may write, compiled as for k6.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { withTemporaryDir } from '../files/temporary.ts';
import { writeValidators } from './validators.ts';

interface Compiled {
  readonly validators: Readonly<Record<string, (body: unknown) => boolean>>;
  readonly quickChecks: Readonly<Record<string, (body: unknown) => boolean>>;
}

const compile = (schema: string) =>
  withTemporaryDir('validators', async (dir) => {
    const file = join(dir, 'race.v1.schema.json');
    const out = join(dir, 'validators.mjs');
    await writeFile(file, schema);
    await writeValidators([file], out);
    return (await import(pathToFileURL(out).href)) as Compiled;
  });

test('a key that every object inherits is there only where the body has it', async () => {
  const { validators, quickChecks } = await compile(
    '{"$id":"race.v1","type":"object","required":["constructor"],"properties":{"constructor":{"type":"string"},"valueOf":{"type":"string"}}}',
  );
  const isKept = validators['race.v1'];
  expect([isKept?.({ constructor: 'Lotus' }), isKept?.({}), isKept?.({ constructor: 1 })]).toEqual([
    true,
    false,
    false,
  ]);
  expect(quickChecks).toEqual({});
});

test('a contract in which a key stands twice is refused: a reader would take the last', async () => {
  await expect(compile('{"$id":"race.v1",\n"required":["a"],\n"required":["b"]}')).rejects.toThrow(
    'race.v1.schema.json cannot be used as a JSON Schema: required stands there twice, again in line 3; leave one of them out',
  );
});
