// Where an option file is, and what it holds. Plain JavaScript, since the launcher has to know the service that it names before
// anything could read TypeScript.
import { existsSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What it is called where nobody says otherwise. */
export const FILE_NAMES = ['aurora-gate.config.ts', 'aurora-gate.config.json'];
const FLAG = '--config';
const VARIABLE = 'AURORA_GATE_CONFIG';
/** In the place of a path: no file. */
const NONE = 'none';

/**
 * The value of a flag on a command line that nobody has parsed yet: the last one counts.
 * @param {readonly string[]} args
 * @param {string} flag
 * @returns {string | undefined} undefined where it is not there
 */
export function readFlag(args, flag) {
  const at = args.findLastIndex((arg) => arg === flag || arg.startsWith(`${flag}=`));
  if (at < 0) return undefined;
  return args[at].slice(flag.length + 1) || (args[at + 1] ?? '');
}

/**
 * The path of the option file that holds for a command line.
 * @param {readonly string[]} args
 * @param {Readonly<Record<string, string | undefined>>} env
 * @param {string} [folder] the one that the command was called in
 * @returns {string | undefined}
 * @throws Error where the one that is named is not there, or two lie side by side
 */
export function findOptionFile(args, env, folder = process.cwd()) {
  const flag = readFlag(args, FLAG);
  const named = (flag ?? env[VARIABLE] ?? '').trim();
  if (named === NONE) return undefined;
  if (named !== '') {
    const path = resolve(folder, named);
    if (!existsSync(path))
      throw new Error(
        `${flag === undefined ? VARIABLE : FLAG}: there is no file ${named}; give another, or ${NONE}`,
      );
    if (!/\.(ts|json)$/.test(path)) throw new Error(`${named}: an option file ends in .ts or .json`);
    return path;
  }
  const found = FILE_NAMES.filter((name) => existsSync(resolve(folder, name)));
  if (found.length > 1)
    throw new Error(
      `${found.join(' and ')} are both here; remove one, or name the one that holds with ${FLAG}`,
    );
  return found[0] && resolve(folder, found[0]);
}

/**
 * What an option file holds.
 * @param {string} path
 * @returns {Promise<unknown>}
 * @throws Error where it cannot be read
 */
export async function loadOptionFile(path) {
  const isJson = path.endsWith('.json');
  try {
    // Some editors put a byte order mark before it.
    const text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
    return isJson ? JSON.parse(text) : await importDefault(path, text);
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n').slice(0, 2).join(' ') : error;
    const hint = isJson && error instanceof SyntaxError ? JSON_HINT : '';
    throw new Error(`${basename(path)} cannot be read: ${why}${hint}`);
  }
}
const JSON_HINT = '; JSON has no comments and no comma behind the last value: correct it, or write it as .ts';

/**
 * What a file of TypeScript exports by default. A file that ends the process ends it as one that cannot be used: a gate that did not run must
 * not look as if it had passed.
 * @param {string} path
 * @param {string} text
 */
async function importDefault(path, text) {
  const name = basename(path);
  if (!/\bexports?\b/.test(text)) throw new Error('it exports nothing; give it an `export default { … }`');
  const refuse = (/** @type {number} */ code) => {
    if (code >= 128) return;
    process.exitCode = 2;
    console.error(`aurora-gate: ${name} ended the process; let it export its options, and no more`);
  };
  process.once('exit', refuse);
  try {
    // Bundled first: the hooks of tsx are asked for every later import too, which doubles the time of a start.
    const module = await importBundled(path).catch((error) => {
      if (error instanceof RepeatedKeyError) throw error;
      return importByTsx(path);
    });
    // A folder that is no ES module gives it wrapped once more.
    return module.default?.default ?? module.default;
  } finally {
    process.off('exit', refuse);
  }
}

/** JavaScript takes the last of two. */
class RepeatedKeyError extends Error {}

/**
 * @throws Error for a file that needs its place on the disk: it asks for that, or imports a package
 * @throws RepeatedKeyError for a file in which a key stands twice
 */
async function importBundled(path) {
  const { build } = await import('esbuild');
  const { outputFiles, metafile, warnings } = await build({
    entryPoints: [path],
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    metafile: true,
    write: false,
    logLevel: 'silent',
  });
  const twice = warnings.find(({ id }) => id === 'duplicate-object-key');
  if (twice)
    throw new RepeatedKeyError(`${twice.text} in line ${twice.location.line}; leave one of them out`);
  const [{ text }] = outputFiles;
  const needsPlace = /\bimport\.meta\b|\b__(?:dir|file)name\b/.test(text);
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
  if (needsPlace || imports.some((one) => !isBuiltin(one.path)))
    throw new Error(`${path} needs its place on the disk`);
  return import(`data:text/javascript,${encodeURIComponent(text)}`);
}

async function importByTsx(path) {
  const { tsImport } = await import('tsx/esm/api');
  return tsImport(pathToFileURL(path).href, import.meta.url);
}
