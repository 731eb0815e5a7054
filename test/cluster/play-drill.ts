// A drill by its command, and what it wrote.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { repoPath } from '../../lib/node/files/paths.ts';
import { type ProgramEnd, runProgram } from '../../lib/node/process/run-program.ts';

export const DRILL_DEADLINE_MS = 600_000;

export interface PlayedRun {
  readonly figures: Readonly<Record<string, unknown>>;
  readonly reasons: readonly string[];
}

/** Plays it. @param dir of the cluster */
export async function playDrill(
  name: string,
  dir = inject('clusterDir'),
): Promise<ProgramEnd & { readonly run: PlayedRun | undefined }> {
  const out = await mkdtemp(join(tmpdir(), 'aurora-drills-'));
  try {
    const args = ['scripts/launch.mjs', 'rollout', 'drill', name, '--dir', dir];
    const env = { ...process.env, OUTPUT_DIR: out };
    const ended = await runProgram(process.execPath, args, {
      cwd: repoPath(),
      env,
      timeoutMs: DRILL_DEADLINE_MS,
    });
    const [folder] = await readdir(out);
    if (folder === undefined) return { ...ended, run: undefined };
    const text = await readFile(join(out, folder, 'drills.json'), 'utf8').catch(() => '{}');
    const { runs = [] } = JSON.parse(text) as { readonly runs?: readonly PlayedRun[] };
    return { ...ended, run: runs[0] };
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}
