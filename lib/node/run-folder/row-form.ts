// Is a line a row of a journal of this version? By the published format: what is missing in a row would count as held.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { toFaultText } from '../../core/answer/contract-fault.ts';
import type { Validate } from '../../core/answer/findings.ts';
import { isObject, type Json } from '../../core/text/json.ts';
import { PRELUDE, toQuickCheck } from '../build/quick-check/quick-check.ts';
import { createResolver } from '../build/quick-check/schemas.ts';
import { repoPath } from '../files/paths.ts';

const FORMAT = repoPath('schemas', 'event.v2.schema.json');

/** By the type of row, the schema that such a row is held to. */
type RowSchemas = ReadonlyMap<unknown, Json>;

let loaded: Promise<Validate> | undefined;

/**
 * A check of rows against `schemas/event.v2.schema.json`: what is wrong with one, undefined where nothing is. It is loaded when it is first
 * asked for.
 */
export function loadRowCheck(): Promise<Validate> {
  loaded ??= readRowSchemas().then(createRowCheck);
  return loaded;
}

/** The schemas of all types of rows, as they are published. */
export async function readRowSchemas(): Promise<RowSchemas> {
  const { anyOf } = JSON.parse(await readFile(FORMAT, 'utf8')) as {
    readonly anyOf: readonly { readonly properties: { readonly type: { readonly const: string } } }[];
  };
  return new Map(anyOf.map((schema) => [schema.properties.type.const, schema]));
}

/** What a quick check says yes to is a row. Anything else is judged and worded by ajv, which most journals never need. */
function createRowCheck(schemas: RowSchemas): Validate {
  const quick = new Map<unknown, (row: Json) => boolean>();
  let judge: Validate | undefined;
  return (row) => {
    const { type } = isObject(row) ? row : ({} as Json);
    let isSurelyRow = quick.get(type);
    const schema = schemas.get(type);
    if (!isSurelyRow && schema) {
      isSurelyRow = toQuickFunction(schema);
      quick.set(type, isSurelyRow);
    }
    if (isSurelyRow?.(row as Json)) return undefined;
    judge ??= compileByAjv(schemas);
    return judge(row);
  };
}

function toQuickFunction(schema: Json): (row: Json) => boolean {
  const code = toQuickCheck(schema, createResolver([]));
  return code === undefined ? () => false : new Function(`${PRELUDE}\nreturn ${code};`)();
}

/** The same by ajv alone: to load it and compile all types of rows takes a quarter of a second. */
export function compileByAjv(schemas: RowSchemas): Validate {
  const { Ajv2020 } = createRequire(import.meta.url)('ajv/dist/2020.js') as typeof import('ajv/dist/2020.js');
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
