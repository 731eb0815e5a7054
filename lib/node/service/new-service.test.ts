// Documents that strangers wrote → folders that run, or one sentence why not.
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { OptionError } from '../../core/options/option-error.ts';
import { writeValidators } from '../build/validators.ts';
import { repoPath } from '../files/paths.ts';
import { loadService } from './load-service.ts';
import { writeNewService } from './new-service.ts';
import { listContractFiles } from './read-contracts.ts';

let parent = '';
beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'aurora-new-'));
});
afterAll(() => rm(parent, { recursive: true }));

const example = (version: string, name: string) =>
  repoPath('node_modules/@readme/oas-examples', version, 'json', `${name}.json`);

test.each([
  ['3.0', 'petstore-expanded', 4],
  ['3.0', 'petstore', 12],
  ['3.0', 'circular', 1],
  ['3.0', 'polymorphism', 12],
  ['3.1', 'train-travel', 7],
  ['3.1', 'petstore', 12],
])(
  'OpenAPI %s, %s: a service whose contracts compile',
  async (version, name, steps) => {
    const id = `${name}-${version.replace('.', '-')}`;
    const { dir, written } = await writeNewService(id, example(version, name), parent);
    expect(written?.journey.steps).toHaveLength(steps);
    const loaded = await loadService(dir);
    expect(loaded.service.journeys.first?.steps).toHaveLength(steps);
    await writeValidators(await listContractFiles(loaded), join(parent, `${id}.js`));
  },
  60_000,
);

test('without a document it is a copy of the example, under its own name', async () => {
  const { dir, written } = await writeNewService('kiosk', undefined, parent);
  expect(written).toBeUndefined();
  const { service } = await loadService(dir);
  expect(service).toMatchObject({ id: 'kiosk', reference: { program: 'reference/server.ts' } });
});

describe('what cannot be is refused, and leaves nothing behind', () => {
  test.each<[string, string, string | undefined, RegExp]>([
    ['a name that is no folder', 'My Shop', undefined, /no name of a service/],
    ['a document that is not there', 'gone', '/nowhere/openapi.json', /no such file/],
    ['Swagger 2', 'old', example('2.0', 'petstore'), /no OpenAPI 3\.0 or 3\.1 document/],
    ['nothing to call', 'hooks', example('3.1', 'webhooks'), /no operation of it can be called/],
  ])('%s', async (_, name, openapi, why) => {
    await expect(writeNewService(name, openapi, parent)).rejects.toThrow(why);
    await expect(writeNewService(name, openapi, parent)).rejects.toThrow(OptionError);
    expect(existsSync(join(parent, name))).toBe(false);
  });

  it('a document that breaks its own rules', async () => {
    const file = join(parent, 'broken.json');
    await writeFile(file, JSON.stringify({ openapi: '3.0.3', paths: {} }));
    await expect(writeNewService('broken', file, parent)).rejects.toThrow(/^--openapi .*info/s);
    expect(existsSync(join(parent, 'broken'))).toBe(false);
  });

  it('a name that is taken', async () => {
    await expect(writeNewService('example', undefined)).rejects.toThrow(/is there already/);
    expect(existsSync(repoPath('services/example/service.ts'))).toBe(true);
  });
});
