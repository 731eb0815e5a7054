// unit and integration: the rule by which vitest.config.ts sorts tests, held against the syntax trees and against its own cases.
import { describe, expect, it, test } from 'vitest';
import { listImports } from './import-graph.ts';
import { listFiles, readSource } from './source-tree.ts';
import { findReach, hasEffects, listValueImports, sortTests, toTestKind } from './test-kinds.ts';

describe('what a source imports as values', () => {
  test.each<[string, string, readonly string[]]>([
    ['an import', "import { a } from './a.ts';", ['./a.ts']],
    ['over several lines', "import {\n  a,\n  b,\n} from './a.ts';", ['./a.ts']],
    ['of all', "import * as a from './a.ts';", ['./a.ts']],
    ['for its effect', "import './a.ts';", ['./a.ts']],
    ['with a type among others', "import { type A, b } from './a.ts';", ['./a.ts']],
    ['re-exports', "export { a } from './a.ts';\nexport * from './b.ts';", ['./a.ts', './b.ts']],
    ['when it is needed', "  const { a } = await import('./a.ts');", ['./a.ts']],
    ['on a line of its own', "await import(\n  './a.json',\n  { with: { type: 'json' } },\n);", ['./a.json']],
    ['what is required', "const a = require('k6/x/disruptor');", ['k6/x/disruptor']],
    ['no type', "import type { A } from './a.ts';\nexport type { B } from './b.ts';", []],
    ['no type inside another', 'export const a = 1;\nlet b: Map<string, B>;', []],
    ['no comment', "// import { a } from './a.ts';", []],
  ])('sees %s', (_, source, named) => expect(listValueImports(source)).toEqual(named));

  it('finds all that a parser finds, of every source', () => {
    const missed = listFiles(['.ts', '.mjs']).flatMap((file) => {
      const source = readSource(file);
      const seen = listValueImports(source);
      const { values } = listImports(file, source);
      return values.filter((name) => !seen.includes(name)).map((name) => `${file}: ${name}`);
    });
    expect(missed).toEqual([]);
  });
});

describe('what has effects', () => {
  test.each([
    'node:child_process',
    'node:http',
    'node:net',
    'node:timers/promises',
    'node:worker_threads',
    '@hono/node-server',
    'undici',
    'zx/core',
    'a-package-of-tomorrow',
  ])('%s may', (name) => expect(hasEffects(name)).toBe(true));

  test.each([
    'node:fs/promises',
    'node:path',
    'typebox/value',
    'hono',
    'vitest',
    'service-under-test',
    './a.ts',
  ])('%s has none', (name) => expect(hasEffects(name)).toBe(false));
});

describe('what reaches effects', () => {
  const graph = new Map([
    ['a.test.ts', ['a.ts']],
    ['a.ts', ['b.ts']],
    ['b.ts', []],
    ['c.test.ts', ['c.ts']],
    ['c.ts', []],
  ]);
  it('is every file from which imports lead there, and no other', () => {
    expect([...findReach(graph, new Set(['b.ts']))].sort()).toEqual(['a.test.ts', 'a.ts', 'b.ts']);
    expect([...findReach(graph, new Set())]).toEqual([]);
  });
});

describe('the kind of a test', () => {
  test.each<[string, boolean, string]>([
    ['lib/core/plan/plan.test.ts', false, 'unit'],
    ['lib/node/run/judge.test.ts', true, 'integration'],
    ['lib/core/power/power.simulation.test.ts', false, 'integration'],
    ['test/words.test.ts', false, 'integration'],
  ])('%s, which reaches effects: %s, is %s', (path, reaches, kind) =>
    expect(toTestKind(path, reaches)).toBe(kind));
});

describe('the tests of this tree', () => {
  const { unit, integration } = sortTests();
  const ownProjects = /^test\/(?:e2e|cluster|cosign|rollback)\//;

  it('are each of one kind, but for those that have a project of their own', () => {
    const tests = listFiles(['.test.ts']).filter((path) => !ownProjects.test(path));
    expect([...unit, ...integration].sort()).toEqual(tests);
  });

  test.each([
    'lib/core/verdict/verdict.test.ts',
    'rollout/decision/decide.test.ts',
    'services/aurora/answer/judge.test.ts',
  ])('%s is a unit test', (path) => expect(unit).toContain(path));

  test.each([
    'lib/node/process/child.test.ts',
    'lib/node/live/server.test.ts',
    'services/aurora/reference/processes.test.ts',
    'rollout/rollback/http/http-actuator.test.ts',
  ])('%s is none', (path) => expect(integration).toContain(path));

  it('wait for no clock but one of their own, where they are unit tests', () => {
    const waiting = unit.filter(
      (path) =>
        /\b(?:setTimeout|setInterval|fetch)\(/.test(readSource(path)) &&
        !readSource(path).includes('vi.useFakeTimers('),
    );
    expect(waiting).toEqual([]);
  });
});
