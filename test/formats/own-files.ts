// JSON Schemas, compiled when a test asks: the service's contracts, and those of our own files.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type AnySchemaObject } from 'ajv/dist/2020.js';
import { repoPath } from '../../lib/node/files/paths.ts';

/** The schemas of a folder, by `$id`. */
export function readSchemas(...folder: string[]): Readonly<Record<string, AnySchemaObject>> {
  const dir = repoPath(...folder);
  const schemas = readdirSync(dir)
    .filter((name) => name.endsWith('.schema.json'))
    .map((name) => JSON.parse(readFileSync(join(dir, name), 'utf8')) as AnySchemaObject);
  return Object.fromEntries(schemas.map((schema) => [schema.$id ?? '', schema]));
}

/** A function that says what is wrong with a value by the schema of this id; '' when nothing is. */
export function createFaultFinder(
  schemas: ReturnType<typeof readSchemas>,
): (id: string, value: unknown) => string {
  const ajv = new Ajv2020({
    strict: true,
    strictTypes: false,
    strictRequired: false,
    schemas: Object.values(schemas),
  });
  return (id, value) => {
    const validate = ajv.getSchema(id);
    if (!validate) throw new Error(`no schema ${id}`);
    // What a reader gets has been through JSON: there, undefined is no key.
    return validate(JSON.parse(JSON.stringify(value))) ? '' : ajv.errorsText(validate.errors);
  };
}
