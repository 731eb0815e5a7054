// YAML that a person wrote → a value of a known form, or what is wrong with it and where.
import type { Static, TSchema } from 'typebox';
import {
  type Alias,
  type Document,
  isCollection,
  isDocument,
  isScalar,
  LineCounter,
  parseAllDocuments,
  visit,
} from 'yaml';
import { toHint } from '../../core/text/nearest.ts';
import { toPlain } from '../../core/text/plain-text.ts';
import { listFormFaults } from './form-faults.ts';
import { findPlace } from './place.ts';
import { toSentence } from './syntax-sentence.ts';

/** One thing that is wrong with a YAML text. */
export interface YamlFault {
  /** From 1 on, as editors count. */
  readonly line: number;
  readonly column: number;
  /** Where in the value, as `steps[0].path`; '' for the whole. */
  readonly path: string;
  /** What is wrong and what to do, in a sentence without a full stop; it begins with the path where there is one. */
  readonly text: string;
  /** The known word that was probably meant. */
  readonly nearest?: string;
}

/** What a YAML text came to. */
export type YamlReading<T> = { readonly value: T } | { readonly faults: readonly YamlFault[] };

/** What of a reading is needed to point at more of its places: line and column of a path, as `['steps', 0]`. */
export type Locate = (path: readonly (string | number)[]) => {
  readonly line: number;
  readonly column: number;
};

/** More than any file that a person writes; a parser's time grows with it. */
const MAX_BYTES = 512 * 1024;
/** What all aliases together may stand for, in nodes of the value: beyond that it is a bomb (CWE-776). */
const MAX_NODES = 20_000;
/** Of nodes and pairs. */
const MOST_LEVELS = 200;
const MAX_FAULTS = 50;

const atStart = (text: string): { readonly faults: readonly YamlFault[] } => ({
  faults: [{ line: 1, column: 1, path: '', text }],
});

/**
 * Reads one YAML 1.2 document (or JSON, which is YAML) of the form of `schema`. It never throws for what the text holds.
 *
 * Refused beside what breaks the schema: what is no UTF-8, is empty, holds several documents, has a key twice, a key that is no
 * text, an unknown tag, an alias to what holds it, or aliases that together stand for more than a file may hold. Merge keys
 * (`<<`) are no part of YAML 1.2: they are keys like others, and so unknown.
 */
export function readYaml<S extends TSchema>(
  source: string | Uint8Array,
  schema: S,
): YamlReading<Static<S>> & { readonly locate: Locate } {
  const nowhere: Locate = () => ({ line: 1, column: 1 });
  const text = toText(source);
  if (typeof text !== 'string') return { ...text, locate: nowhere };
  const lines = new LineCounter();
  try {
    const read = readDocument(text, lines);
    if (!isDocument(read)) return { ...read, locate: nowhere };
    const locate: Locate = (path) => toPosition(lines, findPlace(read, path));
    const value: unknown = read.toJS({ maxAliasCount: -1 });
    const faults = listFormFaults(value, schema).map((fault): YamlFault => {
      const { path, at, says, nearest } = fault;
      return {
        ...toPosition(lines, findPlace(read, at, fault.key)),
        path,
        text:
          [path, says].filter(Boolean).join(' ') +
          (nearest === undefined ? '' : ` (Did you mean ${nearest}?)`),
        ...(nearest === undefined ? {} : { nearest }),
      };
    });
    if (faults.length > 0) return { faults: inOrder(faults), locate };
    return { value: value as Static<S>, locate };
  } catch (error) {
    // The parser goes down with each bracket.
    if (error instanceof RangeError)
      return {
        ...atStart('it is nested too deeply; no file of ours needs more than a few levels'),
        locate: nowhere,
      };
    throw error;
  }
}

/** As one line for people: `<name>:<line>:<column>: <text>`. */
export const toFaultLine = (name: string, { line, column, text }: YamlFault): string =>
  `${name}:${line}:${column}: ${text}`;

function toText(source: string | Uint8Array): string | ReturnType<typeof atStart> {
  const bytes = typeof source === 'string' ? Buffer.byteLength(source) : source.length;
  if (bytes > MAX_BYTES)
    return atStart(`it has ${bytes} bytes, and ${MAX_BYTES} are the most that is read; split it`);
  if (typeof source === 'string') return source.replace(/^\ufeff/, '');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(source);
  } catch {
    const whole = new TextDecoder('utf-8').decode(source);
    const before = whole.slice(0, Math.max(0, whole.indexOf('\ufffd'))).split('\n');
    const place = { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
    return { faults: [{ ...place, path: '', text: 'it is not UTF-8 from here on; save it as UTF-8' }] };
  }
}

/** The one document of a text, sound but for its form. */
function readDocument(
  text: string,
  lines: LineCounter,
): Document.Parsed | { readonly faults: readonly YamlFault[] } {
  const documents = parseAllDocuments(text, {
    lineCounter: lines,
    prettyErrors: false,
    strict: true,
    stringKeys: true,
    uniqueKeys: true,
    logLevel: 'silent',
  });
  const [document, second] = Array.isArray(documents) ? documents : [];
  if (!document || (document.errors.length === 0 && document.contents === null))
    return atStart('it is empty; write at least what is required');
  const errors = [...document.errors, ...document.warnings].map((error) => {
    const words = toSentence(error, text);
    return { ...toPosition(lines, error.pos[0]), path: '', text: words };
  });
  if (errors.some(({ text: said }) => said.includes('call stack'))) throw new RangeError('nested too deeply');
  // Where the parser stumbles it says so again and again.
  const first = errors.filter(
    ({ line, column }, i) => errors.findIndex((one) => one.line === line && one.column === column) === i,
  );
  if (first.length > 0) return { faults: inOrder(first) };
  if (second)
    return {
      faults: [
        {
          ...toPosition(lines, second.range[0]),
          path: '',
          text: 'a second document begins here; a file holds one, so give each a file of its own',
        },
      ],
    };
  const faults = listAliasFaults(document, lines);
  return faults.length > 0 ? { faults } : document;
}

/** Aliases that cannot be followed, and keys that JavaScript would take for its own. */
function listAliasFaults(document: Document.Parsed, lines: LineCounter): readonly YamlFault[] {
  const faults: YamlFault[] = [];
  const add = (offset: number, text: string) => faults.push({ ...toPosition(lines, offset), path: '', text });
  const anchors: string[] = [];
  /** Nodes that the value of an anchored node has, aliases followed. */
  const sizes = new Map<unknown, number>();
  visit(document, {
    Node(_, node, path) {
      if (path.length > MOST_LEVELS) throw new RangeError('nested too deeply');
      if ('anchor' in node && node.anchor) anchors.push(node.anchor);
    },
    Pair(_, pair) {
      if (isScalar(pair.key) && pair.key.value === '__proto__')
        add(
          pair.key.range?.[0] ?? 0,
          'the key __proto__ has a meaning of its own in JavaScript; take another',
        );
    },
    Alias(_, alias: Alias, path) {
      const target = alias.resolve(document);
      const [offset] = alias.range ?? [0];
      if (!target)
        add(offset, `no anchor &${alias.source} stands before this alias${toHint(alias.source, anchors)}`);
      else if (path.includes(target)) add(offset, `the alias *${alias.source} stands for what it is part of`);
    },
  });
  if (faults.length > 0) return faults;
  const count = (node: unknown): number => {
    if (node === undefined || node === null) return 0;
    const known = sizes.get(node);
    if (known !== undefined) return known;
    const size = countNode(node, document, count);
    sizes.set(node, size);
    return size;
  };
  if (count(document.contents) > MAX_NODES)
    return [
      {
        line: 1,
        column: 1,
        path: '',
        text: `it stands for more than ${MAX_NODES} values; use fewer aliases`,
      },
    ];
  return [];
}

function countNode(node: unknown, document: Document, count: (node: unknown) => number): number {
  if (isCollection(node)) {
    const items = node.items as readonly unknown[];
    return items.reduce<number>((sum, item) => sum + countItem(item, count), 1);
  }
  const isAlias = typeof node === 'object' && node !== null && 'source' in node && 'resolve' in node;
  return isAlias ? count((node as Alias).resolve(document)) : 1;
}

/** An item of a map is a pair, one of a list a node. */
const countItem = (item: unknown, count: (node: unknown) => number): number =>
  typeof item === 'object' && item !== null && 'key' in item && 'value' in item
    ? count(item.value) + 1
    : count(item);

function toPosition(lines: LineCounter, offset: number): { readonly line: number; readonly column: number } {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

const inOrder = (faults: readonly YamlFault[]): readonly YamlFault[] =>
  faults
    .toSorted((a, b) => a.line - b.line || a.column - b.column)
    .slice(0, MAX_FAULTS)
    .map((fault) => ({ ...fault, text: toPlain(fault.text, 400) }));
