// The real suite for tests: k6, target and Toxiproxy as processes, results in a folder that goes when the test is over.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OptionValues } from '../../lib/core/options/option.ts';
import { repoPath } from '../../lib/node/files/paths.ts';
import type { SoakResult } from '../../lib/node/run/see-to-the-end.ts';
import { runSoak } from '../../lib/node/run/soak.ts';
import type { LoadedService } from '../../lib/node/service/load-service.ts';
import { SERVICE } from '../../services/aurora/service.ts';
import { BASELINE, CYCLE, OUTAGE } from '../../teeth/loads.ts';

/** The service that the tests play. */
export const AURORA: LoadedService = { service: SERVICE, dir: repoPath('services/aurora') };

/** Baseline only, and enough of it in a few seconds for every gate to have its samples. */
export const SHORT: OptionValues = { ...BASELINE, SEED: '11' };

/** A cycle in 45 s, every phase and every toxic. */
export const COMPRESSED: OptionValues = { ...CYCLE, SEED: '21' };

/** One toxic for nine of 26 s, and time to recover. */
export const ONE_TOXIC: OptionValues = { ...OUTAGE, SEED: '31' };

export interface Rig {
  readonly dir: string;
  /** One run of the suite in this process. */
  soak(values: OptionValues, stop?: AbortSignal): Promise<SoakResult>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A folder for runs, and a way to make them. */
export async function createRig(): Promise<Rig> {
  const dir = await mkdtemp(join(tmpdir(), 'aurora-gate-'));
  return {
    dir,
    soak: (values, stop = new AbortController().signal) =>
      runSoak({ ...values, OUTPUT_DIR: dir }, { progress: { write: () => {} }, stop }),
    async [Symbol.asyncDispose]() {
      await rm(dir, { recursive: true, force: true });
    },
  };
}

const { scripts } = JSON.parse(readFileSync(repoPath('package.json'), 'utf8')) as {
  scripts: Readonly<Record<string, string>>;
};

/** What `npm run` makes of a command of ours: the arguments of Node. */
export function toNodeArgs(command: string): readonly string[] {
  const [node, script = '', ...args] = scripts[command]?.split(' ') ?? [];
  if (node !== 'node') throw new Error(`package.json has no script of ours called ${command}`);
  return [repoPath(script), ...args];
}

/** One `npm run` command as a person starts it, without npm. */
export async function runCommand(
  command: string,
  args: readonly string[],
  env: OptionValues = {},
): Promise<Ended> {
  return runProgram(process.execPath, [...toNodeArgs(command), ...args], env);
}

/** What a program came to. */
interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Any program, to its end. */
export async function runProgram(
  command: string,
  args: readonly string[],
  env: OptionValues = {},
): Promise<Ended> {
  const child = spawn(command, args, { cwd: repoPath(), env: { ...process.env, ...env } });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data) => {
    stdout += data;
  });
  child.stderr.on('data', (data) => {
    stderr += data;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}
