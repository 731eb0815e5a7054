// A new folder under services/: from an OpenAPI document, or as a copy of the example.

import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { bundle, compileErrors, parse, validate } from '@readme/openapi-parser';
import { sample } from 'openapi-sampler';
import { toContract } from '../../core/openapi/contract.ts';
import { type FirstJourney, planFirstJourney } from '../../core/openapi/first-journey.ts';
import { listOperations, type OpenApiDocument, readBase } from '../../core/openapi/operations.ts';
import { followReference } from '../../core/openapi/reference.ts';
import { toContractId, toServiceSource } from '../../core/openapi/service-source.ts';
import { OptionError } from '../../core/options/option-error.ts';
import { SERVICE_FORM } from '../../core/service/names.ts';
import { toLines } from '../../core/text/ends.ts';
import { repoPath } from '../files/paths.ts';
import { runProgram } from '../process/run-program.ts';
import { loadService } from './load-service.ts';

/** What was written. */
export interface NewService {
  /** The folder, an absolute path. */
  readonly dir: string;
  /** The first journey, and the path under which the service has its operations, where there is an OpenAPI document. */
  readonly written: { readonly journey: FirstJourney; readonly base: string } | undefined;
}

const FOLDER = new RegExp(SERVICE_FORM);
const EXAMPLE = 'example';

/**
 * Writes the folder of a new service, and loads it once, so that what is written runs.
 * @param name of its folder
 * @param openapi the path of an OpenAPI document, 3.0 or 3.1, JSON or YAML; undefined for a copy of the example
 * @param parent the folder that takes it
 * @throws OptionError where the name is taken or is none, or the document cannot be read
 */
export async function writeNewService(
  name: string,
  openapi: string | undefined,
  parent = repoPath('services'),
): Promise<NewService> {
  if (!FOLDER.test(name))
    throw new OptionError(`${name} is no name of a service; use lower-case letters, digits and -, like shop`);
  const dir = resolve(parent, name);
  if (existsSync(dir)) throw new OptionError(`${dir} is there already; take another name, or remove it`);
  try {
    const written =
      openapi === undefined ? await copyExample(name, dir) : await writeFrom(openapi, name, dir);
    await writePackage(dir);
    await loadService(dir);
    return { dir, written };
  } catch (error) {
    // Half a folder would be found by every command.
    await rm(dir, { recursive: true, force: true });
    throw error;
  }
}

async function copyExample(name: string, dir: string): Promise<undefined> {
  await cp(repoPath('services', EXAMPLE), dir, { recursive: true });
  const file = join(dir, 'service.ts');
  const text = await readFile(file, 'utf8');
  await writeFile(
    file,
    text
      .replace(`id: '${EXAMPLE}'`, `id: '${name}'`)
      .replaceAll('../../lib/core', toImport(dir, repoPath('lib/core'))),
  );
}

/** Outside of this checkout nobody says that its files are ES modules. */
async function writePackage(dir: string): Promise<void> {
  if (!relative(repoPath(), dir).startsWith('..')) return;
  await writeFile(join(dir, 'package.json'), `${JSON.stringify({ private: true, type: 'module' })}\n`);
}

/** A relative import, as one is written. */
function toImport(fromDir: string, to: string): string {
  const path = relative(fromDir, to).replaceAll('\\', '/');
  return path.startsWith('.') ? path : `./${path}`;
}

async function writeFrom(
  openapi: string,
  name: string,
  dir: string,
): Promise<NonNullable<NewService['written']>> {
  const document = await readDocument(openapi);
  const journey = planFirstJourney(listOperations(document), (schema) => followReference(document, schema));
  if (journey.steps.length === 0) {
    const why = journey.leftOut[0]?.why ?? 'it has none';
    throw new OptionError(`--openapi ${openapi}: no operation of it can be called (${why})`);
  }
  await mkdir(join(dir, 'contracts'), { recursive: true });
  for (const { operation } of journey.steps) {
    if (operation.answerSchema === undefined) continue;
    const id = toContractId(operation);
    const title = `${operation.method} ${operation.path}`;
    const contract = toContract(id, title, operation.answerSchema, document);
    await writeFile(join(dir, 'contracts', `${id}.schema.json`), `${JSON.stringify(contract, null, 2)}\n`);
  }
  const source = toServiceSource({
    id: name,
    title: document.info?.title ?? name,
    journey,
    samples: Object.fromEntries(
      journey.steps.flatMap(({ operation: { id, requestSchema } }) =>
        requestSchema === undefined ? [] : [[id, toSample(requestSchema, document)] as const],
      ),
    ),
    engine: toImport(dir, repoPath('lib/core/service/define-service.ts')),
  });
  const file = join(dir, 'service.ts');
  await writeFile(file, source);
  await format(file);
  return { journey, base: readBase(document) };
}

/** A body that the schema allows, by its examples where it has some. */
const toSample = (schema: unknown, document: OpenApiDocument): unknown =>
  sample(schema as Parameters<typeof sample>[0], { skipReadOnly: true, quiet: true }, document as object);

/**
 * Reads and checks a document; references into other files are resolved.
 * @throws OptionError with the parser's own reasons
 */
async function readDocument(path: string): Promise<OpenApiDocument> {
  const refuse = (why: string) => new OptionError(`--openapi ${path}: ${why}`);
  const file = resolve(path);
  if (!existsSync(file)) throw refuse('there is no such file; give the path of an OpenAPI document');
  try {
    const parsed = (await parse(file)) as OpenApiDocument & { readonly openapi?: string };
    if (!/^3\.[01]\./.test(parsed.openapi ?? ''))
      throw refuse(`it is no OpenAPI 3.0 or 3.1 document; convert it, or write the folder by hand`);
    const checked = await validate(file);
    if (!checked.valid) throw refuse(toLine(compileErrors(checked)));
    return (await bundle(file)) as OpenApiDocument;
  } catch (error) {
    throw error instanceof OptionError
      ? error
      : refuse(toLine(error instanceof Error ? error.message : String(error)));
  }
}

const toLine = (text: string) => toLines(text).filter(Boolean).slice(0, 3).join('; ');

/** As `npm run format` would lay it out; unformatted code runs as well. */
async function format(file: string): Promise<void> {
  const biome = repoPath('node_modules/.bin/biome');
  if (!existsSync(biome)) return;
  const args = ['check', '--write', `--config-path=${repoPath('biome.json')}`, file];
  await runProgram(biome, args, { cwd: dirname(file) });
}
