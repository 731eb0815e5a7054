// Is a line a row of a journal of this version? By the published format: what is missing in a row would count as held.
import { readFile } from 'node:fs/promises';
import type { Validate } from '../../core/answer/findings.ts';
import { isObject, type Json } from '../../core/text/json.ts';
import { repoPath } from '../files/paths.ts';

const FORMAT = repoPath('schemas', 'event.v2.schema.json');

/** A schema of one type of row, which its `type` is held to. */
interface RowSchema {
  readonly properties: { readonly type: { readonly const: string } };
}

let loaded: Promise<Validate> | undefined;

/**
 * A check of rows against `schemas/event.v2.schema.json`: what is wrong with one, undefined where nothing is.
 * It is compiled when it is first asked for, in about a tenth of a second.
 */
export function loadRowCheck(): Promise<Validate> {
  loaded ??= createRowCheck();
  return loaded;
}

async function createRowCheck(): Promise<Validate> {
  const [{ Ajv2020 }, { toFaultText }, text] = await Promise.all([
    import('ajv/dist/2020.js'),
    import('../../core/answer/contract-fault.ts'),
    readFile(FORMAT, 'utf8'),
  ]);
  const { anyOf } = JSON.parse(text) as { readonly anyOf: readonly RowSchema[] };
  // Lengths in UTF-16 units, as they were cut.
  const ajv = new Ajv2020({ strict: false, unicode: false, logger: false });
  const byType = new Map(anyOf.map((schema) => [schema.properties.type.const, ajv.compile(schema)]));
  return (row) => {
    const { type } = isObject(row) ? row : ({} as Json);
    const validate = byType.get(String(type));
    if (!validate) return `a row of type ${JSON.stringify(type)}, which this version does not know`;
    if (validate(row)) return undefined;
    const [fault] = validate.errors ?? [];
    return `${type}: ${toFaultText(fault ?? { instancePath: '' }, 'the row')}`;
  };
}
