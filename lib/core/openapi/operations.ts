// An OpenAPI document → the operations that a journey can call, in plain words.

import { isLoopback } from '../options/address.ts';
import type { Method } from '../service/service.ts';
import { METHODS } from '../service/service.ts';
import { trimSlashes } from '../text/ends.ts';
import { isObject, type Json, toObject } from '../text/json.ts';
import { followReference } from './reference.ts';

/** One operation of the service. */
export interface Operation {
  /** An id in lower-case letters, digits and _, of this operation alone. */
  readonly id: string;
  readonly method: Method;
  /** With its parameters in braces, like `/items/{id}`. */
  readonly path: string;
  /** What the document says it does; '' where it says nothing. */
  readonly summary: string;
  /** Names of path parameters, in the order of the path. */
  readonly pathParams: readonly string[];
  /** Query parameters without which it is refused, each with a value that the document gives or allows. */
  readonly query: readonly { readonly name: string; readonly value: string }[];
  /** Values that the document gives for path parameters, by name. */
  readonly examples: Readonly<Record<string, string>>;
  /** The schema of the JSON that it takes; undefined where it takes none. */
  readonly requestSchema: unknown;
  /** True where it takes a body that is not JSON. */
  readonly wantsOther: boolean;
  /** The schema of the JSON that it answers with when all is well; undefined where that holds no JSON. */
  readonly answerSchema: unknown;
}

/** What of a document is read here. */
export interface OpenApiDocument {
  readonly info?: { readonly title?: string };
  readonly servers?: readonly { readonly url?: string }[];
  readonly paths?: Readonly<Record<string, unknown>>;
  readonly components?: { readonly schemas?: Json };
}

const SERVER = /^((?:[a-z][a-z\d+.-]*:\/\/)([^/?#]*))?(\/[^?#]*)?/i;

/**
 * The address under which a document has its operations, as that of its first server, without a slash at its end. A host that is not
 * this machine is nobody's to call by default: port 3000 stands for it.
 */
export function readBase({ servers = [] }: OpenApiDocument): string {
  const [, address = '', host = '', path = ''] = SERVER.exec(servers[0]?.url ?? '') ?? [];
  const isOurs = /^https?:/i.test(address) && isLoopback(host.replace(/:\d+$/, ''));
  const base = isOurs ? address : 'http://127.0.0.1:3000';
  return path.includes('{') ? base : `${base}${trimSlashes(path)}`;
}

/** `GET /pets/{petId}` → `get_pets_petid`; words beside letters and digits become _. */
export function toId(text: string): string {
  const id = text
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter(Boolean)
    .join('_');
  return /^[a-z]/.test(id) ? id : `op_${id}`;
}

/** The schema of JSON content; `application/json` first, then anything that is JSON by its suffix. */
function findJsonSchema(content: unknown): unknown {
  const entries = Object.entries(toObject(content));
  const [, found] =
    entries.find(([type]) => type.startsWith('application/json')) ??
    entries.find(([type]) => /\+json\b|\/json\b/.test(type)) ??
    [];
  return found === undefined ? undefined : (toObject(found).schema ?? {});
}

/** The first answer of a 2xx status, in the order of the statuses, that holds JSON. */
function findAnswerSchema(document: OpenApiDocument, responses: unknown): unknown {
  const fine = Object.entries(toObject(responses))
    .filter(([status]) => /^2(\d\d|XX)$/i.test(status) || status === 'default')
    .sort(([a], [b]) => a.localeCompare(b));
  // A `default` answer beside a 2xx one is that of an error.
  const own = fine.some(([status]) => status !== 'default')
    ? fine.filter(([status]) => status !== 'default')
    : fine;
  for (const [, response] of own) {
    const schema = findJsonSchema(toObject(followReference(document, response)).content);
    if (schema !== undefined) return schema;
  }
  return undefined;
}

/** The value that a document gives for a parameter; undefined where it gives none. */
function readExample(parameter: Json): string | undefined {
  const schema = toObject(parameter.schema);
  const [example] = Object.values(toObject(parameter.examples));
  const values = [
    parameter.example,
    toObject(example).value,
    schema.example,
    Array.isArray(schema.examples) ? schema.examples[0] : undefined,
    schema.default,
    Array.isArray(schema.enum) ? schema.enum[0] : undefined,
  ];
  const found = values.find((value) => ['string', 'number', 'boolean'].includes(typeof value));
  return found === undefined ? undefined : String(found);
}

/** A value of the parameter's type, where the document gives none. */
function makeValue(parameter: Json): string {
  const { type } = toObject(parameter.schema);
  return type === 'integer' || type === 'number' ? '1' : type === 'boolean' ? 'true' : 'any';
}

/** Parameters of a path and of its operation, the operation's own before those of the same name. */
function listParameters(document: OpenApiDocument, path: Json, operation: Json): readonly Json[] {
  const found = new Map<string, Json>();
  const listed = [path.parameters, operation.parameters].flatMap((list) => (Array.isArray(list) ? list : []));
  for (const one of listed.map((parameter) => followReference(document, parameter)))
    if (isObject(one)) found.set(`${String(one.in)} ${String(one.name)}`, one);
  return [...found.values()];
}

/**
 * The operations of a document, in its order.
 * @param document OpenAPI 3.0 or 3.1
 */
export function listOperations(document: OpenApiDocument): readonly Operation[] {
  const taken = new Set<string>();
  const toOwnId = (wanted: string) => {
    let id = wanted;
    for (let n = 2; taken.has(id); n++) id = `${wanted}_${n}`;
    taken.add(id);
    return id;
  };
  return Object.entries(document.paths ?? {}).flatMap(([path, told]) => {
    const item = toObject(followReference(document, told));
    return METHODS.flatMap((method): Operation[] => {
      const operation = item[method.toLowerCase()];
      if (!isObject(operation)) return [];
      const parameters = listParameters(document, item, operation);
      const inPlace = (place: string) => parameters.filter((one) => one.in === place);
      const content = toObject(followReference(document, operation.requestBody)).content;
      const requestSchema = findJsonSchema(content);
      return [
        {
          id: toOwnId(toId(String(operation.operationId ?? `${method} ${path}`))),
          method,
          path,
          summary: String(operation.summary ?? operation.description ?? '').split('\n')[0] ?? '',
          pathParams: [...path.matchAll(/\{([^{}]+)\}/g)].map(([, name = '']) => name),
          query: inPlace('query')
            .filter(({ required }) => required === true)
            .map((one) => ({ name: String(one.name), value: readExample(one) ?? makeValue(one) })),
          examples: Object.fromEntries(
            inPlace('path').flatMap((one) => {
              const example = readExample(one);
              return example === undefined ? [] : [[String(one.name), example] as const];
            }),
          ),
          requestSchema,
          wantsOther: content !== undefined && requestSchema === undefined,
          answerSchema: findAnswerSchema(document, operation.responses),
        },
      ];
    });
  });
}
