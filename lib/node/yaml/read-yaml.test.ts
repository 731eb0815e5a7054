// What a person may write, and where it is told that it is wrong.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Type } from 'typebox';
import { describe, expect, it, test } from 'vitest';
import { readYaml, toFaultLine } from './read-yaml.ts';
import { readYamlFile } from './read-yaml-file.ts';

const Step = Type.Object(
  { path: Type.String(), status: Type.Optional(Type.Integer({ minimum: 100, maximum: 599 })) },
  { additionalProperties: false },
);
const Form = Type.Object(
  {
    id: Type.String({ pattern: '^[a-z-]+$', description: 'Small letters.' }),
    steps: Type.Array(Step, { minItems: 1 }),
    mode: Type.Optional(Type.Enum(['fast', 'slow'])),
    limit: Type.Optional(Type.Union([Type.Integer(), Type.Object({ ms: Type.Integer() })])),
    api_token: Type.Optional(Type.Integer()),
    labels: Type.Optional(
      Type.Unsafe<Record<string, string>>({
        type: 'object',
        propertyNames: { pattern: '^[a-z]+$' },
        additionalProperties: { type: 'string' },
      }),
    ),
  },
  { additionalProperties: false },
);
const tell = (source: string | Uint8Array): readonly string[] => {
  const read = readYaml(source, Form);
  return 'faults' in read ? read.faults.map((fault) => toFaultLine('f', fault)) : [];
};
const GOOD = 'id: a\nsteps:\n  - path: /x\n';

test.each([
  ['YAML', GOOD],
  ['JSON', '{"id": "a", "steps": [{"path": "/x"}]}'],
  ['a byte order mark', `\ufeff${GOOD}`],
  ['bytes', new TextEncoder().encode(GOOD)],
  ['Windows lines', GOOD.replaceAll('\n', '\r\n')],
  ['a start of a document', `%YAML 1.2\n---\n${GOOD}`],
  ['an anchor and its alias', 'id: &a a\nsteps: [{path: *a}]\n'],
])('%s is read', (_, source) => {
  expect(readYaml(source, Form)).toMatchObject({ value: { id: 'a' } });
});

test.each<[string, string | Uint8Array, readonly string[]]>([
  ['nothing', '', ['f:1:1: it is empty; write at least what is required']],
  ['a comment alone', '# hm\n', ['f:1:1: it is empty; write at least what is required']],
  ['a text', 'hello', ['f:1:1: must be a map of keys, and is a text ("hello")']],
  ['a list', '- 1', ['f:1:1: must be a map of keys, and is a list']],
  ['a missing key', 'id: a\n', ['f:1:1: it has no steps, which is required']],
  [
    'a missing key inside',
    'id: a\nsteps:\n  - status: 200\n',
    ['f:3:5: steps[0] has no path, which is required'],
  ],
  [
    'an unknown key',
    'id: a\nstesp: []\nsteps: [{path: /, stauts: 200}]\n',
    [
      'f:2:1: stesp is an unknown key (Did you mean steps?)',
      'f:3:19: steps[0].stauts is an unknown key (Did you mean status?)',
    ],
  ],
  [
    'a wrong type',
    'id: a\nsteps: [{path: /, status: "200"}]',
    ['f:2:27: steps[0].status must be a whole number, and is a text ("200")'],
  ],
  ['no value', 'id: a\nsteps:\n', ['f:2:7: steps must be a list, and is nothing']],
  ['an empty list', 'id: a\nsteps: []\n', ['f:2:8: steps must have 1 or more items']],
  [
    'out of bounds',
    'id: a\nsteps: [{path: /, status: 600}]',
    ['f:2:27: steps[0].status must be at most 599, and is a number (600)'],
  ],
  [
    'a word that is none of several',
    `${GOOD}mode: fsat\n`,
    ['f:4:7: mode must be one of fast, slow, and is a text ("fsat") (Did you mean fast?)'],
  ],
  [
    'a bad form',
    GOOD.replace('id: a', 'id: A B'),
    ['f:1:5: id does not have the form of its kind, and is a text ("A B"): Small letters'],
  ],
  ['a bad name of a key', `${GOOD}labels: {A1: x}\n`, ['f:4:10: labels.A1 is no name for a key']],
  [
    'none of two forms',
    `${GOOD}limit: soon\n`,
    ['f:4:8: limit must be a whole number or a map of keys with ms, and is a text ("soon")'],
  ],
  [
    'one of two forms, broken',
    `${GOOD}limit: {ms: soon}\n`,
    ['f:4:13: limit.ms must be a whole number, and is a text ("soon")'],
  ],
  [
    'a secret in the wrong place',
    `${GOOD}api_token: hunter2\n`,
    ['f:4:12: api_token must be a whole number, and is a text'],
  ],
  ['a key twice', `${GOOD}id: b\n`, ['f:4:1: the key id is there twice; keep one']],
  [
    'a key twice in a flow map',
    'id: a\nsteps: [{path: a, path: b}]',
    ['f:2:19: the key path is there twice; keep one'],
  ],
  ['a key that is a number', `${GOOD}1: b\n`, ['f:4:1: 1 is an unknown key']],
  ['a key that is a list', `${GOOD}[a]: b\n`, ['f:4:1: a key must be a text; put it in quotes']],
  [
    'the key __proto__',
    `${GOOD}__proto__: {a: 1}\n`,
    ['f:4:1: the key __proto__ has a meaning of its own in JavaScript; take another'],
  ],
  [
    'a merge key',
    'id: a\nsteps: [&s {path: /}, {<<: *s}]\n',
    ['f:2:23: steps[1] has no path, which is required', 'f:2:24: steps[1].<< is an unknown key'],
  ],
  [
    'an unknown tag',
    GOOD.replace('/x', '!!js/function x'),
    ['f:3:11: Unresolved tag: tag:yaml.org,2002:js/function'],
  ],
  ['an unknown anchor', GOOD.replace('/x', '*there'), ['f:3:11: no anchor &there stands before this alias']],
  [
    'an anchor with a slip',
    'id: &there a\nsteps: [{path: *tehre}]',
    ['f:2:16: no anchor &tehre stands before this alias (Did you mean there?)'],
  ],
  ['a cycle', 'id: a\nsteps: &s [{path: *s}]', ['f:2:19: the alias *s stands for what it is part of']],
  [
    'a cycle of two',
    'id: a\nsteps: &s [&t {path: *s}, {path: *t}]',
    ['f:2:22: the alias *s stands for what it is part of'],
  ],
  [
    'two documents',
    `${GOOD}---\n${GOOD}`,
    ['f:4:1: a second document begins here; a file holds one, so give each a file of its own'],
  ],
  ['a tab', 'id: a\nsteps:\n\t- path: /\n', ['f:3:1: a tab indents this line; YAML takes spaces alone']],
  [
    'an open bracket',
    'id: a\nsteps: [{path: /',
    ['f:2:17: Flow map in block collection must be sufficiently indented and end with a }'],
  ],
  [
    'Latin-1',
    Buffer.concat([Buffer.from(`${GOOD}# caf`), Buffer.from([0xe9, 10])]),
    ['f:4:6: it is not UTF-8 from here on; save it as UTF-8'],
  ],
  [
    'UTF-16',
    Buffer.from(`\ufeff${GOOD}`, 'utf16le'),
    ['f:1:1: it is not UTF-8 from here on; save it as UTF-8'],
  ],
  [
    'too much',
    `${GOOD}# ${'x'.repeat(600_000)}`,
    ['f:1:1: it has 600028 bytes, and 524288 are the most that is read; split it'],
  ],
  [
    'too deep',
    `id: a\nsteps: ${'['.repeat(100_000)}`,
    ['f:1:1: it is nested too deeply; no file of ours needs more than a few levels'],
  ],
])('%s is refused', (_, source, said) => {
  expect(tell(source)).toEqual(said);
});

describe('many laughs', () => {
  const bomb = (levels: number) => {
    const names = Array.from({ length: levels }, (_, i) => `l${i}`);
    return names
      .map((name, i) => {
        const before = i === 0 ? 'ha' : `*l${i - 1}`;
        return `${name}: &${name} [${Array(9).fill(before).join(',')}]`;
      })
      .join('\n');
  };
  it('are not told', () => {
    expect(tell(bomb(9))).toEqual(['f:1:1: it stands for more than 20000 values; use fewer aliases']);
  });
  it('are few where they are few', () => {
    expect(tell(bomb(2)).join()).toContain('l1 is an unknown key');
  });
  it('are as many as the file has room for, with one anchor that is used often', () => {
    const steps = Array(150).fill('*s').join(', ');
    expect(readYaml(`id: a\nsteps: [&s {path: /}, ${steps}]`, Form)).toHaveProperty('value');
  });
});

it('nothing of it reaches a terminal or another object', () => {
  expect(tell(`${GOOD}"a\\e[2J": 1\n`).join()).not.toContain('\u001b');
  readYaml('__proto__: {polluted: 1}', Type.Any());
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
});

it('says where any part of a good file stands', () => {
  const { locate } = readYaml(GOOD, Form);
  expect(locate(['steps', 0, 'path'])).toEqual({ line: 3, column: 11 });
  expect(locate(['steps', 0, 'gone'])).toEqual({ line: 3, column: 5 });
});

describe('a file', () => {
  it('is read, or the first line says why not', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'aurora-yaml-'));
    const file = join(dir, 'a.yaml');
    await writeFile(file, GOOD);
    expect(await readYamlFile(file, Form)).toMatchObject({ value: { id: 'a' } });
    expect(await readYamlFile(join(dir, 'b.yaml'), Form)).toMatchObject({
      faults: [{ line: 1, column: 1, text: 'it cannot be read (ENOENT: no such file or directory)' }],
    });
    expect(await readYamlFile(dir, Form)).toMatchObject({
      faults: [{ text: expect.stringContaining('it') }],
    });
    await writeFile(file, 'x'.repeat(600_000));
    expect(await readYamlFile(file, Form)).toMatchObject({
      faults: [{ text: expect.stringContaining('split it') }],
    });
    await rm(dir, { recursive: true });
  });
});
