// JSON Schemas → validators as plain code, so that neither k6 nor Node compiles a schema while a run is on.
import { mkdir, readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { describeRepeatedKey, type Json } from '../../core/text/json.ts';
import { writeIfOther } from '../files/write-whole.ts';
import { PRELUDE, toQuickCheck } from './quick-check/quick-check.ts';
import { createResolver } from './quick-check/schemas.ts';

const SUFFIX = '.schema.json';
/** A bound on length for which it matters what a character is. */
const COUNTS_CHARACTERS = /"maxLength"|"minLength"\s*:\s*(?:[02-9]|1\d)/;

/** Names of keys that every object inherits. ajv takes them for there in each, unless it is told to look at an object's own. */
const INHERITED = Object.getOwnPropertyNames(Object.prototype).map((name) => JSON.stringify(name));

/** How ajv reads a contract, whoever compiles it. */
export const CONTRACT_RULES = {
  strict: true,
  strictTypes: false,
  strictRequired: false,
  // Lengths in UTF-16 units, the same for minLength 1: counting characters in k6's interpreter cost more than all the
  // rest. ajv logs that this option is deprecated; what is wrong with a schema it throws.
  unicode: false,
  logger: false,
} as const;

/**
 * Compiles every contract into one ES module that exports `validators`: schema id → ajv validate function; and `quickChecks`: schema
 * id → a function that is true for a body that the validator would surely take, where there is one.
 * @param files the `*.schema.json` files, absolute paths
 * @param outFile the module to write; it imports `ajv/dist/runtime/*`, which a bundler takes in
 * @throws Error naming the schema that cannot be read or compiled
 */
export async function writeValidators(files: readonly string[], outFile: string): Promise<void> {
  // Loaded late: most starts find the script of k6 as it was built before.
  const [{ Ajv2020 }, { default: standaloneCode }] = await Promise.all([
    import('ajv/dist/2020.js'),
    import('ajv/dist/standalone/index.js'),
  ]);
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  const ajv = new Ajv2020({
    code: { source: true, esm: true, optimize: 2 },
    allErrors: false,
    ...CONTRACT_RULES,
    ownProperties: texts.some((text) => INHERITED.some((name) => text.includes(name))),
  });
  const schemas: Json[] = [];
  for (const [i, file] of files.entries()) {
    try {
      const text = texts[i] ?? '';
      if (COUNTS_CHARACTERS.test(text)) throw new Error('only minLength 1 is cheap to check; use a pattern');
      const schema = JSON.parse(text) as Json;
      const repeated = describeRepeatedKey(text);
      if (repeated !== undefined) throw new Error(repeated);
      schemas.push(schema);
      ajv.addSchema(schema);
    } catch (error) {
      throw new Error(
        `${basename(file)} cannot be used as a JSON Schema: ${error instanceof Error ? error.message : error}`,
        { cause: error },
      );
    }
  }
  const ids = files.map((file) => basename(file).slice(0, -SUFFIX.length));
  const names = Object.fromEntries(ids.map((id, i) => [`v${i}`, id]));
  const code = standaloneCode(ajv, names);
  const table = ids.map((id, i) => `${JSON.stringify(id)}: v${i}`).join(', ');
  await mkdir(dirname(outFile), { recursive: true });
  const resolver = createResolver(schemas);
  const quick = schemas.flatMap((schema, i) => {
    const check = toQuickCheck(schema, resolver);
    return check === undefined ? [] : [`${JSON.stringify(ids[i])}: ${check}`];
  });
  await writeIfOther(
    outFile,
    `${code}
export const validators = { ${table} };
${PRELUDE}
export const quickChecks = { ${quick.join(',\n')} };
`,
  );
}
