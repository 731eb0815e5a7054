// Who may import whom, and no circles: every import of the tree held against the table of test/house/import-rules.ts.
// Sources are read by oxc-parser. dependency-cruiser 17 cannot read ours: it takes TypeScript below 7 only, and with its other
// parser, swc, it ends at the first `using` and passes over a type that is imported inside another. madge and skott stand on
// the TypeScript 5 API as well.
import { existsSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { repoPath } from '../../lib/node/files/paths.ts';
import { findCircles, type Graph, type Imports, listImports, toTarget } from './import-graph.ts';
import { findFault, findNamedService, findPlace } from './import-rules.ts';
import { AS_KNOWN, compareWithKnown, KNOWN_CIRCLES, KNOWN_IMPORTS } from './known.ts';
import { isTest, listFiles, listServices, readSource } from './source-tree.ts';

const SERVICES = listServices();
const files = listFiles(['.ts', '.mjs', '.cjs']);
const imports = new Map<string, Imports>(files.map((file) => [file, listImports(file, readSource(file))]));
const targetsOf = (file: string) =>
  (imports.get(file)?.named ?? []).flatMap((specifier) => toTarget(file, specifier) ?? []);

/** Files that lie at the root, and belong to no room. */
const FREE = ['vitest.config.ts'];
const housed = files.filter((file) => !isTest(file) && !FREE.includes(file));

describe('the reader of imports', () => {
  test.each<[string, string, readonly string[]]>([
    ['an import', "import { a } from './a.ts';", ['./a.ts']],
    ['over several lines', "import {\n  a,\n  b,\n} from './a.ts';", ['./a.ts']],
    ['for its effect', "import './a.ts';", ['./a.ts']],
    ['of a type', "import type { A } from './a.ts';", ['./a.ts']],
    ['of a type among others', "import { type A } from './a.ts';", ['./a.ts']],
    ['re-exports', "export { a } from './a.ts';\nexport type { B } from './b.ts';", ['./a.ts', './b.ts']],
    ['all re-exported', "export * from './a.ts';", ['./a.ts']],
    ['a dynamic import', "const a = await import('./a.ts');", ['./a.ts']],
    ['a type inside another', "export type A = Map<string, import('./a.ts').A>;", ['./a.ts']],
    ['the type of a module', "declare const a: typeof import('./a.ts');", ['./a.ts']],
    ['a required module', "const a = require('k6/x/disruptor');", ['k6/x/disruptor']],
    ['an import in the old way', "import a = require('./a.ts');", ['./a.ts']],
    ['the same file twice', "import { a } from './a.ts';\nimport type { B } from './a.ts';", ['./a.ts']],
    ['after the newest syntax', "using a = open();\nexport { b } from './b.ts';", ['./b.ts']],
    ['no import: a comment', "// import { a } from './a.ts';", []],
    ['no import: a text', 'const a = "import \'./a.ts\'";', []],
    ['no import: an export of its own', 'export const a = 1;', []],
  ])('sees %s', (_, source, named) => {
    expect(listImports('lib/core/x.ts', source)).toMatchObject({ named, computed: 0 });
  });

  it('counts the imports whose name is computed', () => {
    const source =
      "await import(name);\nawait import(`./a.ts`);\nrequire(`k6/x/y`);\nawait import('./a.ts');";
    expect(listImports('x.ts', source)).toMatchObject({ named: ['./a.ts'], computed: 3 });
  });

  it('tells types from what is there when it runs', () => {
    const source =
      "import type { A } from './a.ts';\nimport { type B, b } from './b.ts';\nexport type { C } from './c.ts';\nlet d: import('./d.ts').D;";
    expect(listImports('x.ts', source).values).toEqual(['./b.ts']);
  });

  it('does not pass over a source that it cannot parse', () => {
    expect(() => listImports('x.ts', "import { a from './a.ts';")).toThrow(/^x\.ts: /);
  });
});

describe('the table', () => {
  const services = ['shop', 'post'];

  test.each<[string, string]>([
    ['lib/core/x.ts', '../node/a.ts'],
    ['lib/core/plan/x.ts', '../../../thresholds/a.ts'],
    ['lib/core/x.ts', '../../services/shop/journeys.ts'],
    ['lib/core/x.ts', 'node:fs'],
    ['lib/core/x.ts', 'k6/http'],
    ['lib/core/x.ts', 'zx'],
    ['thresholds/x.ts', '../lib/node/a.ts'],
    ['thresholds/x.ts', './shop.ts'],
    ['thresholds/x.ts', 'node:path'],
    ['thresholds/shop.ts', '../services/shop/service.ts'],
    ['lib/k6/x.ts', '../node/a.ts'],
    ['lib/k6/x.ts', '../../services/shop/service.ts'],
    ['lib/k6/x.ts', '../../thresholds/shop.ts'],
    ['lib/k6/x.ts', 'node:fs'],
    ['lib/node/x.ts', '../k6/a.ts'],
    ['lib/node/x.ts', 'k6/execution'],
    ['lib/core/x.ts', 'service-under-test'],
    ['lib/node/x.ts', '../../scripts/a.ts'],
    ['lib/node/x.ts', '../../scenarios/a.ts'],
    ['lib/node/x.ts', '../../teeth/a.ts'],
    ['lib/node/x.ts', '../../live/page/a.ts'],
    ['lib/node/x.ts', '../../services/shop/probe/run/a.ts'],
    ['lib/node/x.ts', '../../test/a.ts'],
    ['lib/node/x.ts', '../../target/a.ts'],
    ['scenarios/x.ts', '../lib/node/a.ts'],
    ['scenarios/x.ts', '../services/shop/service.ts'],
    ['scripts/x.ts', '../scenarios/a.ts'],
    ['scripts/x.ts', '../services/shop/service.ts'],
    ['scripts/x.ts', '../lib/k6/a.ts'],
    ['rollout/x.ts', '../teeth/a.ts'],
    ['monitoring/x.ts', '../rollout/a.ts'],
    ['teeth/x.ts', '../scripts/a.ts'],
    ['teeth/x.ts', '../services/shop/service.ts'],
    ['live/page/x.ts', '../../lib/node/a.ts'],
    ['bench/x.ts', '../scripts/a.ts'],
    ['schemas/x.ts', '../lib/node/a.ts'],
    ['lib/node/x.ts', '../../schemas/a.ts'],
    ['services/shop/service.ts', '../../lib/node/a.ts'],
    ['services/shop/service.ts', '../../thresholds/gates.ts'],
    ['services/shop/service.ts', './reference/a.ts'],
    ['services/shop/service.ts', './probe/run/a.ts'],
    ['services/shop/service.ts', './commands/a.ts'],
    ['services/shop/service.ts', '../post/reference/a.ts'],
    ['services/shop/service.ts', 'node:fs'],
    ['services/shop/probe/run/x.ts', '../../../../lib/k6/a.ts'],
    ['services/shop/probe/run/x.ts', '../../reference/a.ts'],
    ['services/shop/teeth/x.ts', '../reference/a.ts'],
    ['services/shop/service.ts', '../../teeth/a.ts'],
    ['services/shop/service.ts', './teeth/rows.ts'],
    ['services/shop/reference/x.ts', '../journeys.ts'],
    ['services/shop/reference/x.ts', '../../../lib/core/a.ts'],
    ['services/shop/reference/x.ts', '../../post/reference/a.ts'],
    ['services/shop/reference/x.ts', 'k6'],
    ['target/x.ts', '../lib/core/a.ts'],
  ])('would not let %s import %s', (file, specifier) => {
    expect(findFault(file, specifier, services)).toMatch(`${file} `);
  });

  test.each<[string, string]>([
    ['lib/core/x.ts', './plan/a.ts'],
    ['lib/core/x.ts', 'd3-dsv'],
    ['lib/core/x.ts', 'typebox/value'],
    ['thresholds/x.ts', '../lib/core/a.ts'],
    ['thresholds/shop.ts', './gates.ts'],
    ['thresholds/shop.ts', '../lib/core/a.ts'],
    ['lib/k6/x.ts', 'k6/x/disruptor'],
    ['lib/k6/x.ts', 'service-under-test'],
    ['lib/k6/x.ts', '../../generated/validators.js'],
    ['lib/node/x.ts', 'node:fs'],
    ['lib/node/x.ts', '../../thresholds/gates.ts'],
    ['scenarios/x.ts', '../lib/k6/a.ts'],
    ['scripts/x.ts', '../teeth/a.ts'],
    ['rollout/x.ts', '../lib/node/a.ts'],
    ['live/page/x.ts', '../../lib/core/a.ts'],
    ['live/page/x.ts', '../../thresholds/digest-rules.ts'],
    ['live/page/x.ts', 'uplot'],
    ['live/page/x.ts', 'service-under-test'],
    ['bench/x.ts', '../scenarios/soak.ts'],
    ['bench/x.ts', '../teeth/a.ts'],
    ['schemas/x.ts', '../services/shop/probe/report-schema.ts'],
    ['scripts/x.ts', '../schemas/formats.ts'],
    ['services/shop/service.ts', '../../thresholds/shop.ts'],
    ['services/shop/service.ts', '../../lib/core/a.ts'],
    ['services/shop/service.ts', './contracts/a.json'],
    ['services/shop/service.ts', '../post/journeys.ts'],
    ['thresholds/shop.ts', './post.ts'],
    ['services/shop/service.ts', '../../thresholds/post.ts'],
    ['services/shop/probe/run/x.ts', '../../../post/probe/run/a.ts'],
    ['services/shop/probe/run/x.ts', '../../../post/service.ts'],
    ['services/shop/teeth/x.ts', '../../post/teeth/a.ts'],
    ['services/shop/probe/run/x.ts', '../../../../lib/node/a.ts'],
    ['services/shop/probe/run/x.ts', '../report.ts'],
    ['services/shop/regression/run/x.ts', '../../probe/run/a.ts'],
    ['services/shop/commands/x.ts', '../../../lib/node/a.ts'],
    ['services/shop/release/x.ts', '../commands/a.ts'],
    ['services/shop/teeth/x.ts', '../../../teeth/a.ts'],
    ['services/shop/teeth/x.ts', '../service.ts'],
    ['services/shop/reference/routes/x.ts', '../a.ts'],
    ['services/shop/reference/x.ts', 'hono'],
  ])('lets %s import %s', (file, specifier) => {
    expect(findFault(file, specifier, services)).toBeUndefined();
  });

  test.each<[string, string]>([
    ['lib/core/x.ts', "const path = 'services/shop/contracts';"],
    ['scripts/x.ts', '// The way out is in services/post.'],
    ['thresholds/x.ts', "import { a } from '../services/shop/a.ts';"],
  ])('would not let %s say %j', (file, source) => {
    expect(findNamedService(file, source, services)).toMatch(`${file} names services/`);
  });

  test.each<[string, string]>([
    ['lib/core/x.ts', "const path = 'services/shopping/contracts';"],
    ['lib/core/x.ts', "const path = 'services/shop-two/contracts';"],
    ['lib/core/x.ts', "const path = join('services', id); // services/<id>"],
    ['bench/x.ts', "const path = 'services/shop/contracts';"],
    ['services/post/x.ts', "const path = 'services/shop/contracts';"],
  ])('lets %s say %j', (file, source) => {
    expect(findNamedService(file, source, services)).toBeUndefined();
  });
});

describe('the search for circles', () => {
  const toGraph = (arrows: string): Graph =>
    new Map(
      arrows.split('; ').map((arrow) => {
        const [from = '', to = ''] = arrow.split(' → ');
        return [from, to === '' ? [] : to.split(' ')];
      }),
    );

  test.each<[string, readonly string[]]>([
    ['a → b; b → a', ['a → b → a']],
    ['a → a', ['a → a']],
    ['c → a; a → b; b → c', ['a → b → c → a']],
    ['a → b; b → c d; c → a; d → a', ['a → b → c → a']],
    ['a → b c; b → c; c → b; d → e; e → d', ['b → c → b', 'd → e → d']],
  ])('finds one in %s', (arrows, circles) => {
    expect(findCircles(toGraph(arrows))).toEqual(circles);
  });

  test.each(['a → b', 'a → b c; b → d; c → d; d', 'a → gone'])('finds none in %s', (arrows) => {
    expect(findCircles(toGraph(arrows))).toEqual([]);
  });
});

test('every source lies in a room that has a row in the table', () => {
  expect(files.length).toBeGreaterThan(300);
  expect(housed.filter((file) => findPlace(file, SERVICES) === undefined)).toEqual([]);
});

test('every source keeps to the table', () => {
  const faults = new Map(
    housed
      .map(
        (file) =>
          [
            file,
            [
              ...(imports.get(file)?.named ?? []).map((specifier) => findFault(file, specifier, SERVICES)),
              findNamedService(file, readSource(file), SERVICES),
            ].filter((fault) => fault !== undefined),
          ] as const,
      )
      .filter(([, found]) => found.length > 0),
  );
  const compared = compareWithKnown([...faults.keys()], KNOWN_IMPORTS);
  expect(compared, compared.isNew.flatMap((file) => faults.get(file) ?? []).join('\n')).toEqual(AS_KNOWN);
});

test('no imports go round in a circle, nor those of types', () => {
  const graph: Graph = new Map(files.map((file) => [file, targetsOf(file)]));
  expect(compareWithKnown(findCircles(graph), KNOWN_CIRCLES)).toEqual(AS_KNOWN);
});

test('a name is computed only where a command, a service or an option file is looked up', () => {
  const computing = housed.filter((file) => (imports.get(file)?.computed ?? 0) > 0);
  expect(computing).toEqual([
    'lib/node/option-file/find-option-file.mjs',
    'lib/node/service/load-service.ts',
    'scripts/launch.mjs',
  ]);
});

test('imports of ours name a file that is there, with its extension', () => {
  const broken = files.flatMap((file) =>
    targetsOf(file)
      .filter((target) => !target.startsWith('generated/'))
      .filter((target) => !/\.(?:ts|json|mjs)$/.test(target) || !existsSync(repoPath(target)))
      .map((target) => `${file}: ${target}`),
  );
  expect(broken).toEqual([]);
});

test('what is pure has no effects: no environment, no process, no chance but the seed', () => {
  const pure = housed.filter((file) =>
    ['lib/core', 'thresholds', 'thresholds/<id>', 'services/<id>'].includes(
      findPlace(file, SERVICES)?.room ?? '',
    ),
  );
  const impure = pure.filter((file) =>
    /\b(?:process\.|__ENV|console\.|Math\.random|setTimeout|fetch\()/.test(readSource(file)),
  );
  expect(impure).toEqual([]);
});
