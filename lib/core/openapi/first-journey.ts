// Operations → a first journey: what one user can do in a row, touching nothing but what the user made.

import { isObject } from '../text/json.ts';
import type { Operation } from './operations.ts';

/** Where a path parameter comes from: an earlier answer, by the key under which its id lies, or the document. */
export type ParamSource =
  | { readonly from: 'answer'; readonly taken: string }
  | { readonly from: 'document'; readonly value: string };

/** One call of the journey. */
export interface PlannedStep {
  readonly operation: Operation;
  readonly params: Readonly<Record<string, ParamSource>>;
  /** What later steps take of its answer: the key in the answer by the name under which it is kept. */
  readonly takes: Readonly<Record<string, string>>;
}

/** The journey, and the operations that are not in it, each with the reason. */
export interface FirstJourney {
  readonly steps: readonly PlannedStep[];
  readonly leftOut: readonly { readonly operation: Operation; readonly why: string }[];
}

/** A step whose answer tells an id of its collection, what is taken of it so far, and whether the journey made that thing. */
interface Told {
  readonly step: PlannedStep;
  readonly takes: Record<string, string>;
  readonly made: boolean;
}

const NOT_OWN = 'it would change a thing that the journey did not make';

/** More steps than this make a journey that nobody reads. */
export const MOST_STEPS = 12;

/** `/pets/{petId}/toys` → `/pets/{}/toys`: two paths that differ in the names of their parameters are one. */
const toShape = (path: string) => path.replace(/\{[^{}]+\}/g, '{}');

/** `/pets/{petId}` → `/pets`, the collection of an item; undefined for a path that ends in no parameter. */
function toCollection(path: string): string | undefined {
  const at = path.lastIndexOf('/');
  return at > 0 && /^\/\{[^{}]+\}$/.test(path.slice(at)) ? path.slice(0, at) : undefined;
}

/** The keys under which the id of a thing may lie, the likeliest first: `petId` is `petId`, `id`, `pet_id`. */
const toIdKeys = (param: string) => [param, 'id', '_id', 'uuid', 'name'];

/** The properties of an object schema, or of the items of a list; `resolve` follows a `$ref`. */
function listKeys(schema: unknown, resolve: (schema: unknown) => unknown): readonly string[] {
  const own = resolve(schema);
  if (!isObject(own)) return [];
  if (isObject(own.items)) return listKeys(own.items, resolve);
  const parts = Array.isArray(own.allOf) ? own.allOf.flatMap((part) => listKeys(part, resolve)) : [];
  return [...parts, ...Object.keys(isObject(own.properties) ? own.properties : {})];
}

/**
 * Lays the operations out as one user's calls: lists first, then what is made, what is read or changed of it, and its end.
 * An operation that writes to a thing is in it only where the journey made that thing; one whose parameters nobody gives, or
 * that takes a body which is not JSON, is left out.
 * @param resolve follows a `$ref` into the document's schemas
 */
export function planFirstJourney(
  operations: readonly Operation[],
  resolve: (schema: unknown) => unknown,
): FirstJourney {
  const leftOut: { operation: Operation; why: string }[] = [];
  const steps: PlannedStep[] = [];
  /** By the shape of a collection. */
  const told = new Map<string, Told>();

  const findSource = (operation: Operation, param: string): ParamSource | string => {
    const before = operation.path.slice(0, operation.path.indexOf(`{${param}}`)).replace(/\/$/, '');
    const known = told.get(toShape(before));
    const isOwn = toCollection(operation.path) === before;
    if (operation.method !== 'GET' && isOwn && !known?.made) return NOT_OWN;
    const keys = known ? listKeys(known.step.operation.answerSchema, resolve) : [];
    const key = toIdKeys(param).find((one) => keys.includes(one));
    if (known && key !== undefined) {
      const taken = `${known.step.operation.id}_${key}`;
      known.takes[taken] = key;
      return { from: 'answer', taken };
    }
    const value = operation.examples[param];
    if (value !== undefined && operation.method === 'GET') return { from: 'document', value };
    return `no earlier answer gives its ${param}, and the document has no example of it`;
  };

  const isItem = ({ path }: Operation) => toCollection(path) !== undefined;

  const add = (operation: Operation): void => {
    if (operation.wantsOther) {
      leftOut.push({ operation, why: 'it takes a body that is not JSON' });
      return;
    }
    if (!isItem(operation) && !['GET', 'POST'].includes(operation.method)) {
      leftOut.push({ operation, why: NOT_OWN });
      return;
    }
    if (steps.length >= MOST_STEPS) {
      leftOut.push({ operation, why: `a first journey has at most ${MOST_STEPS} steps` });
      return;
    }
    const params: Record<string, ParamSource> = {};
    for (const param of operation.pathParams) {
      const source = findSource(operation, param);
      if (typeof source === 'string') {
        leftOut.push({ operation, why: source });
        return;
      }
      params[param] = source;
    }
    const takes: Record<string, string> = {};
    const step: PlannedStep = { operation, params, takes };
    steps.push(step);
    const shape = toShape(operation.path);
    const tells = toCollection(operation.path) === undefined && operation.answerSchema !== undefined;
    if (tells && operation.method === 'POST') told.set(shape, { step, takes, made: true });
    if (tells && operation.method === 'GET' && !told.has(shape))
      told.set(shape, { step, takes, made: false });
  };

  const rank = (operation: Operation): number => {
    const { method } = operation;
    if (!isItem(operation)) return method === 'GET' ? 0 : method === 'POST' ? 1 : 4;
    return { GET: 2, POST: 3, PUT: 3, PATCH: 3, DELETE: 5 }[method];
  };
  // What hangs on fewer parameters comes first: its answers tell those of the rest.
  const ordered = operations.toSorted(
    (a, b) => a.pathParams.length - b.pathParams.length || rank(a) - rank(b),
  );
  const ends = ordered.filter(({ method }) => method === 'DELETE');
  for (const operation of [...ordered.filter(({ method }) => method !== 'DELETE'), ...ends.reverse()])
    add(operation);
  return { steps, leftOut };
}
