// Which test is of which kind, by what it can do: read off what it imports, so that nobody keeps a list.
import { type Graph, toTarget } from './import-graph.ts';
import { listFiles, readSource } from './source-tree.ts';

/** Packages that start no process, open no port, ask nobody and wait for nothing. One that is not named may do all of it. */
const HARMLESS =
  /^(?:(?:@balena\/dockerignore|@grafana\/schema|@marcbachmann\/cel-js|@sigstore\/(?:bundle|protobuf-specs|verify)|ajv|cliui|commander|d3-[a-z]+|eventsource-parser|fast-check|hono|jsonpath-rfc9535|jstat|junit-report-builder|k6|kubernetes-types|oxc-parser|openapi-sampler|p-map|picocolors|prom-client|proper-lockfile|selfsigned|standardwebhooks|tar-stream|temporal-polyfill|typebox|vitest|wrap-ansi|yaml)(?:\/|$)|[a-z0-9]+-under-test$)/;
/** The same of Node's own modules. `node:timers/promises` is for waiting. */
const HARMLESS_OF_NODE =
  /^node:(?:assert|buffer|crypto|events|fs|module|os|path|perf_hooks|stream|string_decoder|url|util|v8|zlib)(?:\/|$)/;

/** What a source names in an `import`, an `export … from`, an `import()` or a `require()`, but for types. */
const NAMED =
  /^[ \t]*(?:import|export)\b(?! type\b)[^'"`;]*?\bfrom '(?<from>[^']+)'|\b(?:import|require)\(\s*'(?<late>[^']+)'|^import '(?<bare>[^']+)'/gm;

/** What a source imports as values, by a look at its text: half a second for the tree, in which a parser takes several. */
export const listValueImports = (source: string): readonly string[] => [
  ...new Set(
    [...source.matchAll(NAMED)].flatMap(({ groups }) => groups?.from ?? groups?.late ?? groups?.bare ?? []),
  ),
];

/** True for a package or a module of Node that may start a process, open a port, ask somebody or wait. */
export const hasEffects = (specifier: string): boolean =>
  !specifier.startsWith('.') && !HARMLESS.test(specifier) && !HARMLESS_OF_NODE.test(specifier);

/** unit: pure or as good as, and fast. integration: what may have effects, what crosses rooms, and long simulations. */
export type TestKind = 'unit' | 'integration';

/** Rooms whose tests play the real binaries, and have projects of their own. */
const HAVE_PROJECTS = /^test\/(?:e2e|cluster|cosign)\//;

/** Tests of one room or of several. */
const isSorted = (path: string): boolean => path.endsWith('.test.ts') && !HAVE_PROJECTS.test(path);

/** The kind of a test: `path` lies below the root, and `reaches` tells whether anything behind its imports has effects. */
export const toTestKind = (path: string, reaches: boolean): TestKind =>
  reaches || path.startsWith('test/') || path.endsWith('.simulation.test.ts') ? 'integration' : 'unit';

/** The files of a graph from which one leads to a file with effects, along the imports. */
export function findReach(graph: Graph, withEffects: ReadonlySet<string>): ReadonlySet<string> {
  const importers = new Map<string, string[]>();
  for (const [file, targets] of graph)
    for (const target of targets) importers.set(target, [...(importers.get(target) ?? []), file]);
  const reached = new Set(withEffects);
  for (const file of reached) for (const importer of importers.get(file) ?? []) reached.add(importer);
  return reached;
}

/** Every test of the two kinds in the tree below `root`, sorted. */
export function sortTests(root?: string): Readonly<Record<TestKind, readonly string[]>> {
  const files = listFiles(['.ts', '.mjs'], root);
  const imports = new Map(files.map((file) => [file, listValueImports(readSource(file, root))]));
  const graph: Graph = new Map(
    [...imports].map(([file, named]) => [file, named.flatMap((name) => toTarget(file, name) ?? [])]),
  );
  const reach = findReach(graph, new Set(files.filter((file) => imports.get(file)?.some(hasEffects))));
  const isOf = (kind: TestKind) => (file: string) =>
    isSorted(file) && toTestKind(file, reach.has(file)) === kind;
  return { unit: files.filter(isOf('unit')), integration: files.filter(isOf('integration')) };
}
