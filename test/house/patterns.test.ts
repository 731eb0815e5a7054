// No regular expression that ships takes more than linear time: many run on a service's text, and while one runs nothing hears a signal.
import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { SERVICE_FORM } from '../../lib/core/service/names.ts';
import { isObject } from '../../lib/core/text/json.ts';
import { findGrowth, listPatterns } from './patterns.ts';
import { isTest, listFiles, readSource } from './source-tree.ts';

const shipped = listFiles(['.ts', '.mjs']).filter(
  (file) => !isTest(file) && !file.endsWith('.d.ts') && !file.startsWith('generated/'),
);

describe('a pattern that is', () => {
  test.each([
    ['a repeat that must meet an end', /\/+$/],
    ['two repeats in a row', /[a-z]+[a-z]*[\s-]free/],
    ['a repeat of a repeat', /^(a+)+$/],
    ['a start that its own repeat takes in', /\{[^}]+\}/],
  ])('%s is found', (_, { source, flags }) =>
    expect(findGrowth({ pattern: source, flags })).toMatch(/polynomial|exponential/));
  test.each([
    ['bounded', /[\w.+-]{1,64}@[\w-]{1,64}/],
    ['anchored at its start', /^a+$/],
    ['never back at its start', /\{[^{}]+\}/],
  ])('%s is let through', (_, { source, flags }) =>
    expect(findGrowth({ pattern: source, flags })).toBeUndefined());
});

const patterns = shipped.flatMap((file) => listPatterns(file));

it('knows the patterns that ship', () => expect(patterns.length).toBeGreaterThan(100));

test.each(
  patterns.map(({ file, pattern, flags }) => [file, `/${pattern}/${flags}`, pattern, flags]),
)('%s: %s is linear', (_file, _shown, pattern, flags) =>
  expect(findGrowth({ pattern, flags })).toBeUndefined());

/** Where a pattern is made at run time, and of what. */
const MADE: Readonly<Record<string, string>> = {
  'lib/core/openapi/contract.ts':
    'a document is read at build time; its pattern is compiled, and run on nothing',
  'lib/core/service/define-service.ts': 'the forms of names, below',
  'lib/core/smoke/flows/pattern.ts': 'what a flow asks for, on 64 KB at most; those of this checkout, below',
  'lib/core/text/plain-text.ts': 'one class of characters',
  'lib/node/build/quick-check/objects.ts': 'the code of one, that of a contract, which ajv runs too',
  'lib/node/build/quick-check/scalars.ts': 'the code of one, that of a contract, which ajv runs too',
  'lib/node/build/tools.ts': 'the name of a tool, and twelve digits',
  'lib/node/service/new-service.ts': 'the form of a name, below',
  'services/aurora/answer/language.ts':
    'classes of characters, and so many of one from the start, on 200 at most',
  'services/aurora/answer/plain-text.ts': 'classes of characters',
};
test('no other file makes a pattern at run time', () => {
  expect(shipped.filter((file) => readSource(file).includes('new RegExp('))).toEqual(Object.keys(MADE));
});

const flowPatterns = listFiles(['.yaml'])
  .filter((file) => file.includes('/flows/'))
  .flatMap((file) =>
    [...readSource(file).matchAll(/(?:matches|lacks): (?:'([^']+)'|([^',}]+))/g)].map((match) => [
      file,
      (match[1] ?? match[2] ?? '').trim(),
    ]),
  );
test.each(flowPatterns)('%s: %s is linear', (_, pattern) =>
  expect(findGrowth({ pattern: pattern ?? '', flags: 'u' })).toBeUndefined());
it('knows the patterns of flows', () => expect(flowPatterns.length).toBeGreaterThan(1));

function listContractPatterns(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(listContractPatterns);
  if (!isObject(node)) return [];
  const own = typeof node.pattern === 'string' ? [node.pattern] : [];
  return [...own, ...Object.values(node).flatMap(listContractPatterns)];
}
const contracts = listFiles(['.schema.json']).flatMap((file) =>
  [...new Set(listContractPatterns(JSON.parse(readFileSync(file, 'utf8'))))].map((pattern) => [
    file,
    pattern,
  ]),
);
test.each([...contracts, ['names', SERVICE_FORM]])('%s: the pattern %s is linear', (_, pattern) =>
  expect(findGrowth({ pattern: pattern ?? '', flags: 'u' })).toBeUndefined());
