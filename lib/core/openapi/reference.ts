// References inside a document: `#/components/schemas/Pet`, or any other JSON Pointer (RFC 6901).
import { toObject, toPointerKey } from '../text/json.ts';

/** The reference that a value is; undefined where it is none into its own document. */
export function readReference(value: unknown): string | undefined {
  const ref = toObject(value).$ref;
  return typeof ref === 'string' && ref.startsWith('#/') ? ref : undefined;
}

/** What a reference leads to in one step; undefined where there is nothing. */
export function findPart(document: unknown, reference: string): unknown {
  return reference
    .slice('#/'.length)
    .split('/')
    .map((part) => toPointerKey(decodeURIComponent(part)))
    .reduce<unknown>(
      (part, key) => (Array.isArray(part) ? part[Number(key)] : toObject(part)[key]),
      document,
    );
}

/** Longer chains of references are circles. */
const MOST_HOPS = 20;

/** A value, or what it leads to where it is a reference; undefined where that is nothing, or a circle. */
export function followReference(document: unknown, value: unknown): unknown {
  let found = value;
  for (let hops = 0; hops < MOST_HOPS; hops++) {
    const reference = readReference(found);
    if (reference === undefined) return found;
    found = findPart(document, reference);
  }
  return undefined;
}

/** The name of a schema among the definitions of a contract: that of a component, else its whole pointer. */
export function toDefinitionName(reference: string): string {
  const [, component] = /^#\/components\/schemas\/([^/]+)$/.exec(reference) ?? [];
  return (component ?? reference.slice('#/'.length)).replace(/[^\w.-]+/g, '_');
}
