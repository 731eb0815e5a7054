// The registry: which services there are, and the one that was asked for. The one place where a service is imported.
import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { OptionValues } from '../../core/options/option.ts';
import { OptionError } from '../../core/options/option-error.ts';
import { DEFAULT_SERVICE, SERVICE_OPTION } from '../../core/plan/run-options.ts';
import type { Service } from '../../core/service/service.ts';
import { toHint } from '../../core/text/nearest.ts';
import { peekOption } from '../cli/command-line.ts';
import { repoPath } from '../files/paths.ts';
import { findBuilt, runsBuilt } from '../files/programs.ts';
import { peekOptionFile } from '../option-file/add-option-file.ts';

/** A service with the folder that says it. */
export interface LoadedService {
  readonly service: Service;
  /** Its folder, an absolute path. */
  readonly dir: string;
}

const FILE = 'service.ts';
/** What Node says of a file that no package.json calls an ES module. */
const IS_NO_MODULE = /Cannot require\(\)|Cannot use import statement|in a cycle/;

/** The ids of the services of this checkout, sorted. */
export function listServiceIds(): readonly string[] {
  return readdirSync(repoPath('services'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(repoPath('services', entry.name, FILE)))
    .map(({ name }) => name)
    .sort();
}

/**
 * The name of the service that a command line, an environment or an option file asks for: an id, or a path to a service.ts or its folder.
 * @param args of the command line, before they are parsed: which options there are depends on the service
 */
export async function readServiceName(args: readonly string[], env: OptionValues): Promise<string> {
  return (
    peekOption(SERVICE_OPTION, args, env) ||
    (await peekOptionFile(SERVICE_OPTION, args, env)) ||
    DEFAULT_SERVICE
  );
}

function toFile(name: string): string {
  if (!/[/\\]|\.ts$/.test(name)) return repoPath('services', name, FILE);
  const path = resolve(name);
  return path.endsWith('.ts') ? path : join(path, FILE);
}

/**
 * Loads a service.
 * @param name an id, or a path to a service.ts or its folder
 * @throws OptionError where there is none, or it cannot be used, with the reason
 */
export async function loadService(name: string): Promise<LoadedService> {
  const file = toFile(name);
  const refuse = (why: string) => new OptionError(`GATE_SERVICE=${name}: ${why}`);
  if (!existsSync(file))
    throw refuse(
      `there is no such service; give one of ${listServiceIds().join(', ')}, or the path of a service.ts${toHint(name, listServiceIds())}`,
    );
  const module = await importFile(file).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    const remedy = IS_NO_MODULE.test(why) ? `; put a package.json with "type": "module" beside it` : '';
    throw refuse(`it cannot be used (${why})${remedy}`);
  });
  const { SERVICE: service } = module as { SERVICE?: Service };
  if (service?.counterOf === undefined) throw refuse('it exports no SERVICE made by defineService');
  const dir = dirname(file);
  if (service.id !== basename(dir))
    throw refuse(`its id is ${service.id} and its folder ${basename(dir)}; give both one name`);
  return { service, dir };
}

/** Registered once; whoever asks meanwhile waits for it. */
let readingTypeScript: Promise<unknown> | undefined;

/** A module of a service. One that was built with us shares our engine; any other is TypeScript. */
async function importFile(file: string): Promise<Record<string, unknown>> {
  const built = findBuilt(file);
  if (built === undefined && runsBuilt()) {
    readingTypeScript ??= import('tsx/esm/api').then(({ register }) => register());
    await readingTypeScript;
  }
  return import(pathToFileURL(built ?? file).href) as Promise<Record<string, unknown>>;
}

/** Every service of this checkout that can be used. */
export async function loadKnown(): Promise<readonly Service[]> {
  const loaded = await Promise.all(listServiceIds().map((id) => loadService(id).catch(() => undefined)));
  return loaded.flatMap((one) => one?.service ?? []);
}

/** True where the service has this part: a file of its folder. */
export function hasPart({ dir }: LoadedService, file: string): boolean {
  return existsSync(join(dir, file));
}

/**
 * A part of a service that not every one has, like a smoke: what a file of its folder exports under a name.
 * @returns undefined where the service has no such part
 */
export async function loadPart<T>(
  loaded: LoadedService,
  file: string,
  exported: string,
): Promise<T | undefined> {
  if (!hasPart(loaded, file)) return undefined;
  const module = await importFile(join(loaded.dir, file));
  return module[exported] as T | undefined;
}

/** The names of the parts in a folder of the service, without extension; tests are none. */
export function listParts({ dir }: LoadedService, folder: string): readonly string[] {
  const path = join(dir, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => name.slice(0, -'.ts'.length))
    .sort();
}
