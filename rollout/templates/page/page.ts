// The tables of docs/rollout-templates.md: what is asked of a canary in each environment, each key of the values, each annotation.
import type { TSchema } from 'typebox';
import { replaceBlock } from '../../../lib/core/power/report.ts';
import { isObject, toObject } from '../../../lib/core/text/json.ts';
import { Values } from '../../values/values-schema.ts';
import { RolloutAnnotations } from '../annotations-schema.ts';
import { toTable } from './markdown.ts';
import { type AllValues, toReadiness } from './readiness.ts';

/** The page that holds them. */
export const TEMPLATES_PAGE = 'docs/rollout-templates.md';

/** Every key of a form, as `a.b[].c`, with what it means; those of the policy are told elsewhere. */
function listKeys(schema: unknown, path: string): readonly (readonly [string, boolean, string])[] {
  const { properties, required, items } = toObject(schema);
  if (isObject(items)) return listKeys(items, `${path}[]`);
  const musts = Array.isArray(required) ? required : [];
  return Object.entries(toObject(properties)).flatMap(([key, part]) => {
    const own = path === '' ? key : `${path}.${key}`;
    const { description = '' } = toObject(part);
    const row = [own, musts.includes(key), String(description)] as const;
    return own === 'decision' ? [row] : [row, ...listKeys(part, own)];
  });
}

/** Every key of a form, as a table. */
export const toKeys = (schema: TSchema): string =>
  toTable(
    ['key', 'required', 'what it says'],
    listKeys(schema, '').map(([key, isRequired, says]) => [`\`${key}\``, isRequired ? 'yes' : 'no', says]),
  );

/**
 * The page with its tables as they are of these values.
 * @throws RangeError where the page has no place for one of them
 */
export function replaceTables(page: string, values: AllValues): string {
  const tables = {
    readiness: toReadiness(values),
    values: toKeys(Values),
    annotations: toKeys(RolloutAnnotations),
  };
  return Object.entries(tables).reduce((text, [name, table]) => replaceBlock(text, name, table), page);
}
