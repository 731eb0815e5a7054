// JSONPath (RFC 9535) by jsonpath-rfc9535: a parser and a walk, no eval, which is where other libraries had their holes.
import { query } from 'jsonpath-rfc9535';
import parse from 'jsonpath-rfc9535/parser';

/** Why a text is no JSONPath; undefined where it is one. */
export function findPathFault(path: string): string | undefined {
  try {
    parse(path);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.split('\n')[0] : String(error);
  }
}

/** Every value that a path finds, in order. @throws what its parser throws for what is no path */
export function findNodes(body: unknown, path: string): readonly unknown[] {
  return query(body as Parameters<typeof query>[0], path);
}
