// What a schema asks of a list.
import type { Json } from '../../../core/text/json.ts';
import { type Block, both, type Sureness } from './block.ts';
import type { Part } from './schemas.ts';
import { isOnly, TYPE_TESTS, type TypeName } from './types.ts';

/** Writes the code for a value that lies within this one. */
export type EmitInside = (parts: readonly Part[], variable: string, block: Block) => Sureness;

const WORDS = ['items', 'prefixItems', 'minItems', 'maxItems', 'uniqueItems'];

/** What is not sure inside is not sure here; a list or an object that lacks it can still be. */
export const unlessThere = (sure: Sureness): Sureness => (sure === 'never' ? 'partial' : sure);

/** Lists: their lengths, their items, each of which is read once. */
export function emitList(
  parts: readonly Part[],
  v: string,
  types: readonly TypeName[] | undefined,
  block: Block,
  emitInside: EmitInside,
): Sureness {
  const own = parts.filter(({ schema }) => WORDS.some((word) => (schema as Json)[word] !== undefined));
  if (own.length === 0) return 'exact';
  const only = isOnly(types, 'array');
  const inner = only ? block : block.inner().learnTypes(v, ['array']);
  const count = inner.name('n');
  inner.add(`const ${count} = ${v}.length;`);
  let sure: Sureness = 'exact';
  /** From which index on → the schemas of the items from there on. */
  const rest = new Map<number, Part[]>();
  for (const { schema, document } of own) {
    const { items, prefixItems, minItems, maxItems, uniqueItems } = schema as Json;
    if (minItems !== undefined) inner.failIf(`${count} < ${minItems}`);
    if (maxItems !== undefined) inner.failIf(`${count} > ${maxItems}`);
    if (uniqueItems === true) {
      // Objects are not compared.
      inner.failIf(`${count} > 1 && !isDistinct(${v})`);
      sure = both(sure, 'partial');
    }
    const first = Array.isArray(prefixItems) ? (prefixItems as readonly unknown[]) : [];
    first.forEach((item, index) => {
      const place = inner.inner();
      const variable = place.name('x');
      place.add(`const ${variable} = ${v}[${index}];`);
      sure = both(sure, unlessThere(emitInside([{ schema: item, document }], variable, place)));
      inner.nest(`if (${count} > ${index})`, place);
    });
    if (items !== undefined)
      rest.set(first.length, [...(rest.get(first.length) ?? []), { schema: items, document }]);
  }
  for (const [from, items] of rest) {
    const loop = inner.inner();
    const index = loop.name('i');
    const item = loop.name('x');
    const body = loop.inner();
    sure = both(sure, unlessThere(emitInside(items, item, body)));
    if (body.lines.length > 0) {
      loop.add(`const ${item} = ${v}[${index}];`);
      for (const line of body.lines) loop.add(line);
    }
    inner.nest(`for (let ${index} = ${from}; ${index} < ${count}; ${index}++)`, loop);
  }
  if (!only) block.nest(`if (${TYPE_TESTS.array(v)})`, inner);
  return sure;
}
