// The release gate for real: every check against the embedded service, and where it ends.
import { appendFile, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OptionValues } from '../../lib/core/options/option.ts';
import type { ReleaseReport } from '../../lib/core/release/release-schema.ts';
import { writeKeyPair } from '../../lib/node/evidence/keys.ts';
import { type Keys, readKeys } from '../../lib/node/evidence/read-keys.ts';
import { verifyRun } from '../../lib/node/evidence/run/verify-run.ts';
import { runReleaseGate } from '../../lib/node/release/run-release-gate.ts';
import { createFaultFinder, readSchemas } from '../formats/own-files.ts';
import { AURORA, createRig, type Rig, runCommand, SHORT } from '../running/rig.ts';

const findFault = createFaultFinder(readSchemas('schemas'));

let rig: Rig;
let keys: Keys;
let signed: OptionValues;
beforeAll(async () => {
  rig = await createRig();
  const { privateKey, publicKey } = await writeKeyPair(join(rig.dir, 'ci'), 'p256', undefined);
  keys = await readKeys([publicKey]);
  signed = { SIGN: 'true', SIGN_KEY: privateKey };
});
afterAll(async () => rig[Symbol.asyncDispose]());

/** The folder is as it was signed, and what was signed is what was said. */
async function expectSigned(dir: string, report: ReleaseReport | undefined): Promise<void> {
  const { faults, statement } = await verifyRun(dir, keys);
  expect(faults).toEqual([]);
  expect(statement?.predicate).toMatchObject({ outcome: report?.outcome, reasons: [report?.because] });
}

async function runGate(args: readonly string[], env: OptionValues = {}) {
  const said = await runCommand('release-gate', args, { ...SHORT, ...signed, OUTPUT_DIR: rig.dir, ...env });
  const dir = said.stdout.trimEnd().split('\n').at(-1)?.trim() ?? '';
  const report = dir
    ? (JSON.parse(await readFile(join(dir, 'release-gate.json'), 'utf8')) as ReleaseReport)
    : undefined;
  return { ...said, dir, report, outcomes: report?.stages.map(({ id, outcome }) => `${id} ${outcome}`) };
}

// The same service fails below where nobody says that it has no database.
test('a healthy service passes all four, what it lacks left out, and one folder has everything', async () => {
  const without = ['--without', 'db,rollout', '--defects', 'database_lost'];
  const { code, stdout, stderr, dir, report, outcomes } = await runGate(without);
  expect(code, stdout + stderr).toBe(0);
  expect(outcomes).toEqual(['smoke pass', 'reco_gates pass', 'probe pass', 'soak pass']);
  expect(findFault('release-gate.v1', report)).toBe('');
  expect(stdout).toMatch(/release gate: PASS {2}4 checks held/);
  const leftOut = report?.stages.flatMap(({ suite }) =>
    (suite?.cases ?? []).filter((one) => one.outcome === 'left_out').map(({ name }) => name),
  );
  expect(leftOut).toEqual([
    ...[
      'health.db_ready',
      'meta_missing',
      'header_meta_mismatch',
      'bucket_out_of_range',
      'variant_split_drift',
    ],
  ]);
  const files = await readdir(dir);
  expect(files).toEqual(
    expect.arrayContaining(['junit.xml', 'reco-gates.json', 'release-gate.json', 'smoke.json']),
  );
  expect(
    files.filter((name) => /^(aurora_rollout_probe_\d.*\.md|chaos_soak_run_\d+_\d+)$/.test(name)),
  ).toHaveLength(2);
  const junit = await readFile(join(dir, 'junit.xml'), 'utf8');
  for (const suite of ['runtime smoke', 'reco gate smoke', 'rollout probe', 'soak'])
    expect(junit).toContain(`<testsuite name="${suite}"`);
  await expectSigned(dir, report);
  const soak = files.find((name) => name.startsWith('chaos_soak_run_')) ?? '';
  expect((await verifyRun(join(dir, soak), keys)).faults).toEqual([]);
  // The gate's statement holds what its soak left as well.
  await appendFile(join(dir, soak, 'events.ndjson'), ' ');
  await appendFile(join(dir, 'release-gate.json'), ' ');
  const { faults } = await verifyRun(dir, keys);
  expect(faults.map(({ kind, file }) => `${kind} ${file}`)).toEqual([
    `changed ${join(soak, 'events.ndjson')}`,
    'changed release-gate.json',
  ]);
});

test.each<[string, string, string[], RegExp]>([
  [
    'a broken flow ends it before any load',
    'database_lost',
    ['smoke fail', 'reco_gates not_run', 'probe not_run', 'soak not_run'],
    /✗ +health\.db_ready/,
  ],
  [
    'a high rule of the probe ends it before the soak',
    'rollout_bucket_out_of_range',
    ['smoke pass', 'reco_gates pass', 'probe fail', 'soak not_run'],
    /✗ +bucket_out_of_range/,
  ],
  [
    'what only load shows is found by the soak',
    'http_502_html,rate=0.3,header=x-trace-id:trace_uid_soak_',
    ['smoke pass', 'reco_gates pass', 'probe pass', 'soak fail'],
    /✗ +http_5xx_rate_5m/,
  ],
])('%s', async (_, defects, expected, shown) => {
  const { code, stdout, stderr, outcomes, report, dir } = await runGate(['--defects', defects]);
  expect(outcomes, stdout).toEqual(expected);
  expect(code).toBe(1);
  expect(stdout).toMatch(shown);
  expect(stdout).toMatch(/release gate: FAIL/);
  expect(stderr).toContain(`signed as fail: ${dir}`);
  await expectSigned(dir, report);
});

test('asked to stop, it is inconclusive, and blames nobody', async () => {
  const stop = new AbortController();
  const { report, dir } = await runReleaseGate(
    { loaded: AURORA, values: { ...SHORT, ...signed, OUTPUT_DIR: rig.dir }, env: {} },
    {
      onProgress: () => stop.abort('SIGINT'),
      onStage: () => {},
      progress: { write: () => {} },
      stop: stop.signal,
    },
  );
  expect(report).toMatchObject({ outcome: 'inconclusive', because: 'smoke: ended by SIGINT' });
  expect(report.stages.map(({ outcome }) => outcome)).toEqual([
    'inconclusive',
    'not_run',
    'not_run',
    'not_run',
  ]);
  await expectSigned(dir, report);
});

test.each([
  [['--base', 'http://127.0.0.1:1'], 'BASE=http://127.0.0.1:1 does not answer'],
  [['--defects', 'no_such_defect'], 'no_such_defect'],
  [['--base-rps', 'many'], 'BASE_RPS'],
])('%j is 2 and says why', async (args, said) => {
  const { code, stdout, stderr } = await runCommand('release-gate', args, { OUTPUT_DIR: rig.dir });
  expect(code).toBe(2);
  expect(stdout + stderr).toContain(said);
});
