// Scenario → one file that a stock k6 runs. Bundled for one reason: npm code (validators, d3) inside k6.
import { mkdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { repoPath } from '../process/paths.ts';
import { writeWhole } from '../process/write-whole.ts';
import { writeValidators } from './validators.ts';

/**
 * Builds `dist/<scenario>.js` out of each of `scenarios/*.ts` that is named, validators first.
 * @param scenarios names without extension, like `soak`
 * @returns bytes by file name
 * @throws Error naming the contract or source that cannot be built
 */
export async function buildScenarios(
  scenarios: readonly string[],
): Promise<Readonly<Record<string, number>>> {
  return buildBundles(Object.fromEntries(scenarios.map((name) => [name, `scenarios/${name}.ts`])));
}

/**
 * Builds `dist/<name>.js` out of each source, validators first.
 * @param sources path in the repository by name
 * @returns bytes by file name
 * @throws Error naming the contract or source that cannot be built
 */
export async function buildBundles(
  sources: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, number>>> {
  await writeValidators(repoPath('services/aurora/contracts'), repoPath('generated/validators.js'));
  const result = await build({
    entryPoints: Object.entries(sources).map(([name, source]) => ({ in: repoPath(source), out: name })),
    outdir: repoPath('dist'),
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    external: ['k6', 'k6/*'],
    legalComments: 'none',
    // Runs side by side build side by side: none may read what another has half written.
    write: false,
    logLevel: 'silent',
    absWorkingDir: repoPath(),
  });
  await mkdir(repoPath('dist'), { recursive: true });
  for (const { path, contents } of result.outputFiles) await writeWhole(path, contents);
  // k6 opens the photo beside the script, so that dist/ can be carried elsewhere as it is.
  await writeWhole(repoPath('dist/daylight.jpg'), await readFile(repoPath('scenarios/daylight.jpg')));
  return Object.fromEntries(
    result.outputFiles.map(({ path, contents }) => [basename(path), contents.length]),
  );
}

/** The bundle of a scenario. */
export function toBundlePath(scenario: string): string {
  return join(repoPath('dist'), `${scenario}.js`);
}
