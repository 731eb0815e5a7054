// The schemas that a quick check is made of: what each part refers to, and which words of it are known here.
import { isObject, type Json, toPointerKeys } from '../../../core/text/json.ts';

/** A schema, with the document in which its references are looked up. */
export interface Part {
  readonly schema: unknown;
  readonly document: Json;
}

/** Words that bound nothing. */
const NOTES = [
  '$schema',
  '$comment',
  '$defs',
  'definitions',
  'title',
  'description',
  'default',
  'examples',
  'deprecated',
  'readOnly',
  'writeOnly',
];
/** Words whose whole meaning is known here. A schema with any other is left to ajv. */
const KNOWN = new Set([
  ...NOTES,
  ...['$ref', 'allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else', 'type', 'nullable', 'enum', 'const'],
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  ...['minLength', 'maxLength', 'pattern'],
  ...['items', 'prefixItems', 'minItems', 'maxItems', 'uniqueItems'],
  ...['required', 'properties', 'patternProperties', 'additionalProperties', 'propertyNames'],
  ...['minProperties', 'maxProperties', 'dependentRequired', 'dependentSchemas'],
]);

/** True for a schema of which no word is unknown; `root`: it is a whole document. */
export function isKnown(schema: Json, root: boolean): boolean {
  return Object.keys(schema).every((word) => KNOWN.has(word) || (root && word === '$id'));
}

/** An `$id` that means itself, whatever it is resolved against. */
const PLAIN_ID = /^[\w.-]+$/;

/** How often a part of a document has an `$id`, which changes what its references mean. */
const countIds = (value: unknown): number => {
  if (Array.isArray(value)) return value.reduce<number>((sum, one) => sum + countIds(one), 0);
  if (!isObject(value)) return 0;
  return Object.values(value).reduce<number>(
    (sum, one) => sum + countIds(one),
    Object.hasOwn(value, '$id') ? 1 : 0,
  );
};

/** Finds what references lead to, over all documents of a service. */
export interface Resolver {
  /** The part that `$ref` of a document leads to; undefined where that is not surely known. */
  resolve(ref: string, document: Json): Part | undefined;
}

/** @param documents the schemas of a service, each with an `$id` */
export function createResolver(documents: readonly Json[]): Resolver {
  const plain = documents.filter(({ $id }, _, all) => all.filter((one) => one.$id === $id).length === 1);
  const byId = new Map(plain.map((document) => [document.$id, document]));
  const isPlain = (document: Json) =>
    typeof document.$id === 'string' && PLAIN_ID.test(document.$id) && countIds(document) === 1;
  return {
    resolve(ref, from) {
      const [, id = '', pointer = ''] = /^([^#]*)#?(.*)$/s.exec(ref) ?? [];
      const document = id === '' ? from : byId.get(id);
      if (document === undefined || !isPlain(from) || !isPlain(document)) return undefined;
      const schema = findPart(document, pointer);
      return schema === undefined ? undefined : { schema, document };
    },
  };
}

/** What a JSON Pointer (RFC 6901) leads to; undefined for one that leads nowhere, or is none. */
function findPart(document: Json, pointer: string): unknown {
  if (pointer === '') return document;
  if (!/^(?:\/[^%]*)$/s.test(pointer)) return undefined;
  let found: unknown = document;
  for (const key of toPointerKeys(pointer)) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return undefined;
    found = (found as Json)[key];
  }
  return found;
}
