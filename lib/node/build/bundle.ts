// Scenario and service → one file that a stock k6 runs. Bundled for one reason: npm code (validators, d3) inside k6.
import { mkdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { DEFAULT_SERVICE } from '../../core/plan/run-options.ts';
import { keptPath, listPackageFolders, repoPath } from '../files/paths.ts';
import { writeIfOther } from '../files/write-whole.ts';
import { hasPart, type LoadedService, listServiceIds, loadService } from '../service/load-service.ts';
import { listContractFiles } from '../service/read-contracts.ts';
import { writeValidators } from './validators.ts';

/** What the scenarios call by these names is what the bundle is made for: see lib/core/service/under-test.d.ts. */
const SERVICE_NAME = 'service-under-test';
const SMOKE_NAME = 'smoke-under-test';
const CONTRACTS_NAME = 'contracts-under-test';
/** The smoke that k6 can play. */
export const K6_SMOKE = 'smoke/runtime.ts';

/** Functions of JavaScript that are called at each answer. A bundle has them under names of its own: k6 takes twice as long to look up theirs. */
const BUILTINS = ['Array.isArray', 'Object.keys', 'JSON.stringify', 'Math.floor', 'Math.round'];
const toOwnName = (builtin: string) => `$${builtin.replace('.', '_')}`;

/** `soak` of the default service, `soak.<id>` of any other. */
export function toBundleName(scenario: string, { service }: Pick<LoadedService, 'service'>): string {
  return service.id === DEFAULT_SERVICE ? scenario : `${scenario}.${service.id}`;
}

/** The bundle of a scenario for this service. */
export function toBundlePath(scenario: string, loaded: Pick<LoadedService, 'service'>): string {
  return join(keptPath('dist'), `${toBundleName(scenario, loaded)}.js`);
}

/**
 * Builds `dist/<scenario>.js` out of each of `scenarios/*.ts` that is named, for one service, its validators first.
 * @param scenarios names without extension, like `soak`
 * @returns bytes by file name
 * @throws Error naming the contract or source that cannot be built
 */
export async function buildScenarios(
  loaded: LoadedService,
  scenarios: readonly string[],
): Promise<Readonly<Record<string, number>>> {
  return buildBundles(
    loaded,
    Object.fromEntries(scenarios.map((name) => [toBundleName(name, loaded), `scenarios/${name}.ts`])),
  );
}

/**
 * Builds all there is for a plain `k6 run`: the scenarios that a service can play, for each service of this checkout.
 * @returns bytes by file name
 * @throws OptionError, Error naming the service, contract or source that cannot be used
 */
export async function buildAll(): Promise<Readonly<Record<string, number>>> {
  const built: Record<string, number> = {};
  for (const id of listServiceIds()) {
    const loaded = await loadService(id);
    const scenarios = ['soak', ...(hasPart(loaded, K6_SMOKE) ? ['smoke'] : [])];
    // Faults in the pods of a cluster know no service.
    if (id === DEFAULT_SERVICE) scenarios.push('disrupt');
    Object.assign(built, await buildScenarios(loaded, scenarios));
  }
  return built;
}

/**
 * Builds `dist/<name>.js` out of each source, for one service, its validators first.
 * @param sources path in the repository by name
 * @param more files by the names that only these sources call, as `flow-under-test`
 * @returns bytes by file name
 * @throws Error naming the contract or source that cannot be built
 */
export async function buildBundles(
  loaded: LoadedService,
  sources: Readonly<Record<string, string>>,
  more: Readonly<Record<string, string>> = {},
): Promise<Readonly<Record<string, number>>> {
  const { service, dir } = loaded;
  const validators = keptPath('generated', service.id, 'validators.js');
  await writeValidators(await listContractFiles(loaded), validators);
  const result = await build({
    entryPoints: Object.entries(sources).map(([name, source]) => ({ in: repoPath(source), out: name })),
    outdir: keptPath('dist'),
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    external: ['k6', 'k6/*'],
    define: Object.fromEntries(BUILTINS.map((name) => [name, toOwnName(name)])),
    banner: { js: `const ${BUILTINS.map((name) => `${toOwnName(name)} = ${name}`).join(', ')};` },
    plugins: [
      underTest({
        [SERVICE_NAME]: join(dir, 'service.ts'),
        [SMOKE_NAME]: join(dir, K6_SMOKE),
        [CONTRACTS_NAME]: validators,
        ...more,
      }),
    ],
    // A service may lie anywhere; the packages that its validators need are ours.
    nodePaths: [...listPackageFolders()],
    legalComments: 'none',
    // Runs side by side build side by side: none may read what another has half written.
    write: false,
    logLevel: 'silent',
    absWorkingDir: repoPath(),
  });
  await mkdir(keptPath('dist'), { recursive: true });
  for (const { path, contents } of result.outputFiles) await writeIfOther(path, contents);
  // k6 opens the files of forms beside the script, so that dist/ can be carried elsewhere as it is.
  for (const { file } of Object.values(service.forms ?? {}))
    await writeIfOther(keptPath('dist', file.name), await readFile(join(dir, file.path)));
  return Object.fromEntries(
    result.outputFiles.map(({ path, contents }) => [basename(path), contents.length]),
  );
}

/** Leads the names of what is under test to files. */
export function underTest(files: Readonly<Record<string, string>>): Plugin {
  return {
    name: 'under-test',
    setup(bundler) {
      bundler.onResolve({ filter: /-under-test$/ }, ({ path }) => {
        const file = files[path];
        return file === undefined ? null : { path: file };
      });
    },
  };
}

/** What the page needs to know of a service. */
export const toServicePlugin = ({ dir }: Pick<LoadedService, 'dir'>): Plugin =>
  underTest({ [SERVICE_NAME]: join(dir, 'service.ts') });
