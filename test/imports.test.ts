// Who may import whom: the table of the design, held against every import in the tree.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

interface Rule {
  /** Other rooms of ours it may import. */
  readonly rooms: readonly string[];
  /** Where it runs, which decides what else there is: k6 and core know no Node, Node knows no k6. */
  readonly never: RegExp;
}

const NODE = /^node:/;
const K6 = /^k6($|\/)/;
/** What runs in all three runtimes knows none of them, and of npm only what is pure. */
const NOT_PURE = /^(?!d3-|jstat$|typebox$)/;

const RULES: Readonly<Record<string, Rule>> = {
  'lib/core': { rooms: ['services'], never: NOT_PURE },
  thresholds: { rooms: ['lib/core', 'services'], never: NOT_PURE },
  'lib/k6': { rooms: ['lib/core', 'thresholds', 'services', 'generated'], never: NODE },
  scenarios: { rooms: ['lib/core', 'thresholds', 'lib/k6', 'services'], never: NODE },
  'lib/node': { rooms: ['lib/core', 'thresholds', 'services', 'generated'], never: K6 },
  scripts: {
    rooms: ['lib/core', 'thresholds', 'lib/node', 'services', 'teeth', 'live', 'rollout', 'schemas'],
    never: K6,
  },
  rollout: { rooms: ['lib/core', 'thresholds', 'lib/node'], never: K6 },
  live: { rooms: ['lib/core', 'thresholds', 'lib/node'], never: K6 },
  schemas: { rooms: ['lib/core', 'services'], never: NOT_PURE },
  'services/aurora/reference': { rooms: [], never: K6 },
  // The rows of a service's matrix, which nothing but teeth loads.
  'services/aurora/teeth': { rooms: ['lib/core', 'services', 'teeth'], never: K6 },
  'services/aurora-chatcards/teeth': {
    rooms: ['lib/core', 'services', 'services/aurora/teeth', 'teeth'],
    never: K6,
  },
  services: { rooms: ['lib/core', 'lib/node', 'thresholds'], never: K6 },
  teeth: { rooms: ['lib/core', 'lib/node', 'thresholds', 'services'], never: K6 },
  // Measures the real thing, of whichever runtime: it alone may wrap a scenario, to play it at another load.
  bench: {
    rooms: [
      'lib/core',
      'thresholds',
      'lib/k6',
      'lib/node',
      'services',
      'services/aurora/reference',
      'scenarios',
    ],
    never: /^$/,
  },
};
const ROOMS = [...Object.keys(RULES), 'test', 'services', 'generated'];
const FREE = ['vitest.config.ts'];

const toPosix = (path: string) => path.split(sep).join(posix.sep);
const roomOf = (path: string) => ROOMS.find((room) => path.startsWith(`${room}/`));

/** Import specifiers of a source: static, dynamic, and re-exports. */
const listImports = (source: string): string[] =>
  [
    ...source.matchAll(
      /^(?:import|export)\b[^'"]*?\bfrom\s+['"]([^'"]+)['"]|^import\s+['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm,
    ),
  ].map((match) => match[1] ?? match[2] ?? match[3] ?? '');

const files = readdirSync(ROOT, { withFileTypes: true })
  .filter(
    (entry) =>
      entry.isDirectory() &&
      !entry.name.startsWith('.') &&
      !['node_modules', 'dist', 'results', 'generated'].includes(entry.name),
  )
  .flatMap(({ name }) =>
    readdirSync(join(ROOT, name), { recursive: true, encoding: 'utf8' }).map((path) =>
      toPosix(join(name, path)),
    ),
  )
  .filter((path) => path.endsWith('.ts') && !path.includes('node_modules/'));

const isTest = (path: string) => path.endsWith('.test.ts') || path.startsWith('test/');

/** What `file` imports against the rules, in a sentence each. */
function listFaults(file: string, source: string): string[] {
  const room = roomOf(file) ?? '';
  const rule = RULES[room];
  return listImports(source).flatMap((specifier) => {
    if (!specifier.startsWith('.')) {
      return rule && !isTest(file) && rule.never.test(specifier) ? [`${file} imports ${specifier}`] : [];
    }
    const target = toPosix(relative(ROOT, join(ROOT, dirname(file), specifier)));
    const other = roomOf(target) ?? 'no room';
    const allowed = isTest(file) || other === room || rule?.rooms.includes(other);
    return allowed
      ? []
      : [`${file} imports ${target}: ${room} may import ${rule?.rooms.join(', ') || 'nothing of ours'}`];
  });
}

describe('the walk', () => {
  it('finds the sources, each in a room that has a rule', () => {
    expect(files.length).toBeGreaterThan(80);
    const homeless = files.filter((file) => roomOf(file) === undefined && !FREE.includes(file));
    expect(homeless, 'a new room needs a row in RULES').toEqual([]);
  });

  test.each<[string, string]>([
    ['lib/core/x.ts', "import { a } from '../node/a.ts';"],
    ['lib/core/x.ts', "import { a } from '../../thresholds/a.ts';"],
    ['lib/core/x.ts', "import fs from 'node:fs';"],
    ['lib/core/x.ts', "import http from 'k6/http';"],
    ['lib/core/x.ts', "import { z } from 'zx';"],
    ['lib/k6/x.ts', "import type { A } from '../node/a.ts';"],
    ['lib/node/x.ts', "import { a } from '../k6/a.ts';"],
    ['lib/node/x.ts', "import exec from 'k6/execution';"],
    ['lib/node/x.ts', "import { a } from '../../scripts/a.ts';"],
    ['lib/node/x.ts', "const a = await import('../../scenarios/a.ts');"],
    ['lib/node/x.ts', "import {\n  a,\n  b,\n} from '../../target/a.ts';"],
    ['scripts/x.ts', "export { a } from '../target/a.ts';"],
    ['target/x.ts', "import '../lib/core/a.ts';"],
    ['live/x.ts', "import { a } from '../lib/k6/a.ts';"],
    ['rollout/x.ts', "import { a } from '../live/a.ts';"],
    ['lib/node/x.ts', "import { a } from '../../test/a.ts';"],
  ])('would see %s: %s', (file, source) => {
    expect(listFaults(file, source)).toHaveLength(1);
  });

  test.each<[string, string]>([
    ['lib/core/x.ts', "import { csvFormat } from 'd3-dsv';\nimport { a } from './a.ts';"],
    ['scenarios/x.ts', "import http from 'k6/http';\nimport { a } from '../lib/k6/a.ts';"],
    ['lib/core/x.test.ts', "import { a } from '../../test/a.ts';\nimport { b } from 'vitest';"],
    ['live/page/x.ts', "import { a } from '../../lib/core/a.ts';"],
  ])('lets %s: %j', (file, source) => {
    expect(listFaults(file, source)).toEqual([]);
  });
});

test('every import keeps to the table', () => {
  expect(files.flatMap((file) => listFaults(file, readFileSync(join(ROOT, file), 'utf8')))).toEqual([]);
});

test('imports of ours name the file, with its extension', () => {
  const others = files.filter((file) => file !== 'test/imports.test.ts');
  const broken = others.flatMap((file) =>
    listImports(readFileSync(join(ROOT, file), 'utf8'))
      .filter((specifier) => specifier.startsWith('.') && !specifier.includes('/generated/'))
      .filter(
        (specifier) => !/\.(ts|json)$/.test(specifier) || !existsSync(join(ROOT, dirname(file), specifier)),
      )
      .map((specifier) => `${file}: ${specifier}`),
  );
  expect(broken).toEqual([]);
});

test('core and thresholds have no effects: no environment, no process, no chance but the seed', () => {
  const pure = files.filter((file) => /^(lib\/core|thresholds)\//.test(file) && !isTest(file));
  const impure = pure.filter((file) =>
    /\b(process\.|__ENV|console\.|Math\.random|setTimeout|fetch\()/.test(
      readFileSync(join(ROOT, file), 'utf8'),
    ),
  );
  expect(impure).toEqual([]);
});
