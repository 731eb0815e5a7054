// A slip in the address of the service never ends in a test of the embedded one: every command that has a target, and every slip.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Command } from '../../lib/core/options/command.ts';
import { pickOptions, toFlag } from '../../lib/core/options/option.ts';
import { findFreePort } from '../../lib/node/process/ports.ts';
import { listAllCommands } from '../../scripts/help/commands.ts';
import { createRig, type Rig, runCommand } from '../running/rig.ts';

let rig: Rig;
let deadUrl = '';
beforeAll(async () => {
  rig = await createRig();
  deadUrl = `http://user:hunter2@127.0.0.1:${await findFreePort()}`;
});
afterAll(async () => rig[Symbol.asyncDispose]());

const AIMED = (await listAllCommands()).flatMap(([service, command]) =>
  service === 'aurora' && 'reads' in command.target ? [[command.name, command] as const] : [],
);
/** What of a command makes a start short, or possible at all. */
const SHORT: Readonly<Record<string, readonly string[]>> = {
  probe: ['--samples', '1', '--retry-count', '0'],
  flows: ['run', 'bootstrap'],
};
const start = ({ name }: Command, args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  runCommand(name, [...(SHORT[name] ?? []), ...args], {
    OUTPUT_DIR: rig.dir,
    OUT_DIR: rig.dir,
    AURORA_ROLLOUT_PROBE_OUT_DIR: rig.dir,
    AURORA_BFF_PDP_HOTSET_PREWARM_ADMIN_KEY: 'a-key',
    ...env,
  });

test('every command that plays users or asks the service is here', () => {
  expect(AIMED.map(([name]) => name).sort()).toEqual(
    ['flows', 'prewarm', 'probe', 'regression', 'release-gate', 'smoke', 'soak'].sort(),
  );
});

describe.each(AIMED)('%s', (name, command) => {
  const [option] = pickOptions(command.options, 'reads' in command.target ? command.target.reads : '');
  const flag = option ? toFlag(option) : '';
  /** What it ends with where it could not do its work. */
  const couldNot = name === 'probe' ? 3 : 2;

  test('nobody there: it says where it looked, without the password, and does not look elsewhere', async () => {
    const { code, stdout, stderr } = await start(command, [], { BASE: deadUrl });
    expect(stderr).toMatch(/^target: http:\/\/\*\*\*@127\.0\.0\.1:\d+ \(yours\)\n/);
    expect(stdout + stderr).toMatch(/ECONNREFUSED/);
    expect(stdout + stderr).not.toMatch(/hunter2|embedded/);
    // A flow that nobody answers has failed: that is what flows are for.
    expect(code).toBe(name === 'flows' ? 1 : couldNot);
  });

  // Each form of a slip is in lib/core/options/address.test.ts and target.test.ts.
  test.each<[string, readonly string[], Readonly<Record<string, string>>, RegExp]>([
    ['mistyped', [], { BASE: 'localhost:3300' }, /BASE=localhost:3300: give an address like http:/],
    [
      'an empty flag',
      [`${flag}=`],
      {},
      new RegExp(`${flag} is given, and empty: give an address like http:`),
    ],
    ['an empty variable', [], { BASE: ' ' }, /BASE is given, and empty: give an address like http:/],
    [
      'another name',
      [],
      { BASE_URL: 'http://bff' },
      /BASE_URL=http:\/\/bff is not read, and BASE is not given/,
    ],
  ])('%s: one sentence, and nothing is started', async (_, args, env, sentence) => {
    const { code, stdout, stderr } = await start(command, args, env);
    expect(stderr).toMatch(/^aurora-gate: .*\n$/);
    expect(stderr).toMatch(sentence);
    expect([code, stdout]).toEqual([couldNot, '']);
  });
});

test('without any of it the target is the embedded reference, and the first line says so', async () => {
  const { code, stderr } = await runCommand('prewarm', ['--out-dir', rig.dir]);
  expect(stderr).toMatch(/^target: the embedded reference of aurora\n/);
  expect(code).toBe(0);
});
