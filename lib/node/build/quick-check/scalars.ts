// What a schema asks of a value by itself: one of some, a number within bounds, a text.
import type { Json } from '../../../core/text/json.ts';
import { type Block, both, type Sureness, toLiteral } from './block.ts';
import { isOnly, TYPE_TESTS, type TypeName } from './types.ts';

/** Where constants are put that are made once, and not at each body. */
export type Hoist = (expression: string) => string;

/** Infinity, which 1e400 is read as, cannot be written as JSON again. */
const isScalar = (value: unknown) =>
  typeof value === 'number' ? Number.isFinite(value) : typeof value !== 'object' || value === null;
/** More values than these are looked up and not gone through. */
const MOST_IN_LINE = 12;

/** `enum` and `const`: what is no scalar among them is left to ajv. */
export function emitChosen(schemas: readonly Json[], v: string, block: Block, hoist: Hoist): Sureness {
  let sure: Sureness = 'exact';
  for (const schema of schemas) {
    const lists = [
      ...(schema.const === undefined ? [] : [[schema.const]]),
      ...(Array.isArray(schema.enum) ? [schema.enum as readonly unknown[]] : []),
    ];
    for (const list of lists) {
      const scalars = list.filter(isScalar);
      if (scalars.length < list.length) sure = both(sure, 'partial');
      if (scalars.length > MOST_IN_LINE) {
        block.failIf(`!${hoist(`new Set([${scalars.map(toLiteral).join(', ')}])`)}.has(${v})`);
      } else block.failIf(scalars.map((one) => `${v} !== ${toLiteral(one)}`).join(' && ') || 'true');
    }
  }
  return sure;
}

/** Word → the code that is true for a number that breaks it, as ajv computes it. */
const NUMBER_BREAKS: Readonly<Record<string, (v: string, bound: string) => string>> = {
  minimum: (v, bound) => `${v} < ${bound}`,
  maximum: (v, bound) => `${v} > ${bound}`,
  exclusiveMinimum: (v, bound) => `${v} <= ${bound}`,
  exclusiveMaximum: (v, bound) => `${v} >= ${bound}`,
  multipleOf: (v, bound) => `${v} / ${bound} !== parseInt(${v} / ${bound})`,
};

/** The bounds of a number. What is none keeps them. */
export function emitNumber(
  schemas: readonly Json[],
  v: string,
  types: readonly TypeName[] | undefined,
  block: Block,
): void {
  const breaks = schemas.flatMap((schema) =>
    Object.entries(NUMBER_BREAKS).flatMap(([word, toCode]) =>
      schema[word] === undefined ? [] : [toCode(v, toLiteral(schema[word]))],
    ),
  );
  const inner = block.inner();
  for (const code of breaks) inner.failIf(code);
  addFor(block, inner, isOnly(types, 'number', 'integer') ? undefined : TYPE_TESTS.number(v));
}

/**
 * The bounds of a text. A length may be counted in characters or in UTF-16 units, of which a character has one or two: what is
 * kept by either count is surely kept.
 */
export function emitText(
  schemas: readonly Json[],
  v: string,
  types: readonly TypeName[] | undefined,
  block: Block,
  hoist: Hoist,
): Sureness {
  const inner = block.inner();
  let sure: Sureness = 'exact';
  for (const { minLength, maxLength, pattern } of schemas) {
    if (minLength === 1) inner.failIf(`${v} === ""`);
    else if (typeof minLength === 'number' && minLength > 1) {
      inner.failIf(`${v}.length < ${2 * minLength - 1}`);
      sure = both(sure, 'partial');
    }
    if (typeof maxLength === 'number') {
      inner.failIf(`${v}.length > ${maxLength}`);
      sure = both(sure, 'partial');
    }
    if (typeof pattern === 'string')
      inner.failIf(`!${hoist(`new RegExp(${toLiteral(pattern)}, "u")`)}.test(${v})`);
  }
  addFor(block, inner, isOnly(types, 'string') ? undefined : TYPE_TESTS.string(v));
  return sure;
}

/** Puts code that is for one type only into its block: as it is where no other type is left. */
function addFor(block: Block, inner: Block, test: string | undefined): void {
  if (test === undefined) for (const line of inner.lines) block.add(line);
  else block.nest(`if (${test})`, inner);
}
