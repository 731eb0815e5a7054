// What a run says may reach nobody, and what is typed on its terminal reaches more than the run. See docs/faults.md.
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, type TestContext, test } from 'vitest';
import type { OptionValues } from '../../lib/core/options/option.ts';
import { repoPath } from '../../lib/node/files/paths.ts';
import { waitFor } from '../../lib/node/process/wait.ts';
import { createRig, type Rig, runCommand, runProgram, SHORT } from '../running/rig.ts';
import {
  expectNothingLeft,
  IN_CHAOS,
  isGone,
  type RunningSoak,
  type SoakStart,
  startSoak,
} from '../running/soak.ts';

let rig: Rig;
let hasTerminals = false;
beforeAll(async () => {
  rig = await createRig();
  const { code } = await runProgram('python3', ['-c', 'import os, pty; os.waitstatus_to_exitcode']).catch(
    () => ({
      code: 1,
    }),
  );
  hasTerminals = code === 0;
});
afterAll(async () => rig[Symbol.asyncDispose]());

const EVERYTHING = ['k6', 'toxiproxy', 'service', 'upstream'];
const SOAK = [process.execPath, repoPath('scripts/launch.mjs'), 'soak'];
/** The run as `"$@"` of a shell; its exit code goes to the file `code` in the folder of all runs. */
const inShell = (script: string) => [
  'sh',
  '-c',
  script.replace('RUN', '"$@"').replace('CODE', `echo $? > '${rig.dir}/code'`),
  'sh',
  ...SOAK,
];
const readCode = async () => Number(await readFile(join(rig.dir, 'code'), 'utf8'));
const toStart = ([command = '', ...args]: readonly string[]): SoakStart => ({ command, args });
const onTerminal = (words: readonly string[]) =>
  toStart(['python3', repoPath('test/running/terminal.py'), ...words]);

describe('nobody takes what a run says', () => {
  test.each([
    ['its reader has had enough', '{ RUN 2>&1; CODE; } | head -1'],
    ['its disk is full', 'RUN > /dev/full 2>&1; CODE'],
    ['it has no output', 'RUN >&- 2>&-; CODE'],
  ])('%s: it goes on to its verdict', async (_, script) => {
    const run = await startSoak(rig.dir, SHORT, toStart(inShell(script)));
    await run.closed;
    expect(await readCode()).toBe(0);
    expect(await run.readSummary()).toMatchObject({ status: 'completed', verdict: { outcome: 'pass' } });
    await access(join(run.dir, 'report.html'));
    await expectNothingLeft(run, ['k6', 'service', 'upstream']);
  });
});

describe('an error that nobody catches', () => {
  const SLIP = "() => { throw new Error('a slip') }";
  /** Runs this beside our own code, in the process of the command. */
  const beside = (script: string) => ({
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(script)}`,
  });

  test('in the middle of a run: healed, judged, written, and never a fail', async () => {
    const run = await startSoak(rig.dir, { ...IN_CHAOS, ...beside(`process.on('SIGUSR2', ${SLIP})`) });
    await run.waitForRow('the first toxic', (row) => row.type === 'toxic.on');
    process.kill(run.pid, 'SIGUSR2');
    expect(await run.closed).toBe(3);
    expect(run.stderr()).toContain('aurora-gate: it broke off: a slip; healing and ending');
    const summary = await run.readSummary();
    expect(summary).toMatchObject({ status: 'stopped', stop_reason: 'run_complete: a slip' });
    expect(summary.chaos_windows).toMatchObject([{ mode: 'latency', healed: true }]);
    await expectNothingLeft(run, EVERYTHING);
  });

  test.each([
    ['before a command is loaded', `process.once('newListener', () => setTimeout(${SLIP}))`],
    ['while it prepares', `setTimeout(${SLIP}, 700)`],
  ])('%s: exit code 2', async (_, script) => {
    const { code, stderr } = await runCommand('soak', ['--output-dir', rig.dir], beside(script));
    expect(stderr).toContain('a slip');
    expect(code).toBe(2);
  });
});

describe('on a terminal', () => {
  const NO_TERMINAL = 'python3 (3.9 or later) makes the terminal; it is missing';

  async function startInChaos(
    { skip }: TestContext,
    words: readonly string[],
    values: OptionValues = {},
  ): Promise<RunningSoak> {
    if (!hasTerminals) skip(NO_TERMINAL);
    const run = await startSoak(rig.dir, { ...IN_CHAOS, ...values }, onTerminal(words));
    await run.waitForRow('the first toxic', (row) => row.type === 'toxic.on');
    return run;
  }

  async function expectEndInOrder(run: RunningSoak, signal: string): Promise<void> {
    await waitFor('the end of the run', 60_000, () => (isGone(run.pid) ? true : undefined));
    const summary = await run.readSummary();
    expect(summary).toMatchObject({ status: 'interrupted', stop_reason: `signal ${signal}` });
    expect(summary.chaos_windows).toMatchObject([{ mode: 'latency', healed: true }]);
    await access(join(run.dir, 'report.html'));
    expect(run.stdout()).not.toContain('no longer running');
    await expectNothingLeft(run, EVERYTHING);
  }

  test('Ctrl-C: the bundler dies of it, and the report is there', async (context) => {
    // Without its cache, the loader of our sources has a bundler of its own running too.
    const run = await startInChaos(context, SOAK, { TSX_DISABLE_CACHE: '1' });
    run.started.stdin.write('\x03');
    expect(await run.closed).toBe(130);
    await expectEndInOrder(run, 'SIGINT');
  });

  test('Ctrl-C under npm, into a pipe whose reader dies of it too', async (context) => {
    const run = await startInChaos(context, ['sh', '-c', 'npm run soak 2>&1 | tee /dev/null']);
    run.started.stdin.write('\x03');
    await run.closed;
    await expectEndInOrder(run, 'SIGINT');
  });

  test('Ctrl-\\', async (context) => {
    const run = await startInChaos(context, SOAK);
    run.started.stdin.write('\x1c');
    expect(await run.closed).toBe(131);
    await expectEndInOrder(run, 'SIGQUIT');
  });

  test('closed in the middle of it', async (context) => {
    const run = await startInChaos(context, ['sh', '-c', 'npm run soak 2>&1 | tee /dev/null']);
    run.started.stdin.end();
    await run.closed;
    await expectEndInOrder(run, 'SIGHUP');
  });

  test('Ctrl-S holds what is shown, and not the run', async ({ skip }) => {
    if (!hasTerminals) skip(NO_TERMINAL);
    const run = await startSoak(rig.dir, SHORT, onTerminal(SOAK));
    run.started.stdin.write('\x13');
    await run.waitForRow('the verdict', ({ type }) => type === 'verdict');
    run.started.stdin.write('\x11');
    expect(await run.closed).toBe(0);
    expect(run.stdout()).toContain('verdict: PASS');
  });
});
