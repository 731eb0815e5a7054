// What somebody at a keyboard waits for, this checkout and an earlier commit in turn: scripts/bench-hand.ts starts it.
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { median } from 'd3-array';
import { readOptions } from '../../lib/core/options/read-options.ts';
import { toColumns } from '../../lib/core/text/columns.ts';
import { BENCH_HAND } from '../../lib/node/cli/bench-commands.ts';
import { repoPath } from '../../lib/node/files/paths.ts';
import { toProgram } from '../../lib/node/files/programs.ts';
import { withTemporaryDir } from '../../lib/node/files/temporary.ts';
import { startChild } from '../../lib/node/process/child.ts';
import { findFreePort } from '../../lib/node/process/ports.ts';
import { runProgram } from '../../lib/node/process/run-program.ts';
import { waitFor } from '../../lib/node/process/wait.ts';
import { toRunFiles } from '../../lib/node/run-folder/run-files.ts';
import { withCheckout } from './checkout.ts';

const FIRST_JOURNEY_DEADLINE_MS = 120_000;
const STOP_DEADLINE_MS = 30_000;

/** Milliseconds that the work took. */
async function time(work: () => Promise<unknown>): Promise<number> {
  const beganMs = performance.now();
  await work();
  return performance.now() - beganMs;
}

/** What a command ends with that came to its end: a verdict, whichever it is. */
const ENDED = [0, 1, 3];

/** A command of a checkout, from its start to its end. @throws Error where it does not come to it */
async function runCommand(root: string, args: readonly string[]): Promise<void> {
  const { code, output } = await runProgram(process.execPath, [join(root, 'scripts/launch.mjs'), ...args], {
    cwd: root,
  });
  if (code === null || !ENDED.includes(code))
    throw new Error(`${args.join(' ')} ended with ${code}: ${output.slice(-500)}`);
}

/** A soak from the start of its command to the first answer in its journal; it is then ended. */
async function toFirstAnswer(root: string, dir: string): Promise<number> {
  await mkdir(dir, { recursive: true });
  const beganMs = performance.now();
  const soak = await startChild({
    command: process.execPath,
    args: [join(root, 'scripts/launch.mjs'), 'soak', '--output-dir', dir],
    cwd: root,
    env: { ...process.env, K6_ADDRESS: `localhost:${await findFreePort()}` },
    logFile: join(dir, '..', 'soaks.log'),
  });
  let end: number | undefined;
  void soak.ended.then(({ code }) => {
    end = code;
  });
  try {
    return await waitFor('the first answer of a soak', FIRST_JOURNEY_DEADLINE_MS, async () => {
      if (end !== undefined) throw new Error(`the soak of ${root} ended with ${end} before its first answer`);
      const [run] = await readdir(dir);
      const journal = run && (await readFile(toRunFiles(join(dir, run)).journal, 'utf8').catch(() => ''));
      return journal?.includes('"type":"response"') ? performance.now() - beganMs : undefined;
    });
  } finally {
    await soak.stop('SIGINT', STOP_DEADLINE_MS);
  }
}

/** The unit tests of a checkout. @throws Error where one of them fails */
async function runUnitTests(root: string): Promise<void> {
  const { code, output } = await runProgram('npx', ['vitest', 'run', '--project', 'unit'], { cwd: root });
  if (code !== 0) throw new Error(`the unit tests of ${root} ended with ${code}: ${output.slice(-500)}`);
}

const { number, text } = readOptions(BENCH_HAND.options, process.env);

await withTemporaryDir('hand', (dir) =>
  withCheckout(text('BENCH_HAND_AGAINST'), dir, async ({ root: before, commit, ownPackages }) => {
    const day = toRunFiles(join(dir, 'chaos_soak_run_day'));
    await mkdir(day.dir);
    await runProgram(process.execPath, [...toProgram(repoPath('test/runs/write-day.ts')), day.dir], {
      cwd: repoPath(),
    });
    let soaks = 0;
    const tasks: Readonly<Record<string, (root: string) => Promise<number>>> = {
      help: (root) => time(() => runCommand(root, ['help'])),
      'soak --help': (root) => time(() => runCommand(root, ['soak', '--help'])),
      'soak, to its first answer': (root) => toFirstAnswer(root, join(dir, `soak-${soaks++}`)),
      'judge, of a day': (root) => time(() => runCommand(root, ['judge', day.dir])),
      'unit tests': (root) => time(() => runUnitTests(root)),
    };
    // What is built at the first start is built, and what is read from the disk is read.
    for (const root of [repoPath(), before])
      for (const command of [['soak', '--help'], ['build']]) await runCommand(root, command);
    const rows = [];
    for (const [name, task] of Object.entries(tasks)) {
      const taken: { readonly now: number[]; readonly before: number[] } = { now: [], before: [] };
      for (let round = 0; round < number('BENCH_HAND_ROUNDS'); round++) {
        taken.now.push(await task(repoPath()));
        taken.before.push(await task(before));
      }
      const show = (ms: readonly number[]) =>
        `${((median(ms) ?? 0) / 1000).toFixed(2)} s [${(Math.min(...ms) / 1000).toFixed(2)}–${(Math.max(...ms) / 1000).toFixed(2)}]`;
      const ratio = (median(taken.now) ?? 0) / (median(taken.before) ?? 1);
      rows.push([name, show(taken.now), show(taken.before), ratio.toFixed(2)]);
    }
    console.log(toColumns([['', 'now', `${commit}`, 'ratio'], ...rows]).join('\n'));
    if (!ownPackages)
      console.log(`\nBoth ran with the packages of this checkout; ${commit} asks for others.`);
  }),
);
