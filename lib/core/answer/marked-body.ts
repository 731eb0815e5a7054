// The body of a failing answer as a person reads it: JSON in lines, and the line where it broke.
import { toPointerKeys } from '../text/json.ts';

/** One line of a body. */
export interface BodyLine {
  readonly text: string;
  /** The value that broke begins here; where it is missing, the one that should hold it. */
  readonly isMarked: boolean;
}

/** A JSON Pointer (RFC 6901) at the beginning of a detail, or behind a space. */
const POINTERS = /(?:^|[\s;:(])((?:\/[^\s/;:,()]+)+)/g;

/**
 * A body in lines, with the value marked that the first pointer of `detail` leads to, as far as it leads. Nothing is marked where no pointer leads
 * anywhere. What is no JSON (a page of HTML, a body that was cut) stays as it came.
 */
export function toMarkedBody(body: string, detail: string): BodyLine[] {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return body.split('\n').map((text) => ({ text, isMarked: false }));
  }
  const paths = [...detail.matchAll(POINTERS)].map(([, pointer = '']) =>
    findPath(value, toPointerKeys(pointer)),
  );
  const target = paths.find((path) => path.length > 0)?.join('\n');
  const lines: BodyLine[] = [];
  const add = (depth: number, text: string, path: readonly string[], begins: boolean) =>
    lines.push({
      text: `${'  '.repeat(depth)}${text}`,
      isMarked: begins && target !== undefined && path.join('\n') === target,
    });
  const walk = (one: unknown, path: readonly string[], name: string, comma: string): void => {
    const depth = path.length;
    const isList = Array.isArray(one);
    const entries = typeof one === 'object' && one !== null ? Object.entries(one) : [];
    if (entries.length === 0) {
      add(depth, `${name}${JSON.stringify(one)}${comma}`, path, true);
      return;
    }
    add(depth, `${name}${isList ? '[' : '{'}`, path, true);
    entries.forEach(([key, inner], i) => {
      walk(
        inner,
        [...path, key],
        isList ? '' : `${JSON.stringify(key)}: `,
        i < entries.length - 1 ? ',' : '',
      );
    });
    add(depth, `${isList ? ']' : '}'}${comma}`, path, false);
  };
  walk(value, [], '', '');
  return lines;
}

/** The parts of a path that lead somewhere in this value. */
function findPath(value: unknown, parts: readonly string[]): readonly string[] {
  let at = value;
  const found: string[] = [];
  for (const part of parts) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, part)) break;
    at = (at as Record<string, unknown>)[part];
    found.push(part);
  }
  return found;
}

const AROUND = 4;

/** The lines around the one that is marked, or the first ones: at most nine, without the indentation that all of them have. */
export function toExcerpt(lines: readonly BodyLine[]): readonly BodyLine[] {
  const at = Math.max(
    0,
    lines.findIndex(({ isMarked }) => isMarked),
  );
  const from = Math.max(0, Math.min(at - AROUND, lines.length - 2 * AROUND - 1));
  const some = lines.slice(from, from + 2 * AROUND + 1);
  const indent = Math.min(...some.map(({ text }) => (text === '' ? Infinity : text.search(/\S|$/))));
  return some.map(({ text, isMarked }) => ({ text: text.slice(indent), isMarked }));
}
