// What a schema asks of an object.
import { isObject, type Json, toObject } from '../../../core/text/json.ts';
import { type Block, both, type Sureness, toLiteral } from './block.ts';
import { type EmitInside, unlessThere } from './lists.ts';
import type { Hoist } from './scalars.ts';
import type { Part } from './schemas.ts';
import { isOnly, TYPE_TESTS, type TypeName } from './types.ts';

const WORDS = [
  ...['required', 'properties', 'patternProperties', 'additionalProperties', 'propertyNames'],
  ...['minProperties', 'maxProperties', 'dependentRequired', 'dependentSchemas'],
];

/** So many names of keys are remembered as taken: one object after the other has the same. */
const MOST_TAKEN = 64;

const toNames = (names: unknown): readonly string[] =>
  Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];

/** The keys that a schema names. */
export function listNames(schema: Json): readonly string[] {
  const { required, properties, dependentRequired, dependentSchemas } = schema;
  return [
    ...toNames(required),
    ...Object.keys(toObject(properties)),
    ...Object.entries(toObject(dependentRequired)).flatMap(([name, others]) => [name, ...toNames(others)]),
    ...Object.keys(toObject(dependentSchemas)),
  ];
}

/** True where an object without one of these keys fails, and a list has none of that name: neither one of its own nor an index. */
export const tellsFromList = (schemas: readonly Json[]): boolean =>
  schemas.some(({ required }) => toNames(required).some((name) => !(name in []) && !/^\d/.test(name)));

interface ObjectContext {
  readonly emitInside: EmitInside;
  /** Writes the code for more schemas of this same value. */
  readonly emitSame: EmitInside;
  readonly hoist: Hoist;
}

/** Objects: the keys they must have, the values of those they have, the keys they must not have. */
export function emitObject(
  parts: readonly Part[],
  v: string,
  types: readonly TypeName[] | undefined,
  block: Block,
  context: ObjectContext,
): Sureness {
  const own = parts.filter(({ schema }) => WORDS.some((word) => (schema as Json)[word] !== undefined));
  if (own.length === 0) return 'exact';
  const only = isOnly(types, 'object');
  const inner = only ? block : block.inner().learnTypes(v, ['object']);
  const required = new Set(own.flatMap(({ schema }) => toNames((schema as Json).required)));
  for (const name of required) {
    const value = inner.read(v, name);
    if (!inner.isPresent(value)) inner.failIf(`${value} === undefined`);
    inner.learnPresent(value);
  }
  let sure = emitProperties(own, v, inner, context.emitInside);
  for (const part of own) {
    sure = both(sure, emitOtherKeys(part, v, required, inner, context));
    sure = both(sure, emitDependents(part, v, inner, context.emitSame));
    const { minProperties, maxProperties } = part.schema as Json;
    if (minProperties !== undefined) inner.failIf(`keys(${v}).length < ${minProperties}`);
    if (maxProperties !== undefined) inner.failIf(`keys(${v}).length > ${maxProperties}`);
  }
  if (!only) block.nest(`if (${TYPE_TESTS.object(v)})`, inner);
  return sure;
}

function emitProperties(own: readonly Part[], v: string, block: Block, emitInside: EmitInside): Sureness {
  const byName = new Map<string, Part[]>();
  for (const { schema, document } of own)
    for (const [name, inside] of Object.entries(toObject((schema as Json).properties)))
      byName.set(name, [...(byName.get(name) ?? []), { schema: inside, document }]);
  let sure: Sureness = 'exact';
  for (const [name, parts] of byName) {
    const variable = block.know(v, name) ?? block.name('x');
    if (block.isPresent(variable)) {
      sure = both(sure, emitInside(parts, variable, block));
      continue;
    }
    const there = block.inner().learnPresent(variable);
    sure = both(sure, unlessThere(emitInside(parts, variable, there)));
    if (there.lines.length === 0) continue;
    block.nest(`if (${block.read(v, name, variable)} !== undefined)`, there);
  }
  return sure;
}

/** The keys that no `properties` name. */
function emitOtherKeys(
  { schema, document }: Part,
  v: string,
  required: ReadonlySet<string>,
  block: Block,
  { emitInside, hoist }: ObjectContext,
): Sureness {
  const { properties, patternProperties, additionalProperties, propertyNames } = schema as Json;
  const names = Object.keys(toObject(properties));
  const patterns = Object.entries(toObject(patternProperties));
  if (additionalProperties === false && patterns.length === 0 && propertyNames === undefined) {
    // An object that was parsed has as many keys as are there of those that are known, and no others.
    const always = names.filter((name) => required.has(name)).length;
    const maybe = names.filter((name) => !required.has(name)).map((name) => block.read(v, name));
    const count = [always, ...maybe.map((variable) => `(${variable} === undefined ? 0 : 1)`)].join(' + ');
    block.failIf(`keys(${v}).length !== ${count}`);
    return 'exact';
  }
  const loop = block.inner();
  const [list, index, key, value] = ['k', 'i', 'x', 'x'].map((prefix) => loop.name(prefix)) as [
    string,
    string,
    string,
    string,
  ];
  let sure: Sureness = 'exact';
  // Most keys are named: nothing more is asked of those, where that is known of their names already.
  const skipsNamed =
    names.length > 0 && patterns.length === 0 && names.every((name) => isNameOf(propertyNames, name));
  const named =
    names.length > 0 && (propertyNames ?? additionalProperties) !== undefined
      ? [`${hoist(`new Set([${names.map(toLiteral).join(', ')}])`)}.has(${key})`]
      : [];
  if (propertyNames !== undefined) {
    const taken = hoist('new Set()');
    const asked = loop.inner();
    sure = both(sure, unlessThere(emitInside([{ schema: propertyNames, document }], key, asked)));
    asked.add(`if (${taken}.size < ${MOST_TAKEN}) ${taken}.add(${key});`);
    loop.nest(`if (!${taken}.has(${key}))`, asked);
  }
  const tests = patterns.map(
    ([pattern]) => `${hoist(`new RegExp(${toLiteral(pattern)}, "u")`)}.test(${key})`,
  );
  patterns.forEach(([, inside], i) => {
    const matched = loop.inner();
    sure = both(sure, unlessThere(emitInside([{ schema: inside, document }], value, matched)));
    loop.nest(`if (${tests[i]})`, matched);
  });
  if (additionalProperties !== undefined) {
    const other = loop.inner();
    sure = both(sure, unlessThere(emitInside([{ schema: additionalProperties, document }], value, other)));
    const known = skipsNamed ? [] : [...named, ...tests];
    loop.nest(known.length === 0 ? '' : `if (!(${known.join(' || ')}))`, other);
  }
  if (loop.lines.length === 0) return sure;
  block.add(`const ${list} = keys(${v});`);
  const body = block.inner();
  body.add(`const ${key} = ${list}[${index}];`);
  if (skipsNamed) body.add(`if (${named}) continue;`);
  if (loop.lines.some((line) => line.includes(value))) body.add(`const ${value} = ${v}[${key}];`);
  for (const line of loop.lines) body.add(line);
  block.nest(`for (let ${index} = 0; ${index} < ${list}.length; ${index}++)`, body);
  return sure;
}

/** True where a schema of names, if there is one, surely takes this one: of a pattern alone that can be told here. */
function isNameOf(propertyNames: unknown, name: string): boolean {
  if (propertyNames === undefined) return true;
  const { pattern, ...others } = toObject(propertyNames);
  return (
    typeof pattern === 'string' && Object.keys(others).length === 0 && new RegExp(pattern, 'u').test(name)
  );
}

/** What is asked where a key is there. */
function emitDependents({ schema, document }: Part, v: string, block: Block, emitSame: EmitInside): Sureness {
  const { dependentRequired, dependentSchemas } = schema as Json;
  for (const [name, others] of Object.entries(toObject(dependentRequired))) {
    const missing = toNames(others).map((other) => `${block.read(v, other)} === undefined`);
    if (missing.length > 0) block.failIf(`${block.read(v, name)} !== undefined && (${missing.join(' || ')})`);
  }
  let sure: Sureness = 'exact';
  for (const [name, inside] of Object.entries(isObject(dependentSchemas) ? dependentSchemas : {})) {
    const variable = block.read(v, name);
    const there = block.inner();
    sure = both(sure, unlessThere(emitSame([{ schema: inside, document }], v, there)));
    block.nest(`if (${variable} !== undefined)`, there);
  }
  return sure;
}
