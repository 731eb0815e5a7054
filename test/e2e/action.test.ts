// action.yml as a runner plays it, but for what it takes from others: its own steps, in a workspace that holds nothing.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { repoPath } from '../../lib/node/files/paths.ts';
import { runProgram } from '../../lib/node/process/run-program.ts';

interface Step {
  readonly id?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}
interface Action {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>;
  readonly runs: { readonly steps: readonly Step[] };
}

const { inputs, runs } = parse(await readFile(repoPath('action.yml'), 'utf8')) as Action;

let workspace = '';
beforeEach(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'aurora-action-'));
});
afterEach(() => rm(workspace, { recursive: true, force: true }));

/** Plays the steps from the run on, with these inputs. */
async function play(given: Readonly<Record<string, string>>) {
  const outputs = join(workspace, 'outputs');
  const page = join(workspace, 'page');
  await writeFile(outputs, '');
  const first = runs.steps.findIndex(({ id }) => id === 'run');
  let code: number | null = null;
  let output = '';
  for (const { run, env = {} } of runs.steps.slice(first)) {
    if (run === undefined) continue;
    const own = Object.entries(env).map(([name, value]) => {
      const input = /^\$\{\{ inputs\.(\w+) \}\}$/.exec(value)?.[1] ?? '';
      return [name, given[input] ?? inputs[input]?.default ?? ''];
    });
    const ended = await runProgram('bash', ['-e', '-c', run], {
      cwd: workspace,
      env: {
        ...process.env,
        ...Object.fromEntries(own),
        GITHUB_ACTION_PATH: repoPath(),
        GITHUB_OUTPUT: outputs,
        GITHUB_STEP_SUMMARY: page,
      },
    });
    code ??= ended.code;
    output += ended.output;
  }
  return { code, output, outputs: await readFile(outputs, 'utf8'), page: await readFile(page, 'utf8') };
}

describe('what a step of another workflow gets', () => {
  test('a pass: green, its outcome, its page and its results', async () => {
    const { code, output, outputs, page } = await play({ args: '--once\n--seed=7' });
    expect(code, output).toBe(0);
    expect(outputs).toBe('outcome=pass\n');
    expect(page).toMatch(/pass/i);
    expect(await readdir(join(workspace, 'results'))).toHaveLength(1);
  });
  test('a fail: red', async () => {
    const defects = '--defects=notice_without_actions,rate=1';
    const { code, outputs } = await play({ args: `--once\n\n${defects}\n` });
    expect([code, outputs]).toEqual([1, 'outcome=fail\n']);
  });
  test('no verdict: red, and said to be none', async () => {
    const { code, outputs, output } = await play({ service: 'no-such-service', args: '--once' });
    expect([code, outputs]).toEqual([2, 'outcome=error\n']);
    expect(output).toContain('there is no such service');
  });
  test('an input is text, and no command', async () => {
    const { code, output } = await play({ command: 'soak; touch here', args: '$(touch here)\n`touch here`' });
    expect(code).toBe(2);
    expect(output).toContain('unknown command');
    expect(await readdir(workspace)).not.toContain('here');
  });
});

test('its steps before install what it runs: the packages, and a cache named by the pins of its tools', async () => {
  const ran = runs.steps.flatMap(({ run }) => run ?? []);
  expect(ran[1]).toBe('npm ci --omit=dev --prefix "$GITHUB_ACTION_PATH"');
  const outputs = join(workspace, 'outputs');
  const { code } = await runProgram('bash', ['-e', '-c', ran[0] ?? ''], {
    env: { ...process.env, GITHUB_ACTION_PATH: repoPath(), GITHUB_OUTPUT: outputs },
  });
  expect([code, await readFile(outputs, 'utf8')]).toEqual([0, expect.stringMatching(/^hash=[\da-f]{16}\n$/)]);
});
