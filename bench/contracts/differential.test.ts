// The quick checks of all contracts of this checkout against ajv, on mutated bodies. `npm run bench -- --contracts` does it at length.
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import type { Json } from '../../lib/core/text/json.ts';
import { listServiceIds, loadService } from '../../lib/node/service/load-service.ts';
import { listContractFiles } from '../../lib/node/service/read-contracts.ts';
import { createDice } from './bodies.ts';
import { compareContract } from './compare.ts';
import { drawSchemas } from './drawn.ts';

const services = await Promise.all(
  listServiceIds().map(async (id) => {
    const files = await listContractFiles(await loadService(id));
    return {
      id,
      schemas: await Promise.all(files.map(async (file) => JSON.parse(await readFile(file, 'utf8')) as Json)),
    };
  }),
);
const rows = services.flatMap(({ id, schemas }) =>
  schemas.map((schema) => [`${id}: ${schema.$id}`, schemas, schema] as const),
);

test.each(rows)('%s: a quick yes is one of ajv, and each of ajv a quick one', (title, schemas, schema) => {
  const { wrong, valid, sure } = compareContract({ title, schemas, seeds: [] }, schema, 2_000, 1);
  expect(wrong).toEqual([]);
  expect(valid).toBeGreaterThan(100);
  expect(sure).toBe(valid);
});

test('schemas that nobody would write: a quick yes is one of ajv', () => {
  const seen = drawSchemas(createDice(1), 60).map((schema) =>
    compareContract({ title: 'drawn', schemas: [schema], seeds: [] }, schema, 200, 1),
  );
  expect(seen.filter(({ wrong }) => wrong.length > 0)).toEqual([]);
  expect(seen.filter(({ sure }) => sure > 0).length).toBeGreaterThan(20);
});
