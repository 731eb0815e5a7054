// Plain JavaScript on purpose: it must still parse on a Node too old for everything else, to say so in one sentence.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

// Exit code 1 says that the service failed. Whatever ends us before we know that is no verdict: Node's own 1 for it must not be seen.
process.exitCode = 2;
process.on('uncaughtException', (error) => {
  // A command that ends in order listens too (lib/node/cli/stop-signal.ts).
  if (process.listenerCount('uncaughtException') > 1) return;
  const why = error instanceof Error ? error.message : error;
  // The parts of a program are opened all at once.
  const remedy = error?.code === 'EMFILE' ? '; raise `ulimit -n`, to 1024 say' : '';
  console.error(`aurora-gate: it broke off: ${why}${remedy}`);
  process.exit(2);
});
// A reader that has gone, a terminal that was closed, a disk that is full: what we say is lost then, and nothing else.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', () => {});
  if (!stream.isTTY) continue;
  // Ctrl-S holds a terminal, and Node would wait for it in the middle of a run. Each child that has our terminal makes it blocking again.
  const write = stream.write.bind(stream);
  stream.write = (...args) => {
    stream._handle?.setBlocking?.(false);
    return write(...args);
  };
}

const [MAJOR, MINOR] = [20, 19];
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < MAJOR || (major === MAJOR && minor < MINOR)) {
  console.error(
    `aurora-gate: Node ${process.versions.node} is too old; install Node ${MAJOR}.${MINOR} or later.`,
  );
  process.exit(2);
}
try {
  import.meta.resolve('tsx/esm/api');
} catch {
  console.error('aurora-gate: the packages are not installed; run `npm ci` first.');
  process.exit(2);
}
const [, , command = '', ...args] = process.argv;
const { scripts, version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
if (args.includes('--version')) {
  console.log(version);
  process.exit(0);
}
const commands = readdirSync(new URL('.', import.meta.url)).flatMap((file) =>
  file.endsWith('.ts') ? [file.slice(0, -'.ts'.length)] : [],
);
const built = await chooseBuilt();
if (built === undefined) (await import('tsx/esm/api')).register();
const load = (path) =>
  import(built === undefined ? `../${path}` : pathToFileURL(join(built, path.replace(/\.ts$/, '.js'))).href);
if (!commands.includes(command)) {
  const { findNearest } = await load('lib/core/text/nearest.ts');
  // As they are called, and not as their files are.
  const verbs = Object.keys(scripts).filter((name) => scripts[name].startsWith('node scripts/launch.mjs '));
  const nearest = findNearest(command, verbs);
  const hint = nearest === undefined ? '' : ` (Did you mean ${nearest}?)`;
  const { printError } = await load('lib/node/cli/print-error.ts');
  printError(`unknown command '${command}'${hint}; give one of ${verbs.join(', ')}`);
  process.exit(2);
}
if (await isTold()) process.exitCode = 0;
else await load(`scripts/${command}.ts`);

/** Whether help was asked for, and printed. */
async function isTold() {
  if (!args.some((word) => word === '--help' || word === '-h')) return false;
  const { showHelp } = await load('scripts/help/show.ts');
  return showHelp([command, ...args]);
}

/** The service that is asked for. An option file that cannot be used is told by the command, if that reads one at all. */
async function readService() {
  const { findOptionFile, loadOptionFile, readFlag } = await import(
    '../lib/node/option-file/find-option-file.mjs'
  );
  const given = readFlag(args, '--service') ?? process.env.GATE_SERVICE;
  if (given) return given;
  try {
    const path = findOptionFile(args, process.env);
    return String((path && (await loadOptionFile(path)))?.GATE_SERVICE ?? '');
  } catch {
    return '';
  }
}

/**
 * The programs as JavaScript, which start in half the time. A service that lies elsewhere is TypeScript and imports the engine's: then
 * all of it is run from its sources, so that there is one engine.
 */
async function chooseBuilt() {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const service = await readService();
  const isElsewhere =
    /[/\\]|\.ts$/.test(service) && !resolve(service).startsWith(join(root, 'services') + sep);
  if (isElsewhere || process.env.RUN_SOURCES === '1') return undefined;
  const { provideBuilt } = await import('../lib/node/build/programs.mjs');
  return provideBuilt(root);
}
