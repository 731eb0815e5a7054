// Who imports whom: read out of the syntax tree of each source, so that no form of an import slips through.
import { posix } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';

/** What one source imports. */
export interface Imports {
  /** Specifiers as written, each once: of imports, re-exports, `import()`, `require()`, and of types. */
  readonly named: readonly string[];
  /** Those among them that are there when it runs: what is more than a type. */
  readonly values: readonly string[];
  /** How many `import()` and `require()` take a name that is computed. */
  readonly computed: number;
}

/**
 * Everything a source imports, types as well.
 * @throws SyntaxError where it cannot be parsed
 */
export function listImports(path: string, source: string): Imports {
  const { program, errors } = parseSync(path, source);
  const [fault] = errors;
  if (fault) throw new SyntaxError(`${path}: ${fault.message}`);
  const named = new Set<string>();
  const values = new Set<string>();
  let computed = 0;
  type Name = { readonly type: string; readonly value?: unknown } | null | undefined;
  const take = (node: Name, kind: 'type' | 'value' = 'value') => {
    if (node?.type === 'Literal' && typeof node.value === 'string') {
      named.add(node.value);
      if (kind === 'value') values.add(node.value);
    } else if (node) computed++;
  };
  new Visitor({
    ImportDeclaration: ({ source, importKind }) => take(source, importKind),
    ExportNamedDeclaration: ({ source, exportKind }) => take(source, exportKind),
    ExportAllDeclaration: ({ source, exportKind }) => take(source, exportKind),
    ImportExpression: ({ source }) => take(source),
    TSImportType: ({ source }) => take(source, 'type'),
    TSExternalModuleReference: ({ expression }) => take(expression),
    CallExpression: ({ callee, arguments: [first] }) => {
      if (callee.type === 'Identifier' && callee.name === 'require') take(first);
    },
  }).visit(program);
  return { named: [...named], values: [...values], computed };
}

/** The path from the root that a specifier names, where it is relative; undefined for a package. */
export const toTarget = (file: string, specifier: string): string | undefined =>
  specifier.startsWith('.') ? posix.join(posix.dirname(file), specifier) : undefined;

/** File → the files of ours that it imports. */
export type Graph = ReadonlyMap<string, readonly string[]>;

/**
 * The circles of a graph: for each group of files that all reach each other, the shortest way round from its first file,
 * as `a → b → a`. Groups by Tarjan, SIAM J. Comput. 1 (1972) 146–160.
 */
export function findCircles(graph: Graph): readonly string[] {
  const order = new Map<string, number>();
  const open: string[] = [];
  const groups: string[][] = [];
  const visit = (file: string): number => {
    const own = order.size;
    order.set(file, own);
    open.push(file);
    let lowest = own;
    for (const next of graph.get(file) ?? []) {
      const seen = order.get(next);
      if (seen === undefined) lowest = Math.min(lowest, visit(next));
      else if (open.includes(next)) lowest = Math.min(lowest, seen);
    }
    if (lowest === own) groups.push(open.splice(open.indexOf(file)));
    return lowest;
  };
  for (const file of graph.keys()) if (!order.has(file)) visit(file);
  return groups
    .map((group) => findWayRound(graph, group.sort()))
    .filter((way) => way.length > 0)
    .map((way) => way.join(' → '))
    .sort();
}

/** The shortest way from the first file of a group back to it, within the group; empty where there is none. */
function findWayRound(graph: Graph, group: readonly string[]): readonly string[] {
  const [start = ''] = group;
  const inside = new Set(group);
  const ways: string[][] = [[start]];
  const reached = new Set<string>();
  for (let way = ways.shift(); way; way = ways.shift()) {
    for (const next of graph.get(way.at(-1) ?? '') ?? []) {
      if (next === start) return [...way, start];
      if (!inside.has(next) || reached.has(next)) continue;
      reached.add(next);
      ways.push([...way, next]);
    }
  }
  return [];
}
