// What the rollout probe finds, and a probe that does not come again.
import { join } from 'node:path';
import { repoPath } from '../../lib/node/files/paths.ts';
import { runProgram } from '../../lib/node/process/run-program.ts';
import type { Around } from './around.ts';

const NOT_PUSHED = 'NOT pushed';

/** Plays both. */
export async function playProbeCauses({ dir, prometheusUrl, stop, measure }: Around): Promise<void> {
  const probe = async (defects: string) => {
    const startedMs = Date.now();
    const options = ['--samples', '4', '--out-dir', join(dir, 'probe'), '--prometheus', prometheusUrl];
    const { code, output } = await runProgram(
      process.execPath,
      [repoPath('scripts', 'launch.mjs'), 'service', 'probe', ...options, '--defects', defects],
      { cwd: repoPath(), stop },
    );
    if (code === 3 || /^aurora-gate: /m.test(output) || output.includes(NOT_PUSHED))
      throw new Error(`the probe told nothing: ${output}`);
    return startedMs;
  };
  await measure({
    what: 'probe of `rollout_meta_missing`, then of a healthy service',
    alerts: [{ alertname: 'AuroraRolloutMismatch' }],
    on: async () => ({ atMs: await probe('rollout_meta_missing') }),
    off: () => probe(''),
  });
  await measure({
    what: 'the probe does not come again, then it does',
    alerts: [{ alertname: 'AuroraProbeDown' }],
    on: async () => {
      await probe('');
      return { atMs: Date.now() };
    },
    off: () => probe(''),
  });
}
