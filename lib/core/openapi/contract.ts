// A schema of an OpenAPI document → a contract: JSON Schema 2020-12 in the words that the validators know.

import { isObject, type Json } from '../text/json.ts';
import { findPart, readReference, toDefinitionName } from './reference.ts';

/** Keywords that bound a value. What only describes one, or what no validator of ours can hold, is left out. */
const PLAIN = new Set([
  'type',
  'enum',
  'const',
  'required',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minItems',
  'maxItems',
  'uniqueItems',
  'minProperties',
  'maxProperties',
]);
const ONE = new Set([
  'items',
  'additionalProperties',
  'not',
  'propertyNames',
  'contains',
  'if',
  'then',
  'else',
]);
const LIST = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems']);
const MAP = new Set(['properties', 'patternProperties', '$defs', 'dependentSchemas']);

/** A pattern that JSON Schema's validators take: they read it with the u flag. */
function isPattern(pattern: unknown): pattern is string {
  if (typeof pattern !== 'string') return false;
  try {
    new RegExp(pattern, 'u');
    return true;
  } catch {
    return false;
  }
}

/** `null` beside the type, as 2020-12 has it in place of OpenAPI 3.0's `nullable`. */
function addNull(schema: Record<string, unknown>): void {
  if (typeof schema.type === 'string') schema.type = [schema.type, 'null'];
  if (Array.isArray(schema.enum) && !schema.enum.includes(null)) schema.enum = [...schema.enum, null];
}

/** OpenAPI 3.0 says by a boolean that a bound is exclusive; 2020-12 says the bound itself. */
function readExclusive(schema: Record<string, unknown>, bound: string, exclusive: string): void {
  const said = schema[exclusive];
  if (typeof said !== 'boolean') return;
  delete schema[exclusive];
  if (!said || typeof schema[bound] !== 'number') return;
  schema[exclusive] = schema[bound];
  delete schema[bound];
}

function toPlainSchema(schema: unknown): unknown {
  if (!isObject(schema)) return typeof schema === 'boolean' ? schema : {};
  const reference = readReference(schema);
  if (reference !== undefined) {
    const ref = { $ref: `#/$defs/${toDefinitionName(reference)}` };
    return schema.nullable === true ? { anyOf: [ref, { type: 'null' }] } : ref;
  }
  const plain: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(schema)) {
    if (PLAIN.has(key)) plain[key] = value;
    else if (key === 'pattern' && isPattern(value)) plain.pattern = value;
    // Counting characters costs k6 more than all the rest; that there is one is cheap.
    else if (key === 'minLength' && Number(value) >= 1) plain.minLength = 1;
    else if (ONE.has(key)) plain[key] = toPlainSchema(value);
    else if (LIST.has(key) && Array.isArray(value)) plain[key] = value.map(toPlainSchema);
    else if (MAP.has(key) && isObject(value))
      plain[key] = Object.fromEntries(Object.entries(value).map(([name, one]) => [name, toPlainSchema(one)]));
  }
  readExclusive(plain, 'minimum', 'exclusiveMinimum');
  readExclusive(plain, 'maximum', 'exclusiveMaximum');
  if (schema.nullable === true) addNull(plain);
  return plain;
}

/** The references of a schema, each once, those of what they lead to included. */
function listReferences(document: unknown, schema: unknown, known = new Set<string>()): ReadonlySet<string> {
  if (Array.isArray(schema)) for (const one of schema) listReferences(document, one, known);
  if (!isObject(schema)) return known;
  const reference = readReference(schema);
  if (reference === undefined) {
    for (const value of Object.values(schema)) listReferences(document, value, known);
  } else if (!known.has(reference)) {
    known.add(reference);
    listReferences(document, findPart(document, reference), known);
  }
  return known;
}

/**
 * The contract for answers of this schema. It bounds what the schema bounds, but for lengths above 1, formats and patterns
 * that JavaScript does not take; words that only describe are left out.
 * @param id the contract's `$id`
 * @param title what answers with it
 * @param document in which `$ref` leads to more of it
 */
export function toContract(id: string, title: string, schema: unknown, document: unknown): Json {
  const references = [...listReferences(document, schema)].sort();
  const defs = Object.fromEntries(
    references.map((reference) => [
      toDefinitionName(reference),
      toPlainSchema(findPart(document, reference)),
    ]),
  );
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: id,
    title,
    ...(toPlainSchema(schema) as Json),
    ...(references.length > 0 ? { $defs: defs } : {}),
  };
}
