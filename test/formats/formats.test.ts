// The formats of our own files: the JSON Schemas beside their table are what it makes, each key says what it means, and nothing
// that runs carries a schema.
import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it, test } from 'vitest';
import { FILE_READERS, toRefusal } from '../../lib/core/options/option-file.ts';
import { repoPath } from '../../lib/node/files/paths.ts';
import { FORMAT_IDS, FORMATS, toSchemaName, toSchemaText } from '../../schemas/formats.ts';
import {
  listFileOptions,
  OPTION_FILE_SCHEMA,
  OPTION_FILE_TYPE,
  toOptionFileSchema,
  toOptionFileType,
} from '../../schemas/option-file.ts';
import { listAllCommands } from '../../scripts/help/commands.ts';

const COMMANDS = await listAllCommands();

/** The formats of earlier versions: kept as they were, since files of them are still read. */
const EARLIER = [
  'comparison.v1',
  'event.v1',
  'failure.v1',
  'pdp-regression.v1',
  'rollout-probe.v1',
  'summary.v1',
];
const inRepo = (name: string) => repoPath('schemas', name);

interface JsonSchema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly additionalProperties?: JsonSchema | boolean;
  readonly patternProperties?: Readonly<Record<string, JsonSchema>>;
}

/** The path of every part of a schema that does not say what it means. */
function listMute(schema: JsonSchema, path: string): string[] {
  const { properties = {}, patternProperties = {}, additionalProperties: more, items, anyOf = [] } = schema;
  const inner: Readonly<Record<string, JsonSchema>> = {
    ...properties,
    ...patternProperties,
    ...(items ? { '[]': items } : {}),
    ...(typeof more === 'object' ? { '*': more } : {}),
    ...Object.fromEntries(anyOf.entries()),
  };
  return [
    ...(schema.description ? [] : [path]),
    ...Object.entries(inner).flatMap(([key, part]) => listMute(part, `${path}/${key}`)),
  ];
}

describe.each(FORMAT_IDS)('%s', (id) => {
  it('is in its file as its types have it: else run npm run schemas', () => {
    expect(readFileSync(inRepo(toSchemaName(id)), 'utf8')).toBe(toSchemaText(id));
  });
  it('says of every part what it means', () => {
    expect(listMute(FORMATS[id].schema as JsonSchema, '')).toEqual([]);
  });
});

describe('an option file', () => {
  const commands = COMMANDS.map(([, command]) => command);
  it('has its schema and its type as the tables have them: else run npm run schemas', () => {
    expect(readFileSync(inRepo(OPTION_FILE_SCHEMA), 'utf8')).toBe(toOptionFileSchema(commands));
    expect(readFileSync(inRepo(OPTION_FILE_TYPE), 'utf8')).toBe(toOptionFileType(commands));
  });
  it('is read by commands that there are', () => {
    const names = commands.map(({ name }) => name);
    expect(FILE_READERS.filter((name) => !names.includes(name))).toEqual([]);
  });
  test.each([...listFileOptions(commands)])('%s is of one kind wherever it is an option', (_, options) => {
    expect(new Set(options.map(({ kind }) => kind)).size).toBe(1);
    expect(new Set(options.map(toRefusal)).size).toBe(1);
  });
  test.each(
    [...listFileOptions(commands)].filter(([, [option]]) => option && !option.secret && toRefusal(option)),
  )('docs/option-file.md says that %s may not stand in it', (name) => {
    expect(readFileSync(repoPath('docs/option-file.md'), 'utf8')).toContain(`\`${name}\``);
  });
});

test('the folder holds each format and the earlier versions that are still read, and nothing else', () => {
  const names = [...[...FORMAT_IDS, ...EARLIER].map((id) => `${id}.schema.json`), OPTION_FILE_SCHEMA];
  expect(
    readdirSync(repoPath('schemas'))
      .filter((name) => name.endsWith('.json'))
      .sort(),
  ).toEqual(names.sort());
});

test('a part that is mute would be seen', () => {
  const told = { description: 'x' };
  const schema = {
    ...told,
    properties: { a: told, b: { items: {} } },
    anyOf: [{}],
    additionalProperties: {},
  };
  expect(listMute(schema, '')).toEqual(['/0', '/b', '/b/[]', '/*']);
});

const list = (folder: string) =>
  readdirSync(repoPath(folder))
    .filter((name) => /\.m?ts$/.test(name) && !name.endsWith('.test.ts'))
    .map((name) => `${folder}/${name}`);

/** They begin with schemas: one writes ours, one asks servers that are not ours, one reads what others may have changed. */
const WITH_SCHEMAS = ['scripts/schemas.ts', 'scripts/monitoring.ts', 'scripts/evidence.ts'];

test('no scenario, page or other command begins with a schema: they take only the types', async () => {
  const entryPoints = [...list('scenarios'), ...list('scripts'), 'live/page/run/main.ts'].filter(
    (path) => !WITH_SCHEMAS.includes(path),
  );
  const { metafile } = await build({
    entryPoints,
    absWorkingDir: repoPath(),
    outdir: 'dist',
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    packages: 'external',
    external: ['*/validators.js'],
    logLevel: 'silent',
  });
  // What is imported when it is asked for costs nobody else his start.
  const atStart = (path: string) =>
    (metafile.inputs[path]?.imports ?? []).filter(({ kind }) => kind !== 'dynamic-import');
  const reached = new Set(entryPoints);
  for (const path of reached) for (const one of atStart(path)) reached.add(one.path);
  expect(reached.size).toBeGreaterThan(200);
  const carrying = [...reached].filter(
    (path) => /-schema\.ts$/.test(path) || /^typebox/.test(basename(path)),
  );
  expect(carrying).toEqual([]);
});
