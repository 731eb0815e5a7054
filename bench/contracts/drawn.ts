// Schemas as a stranger may write them: the words that quick checks know, put together by a seed, with keys and values on which code trips.
import type { Json } from '../../lib/core/text/json.ts';
import type { Dice } from './bodies.ts';

const TYPES = ['object', 'array', 'string', 'number', 'integer', 'boolean', 'null'];
/** Indices and methods of lists are keys of objects too. */
const KEYS = ['a', 'b', '0', 'length', 'map', ''];
/** 1e400 is read as infinite. */
const VALUES = [null, true, 0, 1, 1.5, Number.POSITIVE_INFINITY, '', 'a', '😀', []];
const BOUNDS = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'];
const COUNTS = [...['minLength', 'maxLength', 'minItems', 'maxItems'], ...['minProperties', 'maxProperties']];

/** A schema that ajv compiles, with schemas within it down to `depth`. */
function drawSchema(dice: Dice, depth: number): Json {
  const { one, below } = dice;
  const inside = () => drawSchema(dice, depth - 1);
  const flat: readonly (() => Json)[] = [
    () => ({ type: one(TYPES) }),
    () => ({ type: 'object', required: [one(KEYS)] }),
    () => ({ type: one(TYPES), nullable: true }),
    () => ({ const: one(VALUES) }),
    () => ({ enum: [one(VALUES), one(VALUES), one(VALUES)] }),
    () => ({ [one(BOUNDS)]: one([-1, 0, 1, 1.5]) }),
    () => ({ multipleOf: one([2, 0.1, 1e-7]) }),
    () => ({ [one(COUNTS)]: below(3) }),
    () => ({ pattern: one(['^a', '^.$', '^$']) }),
    () => ({ required: [one(KEYS)] }),
    () => ({ dependentRequired: { [one(KEYS)]: [one(KEYS)] } }),
    () => ({ uniqueItems: true }),
  ];
  // A tuple has its length said, and a pattern no key beside it that it matches: ajv refuses others.
  const deep: readonly (() => Json)[] = [
    () => ({ properties: { [one(KEYS)]: inside(), [one(KEYS)]: inside() } }),
    () => ({ additionalProperties: one([false, inside()]) }),
    () => ({ allOf: [{ patternProperties: { [one(['^a', '0'])]: inside() } }, inside()] }),
    () => ({ propertyNames: inside() }),
    () => ({ items: inside() }),
    () => ({ allOf: [{ prefixItems: [inside()], minItems: 1, maxItems: 1 }] }),
    () => ({ [one(['anyOf', 'oneOf'])]: [inside(), inside()] }),
    () => ({ not: inside() }),
    () => Object.fromEntries(['if', 'then', 'else'].map((word) => [word, inside()])),
    () => ({ dependentSchemas: { [one(KEYS)]: inside() } }),
    () => ({ properties: { [one(KEYS)]: { $ref: '#' } } }),
  ];
  const words = depth > 0 ? [...flat, ...deep] : flat;
  return Object.assign({}, ...Array.from({ length: 1 + below(3) }, () => one(words)())) as Json;
}

/** So many of them, each a document of its own. */
export const drawSchemas = (dice: Dice, count: number): readonly Json[] =>
  Array.from({ length: count }, (_, i) => ({ ...drawSchema(dice, 3), $id: `drawn${i}.v1` }));
