// Is a line a row of a journal of this version? By the published format: what is missing in a row would count as held.
import { readFile } from 'node:fs/promises';
import type { Validate } from '../../core/answer/findings.ts';
import { isObject, type Json } from '../../core/text/json.ts';
import { PRELUDE, toQuickCheck } from '../build/quick-check/quick-check.ts';
import { createResolver } from '../build/quick-check/schemas.ts';
import { repoPath } from '../files/paths.ts';

const FORMAT = repoPath('schemas', 'event.v2.schema.json');

/** By the type of row, the schema that such a row is held to. */
type RowSchemas = ReadonlyMap<unknown, Json>;

/** Two checks that agree: `isSurelyRow` says yes to nearly every row and never to a wrong one; `loadCheck` gives the one that knows. */
export interface RowForm {
  isSurelyRow(row: Json): boolean;
  /** What is wrong with a row, undefined where nothing is: ajv's, which is loaded and compiled at the first call, in a quarter of a second. */
  loadCheck(): Promise<Validate>;
}

let loaded: Promise<RowForm> | undefined;

/** The form of rows by `schemas/event.v2.schema.json`, read when it is first asked for. */
export function loadRowForm(): Promise<RowForm> {
  loaded ??= createRowForm();
  return loaded;
}

async function createRowForm(): Promise<RowForm> {
  const { anyOf } = JSON.parse(await readFile(FORMAT, 'utf8')) as {
    readonly anyOf: readonly { readonly properties: { readonly type: { readonly const: string } } }[];
  };
  const schemas: RowSchemas = new Map(anyOf.map((schema) => [schema.properties.type.const, schema]));
  const quick = new Map<unknown, (row: Json) => boolean>();
  let check: Promise<Validate> | undefined;
  return {
    isSurelyRow(row) {
      const known = quick.get(row.type);
      if (known) return known(row);
      const schema = schemas.get(row.type);
      if (schema === undefined) return false;
      // A journal has rows of a few types only.
      const made = toQuickFunction(schema);
      quick.set(row.type, made);
      return made(row);
    },
    loadCheck() {
      check ??= createCheck(schemas);
      return check;
    },
  };
}

function toQuickFunction(schema: Json): (row: Json) => boolean {
  const code = toQuickCheck(schema, createResolver([]));
  return code === undefined ? () => false : new Function(`${PRELUDE}\nreturn ${code};`)();
}

async function createCheck(schemas: RowSchemas): Promise<Validate> {
  const [{ Ajv2020 }, { toFaultText }] = await Promise.all([
    import('ajv/dist/2020.js'),
    import('../../core/answer/contract-fault.ts'),
  ]);
  // Lengths in UTF-16 units, as they were cut.
  const ajv = new Ajv2020({ strict: false, unicode: false, logger: false });
  const byType = new Map([...schemas].map(([type, schema]) => [type, ajv.compile(schema)]));
  return (row) => {
    const { type } = isObject(row) ? row : ({} as Json);
    const validate = byType.get(String(type));
    if (!validate) return `a row of type ${JSON.stringify(type)}, which this version does not know`;
    if (validate(row)) return undefined;
    const [fault] = validate.errors ?? [];
    return `${type}: ${toFaultText(fault ?? { instancePath: '' }, 'the row')}`;
  };
}
