// The run a newcomer makes, shorter: every phase, every toxic, a pass, and files that say so.
import { createHash } from 'node:crypto';
import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Summary } from '../../lib/core/verdict/summary-schema.ts';
import { writeKeyPair } from '../../lib/node/evidence/keys.ts';
import { toServiceSchemas } from '../../schemas/formats.ts';
import { SERVICE } from '../../services/aurora/service.ts';
import { createFaultFinder } from '../formats/own-files.ts';
import { COMPRESSED, createRig, ONE_TOXIC, type Rig, runCommand, runProgram, SHORT } from '../running/rig.ts';
import { readRows } from '../runs/journal-rows.ts';

const findFault = createFaultFinder(toServiceSchemas(SERVICE));

/** Entities of Markdown as a reader sees them. */
const decode = (text: string) => text.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));

let rig: Rig;
beforeAll(async () => {
  rig = await createRig();
});
afterAll(async () => rig[Symbol.asyncDispose]());

test('the default run, compressed: passes, every toxic acts and is healed, every file keeps its schema', async () => {
  const { summary, files } = await rig.soak(COMPRESSED);
  expect(summary.verdict).toMatchObject({ outcome: 'pass' });
  expect(summary.chaos_windows.map(({ mode, effect, healed }) => [mode, effect, healed])).toEqual(
    ['latency', 'timeout', 'reset', 'bandwidth', 'mix'].map((mode) => [mode, 'shown', true]),
  );
  expect(summary.phases.spike?.achieved_journeys_per_s).toBeCloseTo(20, -1);

  // The time of a request is that of the answers, and not of the sentinel's own calls, of which there is one a second.
  const { waiting, connecting } = summary.request_timings ?? {};
  const medians = Object.values(summary.phases).map((phase) => phase?.p50_ms ?? 0);
  expect(waiting?.max_ms).toBeGreaterThan(500);
  expect(waiting?.p50_ms).toBeGreaterThan(Math.min(...medians) / 2);
  expect(connecting?.p50_ms).toBe(0);

  expect(findFault('summary.v2', JSON.parse(await readFile(files.summary, 'utf8')))).toBe('');
  const rows = await readRows(files.journal);
  expect(rows.map((row) => findFault('event.v2', row)).filter(Boolean)).toEqual([]);
  const types = new Set(rows.map((row) => row.type));
  for (const type of [
    'run.started',
    'phase.entered',
    'response',
    'toxic.on',
    'toxic.off',
    'k6.summary',
    'k6.exited',
    'verdict',
  ]) {
    expect(types).toContain(type);
  }
  expect(await readFile(files.junit, 'utf8')).toMatch(/<testsuite [^>]*failures="0" errors="0"/);
  expect((await readFile(files.csv, 'utf8')).split('\n')).toHaveLength(3);

  const judged = await runCommand('judge', [files.dir]);
  expect(judged).toMatchObject({ code: 0, stdout: expect.stringContaining('verdict: PASS') });
});

test('the same seed plays the same journeys', async () => {
  const play = async () => {
    const { files } = await rig.soak({
      ...COMPRESSED,
      DURATION_SECONDS: '8',
      CHAOS_WINDOW_MIN: '0',
      TOXIPROXY_ENABLED: 'false',
    });
    const rows = await readRows(files.journal);
    const drawn = rows.flatMap((row) => (row.type === 'response' && row.call === 0 ? [row] : []));
    // By their number, since answers come in any order; the last one may or may not still begin before the end.
    return drawn
      .sort((a, b) => a.n - b.n)
      .slice(0, 20)
      .map(({ n, journey, variant }) => `${n} ${journey} ${variant}`);
  };
  const [first, second] = [await play(), await play()];
  expect(first).toHaveLength(20);
  expect(second).toEqual(first);
});

test('a broken promise names its answer, the command that plays it again does, and it is signed as it was', async () => {
  const { privateKey, publicKey } = await writeKeyPair(join(rig.dir, 'ci'), 'p256', undefined);
  const log = join(rig.dir, 'evidence');
  const defects = 'schema_extra_root_key,lang=CN;http_500_json,route=/v1/photos/upload';
  const { code, stdout, stderr } = await runCommand('soak', [
    ...['--once', '--output-dir', rig.dir, '--lang', 'CN', '--scenario-safety-block-weight', '0'],
    ...['--defects', defects, '--sign', '--sign-key', privateKey, '--evidence-log', log],
  ]);
  expect(code).toBe(1);
  // What one pass without red flags cannot tell is said before it starts.
  expect(stderr).toMatch(
    /one pass of 3 journeys.*\ncannot tell with this mix:\n {2}safety_with_recommendations: 0/,
  );
  const dir = /^ {2}(\S*chaos_soak_run_\S+)$/m.exec(stdout)?.[1] ?? '';
  const summary = JSON.parse(await readFile(join(dir, 'summary.json'), 'utf8')) as Summary;
  const broken = summary.verdict.gates.find(({ id }) => id === 'schema_violation');
  expect(broken?.sample).toMatchObject({
    variant: 'CN',
    status: 200,
    detail: expect.stringMatching(/: \/\w+ is an unknown key$/),
  });
  const { file, trace_id, command } = broken!.sample!;
  expect(JSON.parse(await readFile(join(dir, file!), 'utf8'))).toMatchObject({
    violations: ['schema_violation'],
    request: { headers: { 'X-Trace-ID': trace_id } },
  });
  for (const said of [trace_id, file!, command, 'is an unknown key']) {
    expect(stdout).toContain(said);
    expect(await readFile(join(dir, 'summary.md'), 'utf8').then(decode)).toContain(said);
  }
  expect(await readFile(join(dir, 'junit.xml'), 'utf8')).toMatch(/<skipped message="no chaos was injected/);
  const again = await runProgram('sh', ['-c', command], { OUTPUT_DIR: rig.dir });
  expect(again.code).toBe(1);
  expect(again.stdout).toMatch(/✗ {2}schema_violation /);

  expect(stderr).toContain(`signed as fail: ${join(dir, 'evidence.sigstore.json')}\nrecord 0 of ${log};`);
  const verify = (...args: string[]) => runCommand('evidence', ['verify', ...args, '--keys', publicKey]);
  const whole = await verify(dir, '--json');
  expect(whole.code, whole.stdout).toBe(0);
  const journal = await readFile(join(dir, 'events.ndjson'));
  expect(JSON.parse(whole.stdout).statement.predicate).toMatchObject({
    verdict: 'fail',
    journal: createHash('sha256').update(journal).digest('hex'),
  });
  const record = createHash('sha256')
    .update(await readFile(join(dir, 'evidence.sigstore.json')))
    .digest('hex');
  expect((await verify(log, '--expect-head', record)).code).toBe(0);
  const files = ['events.ndjson', 'report.html', 'summary.json'];
  for (const name of files) await appendFile(join(dir, name), ' ');
  const changed = await verify(dir);
  expect(changed.code).toBe(1);
  for (const name of files)
    expect(changed.stdout).toContain(`✗ changed: ${name} was changed since the run was signed`);
});

test('chaos that hits nothing is no pass, told by counts of the answers', async () => {
  const { summary, files } = await rig.soak({
    ...ONE_TOXIC,
    JOURNAL: 'counts',
    TOXIPROXY_MODES: 'latency',
    DEFECTS: 'bypass_upstream',
  });
  expect(summary.verdict.outcome).toBe('inconclusive');
  expect(summary.verdict.because).toContain('the chaos hit nothing in window 1 latency');
  const rows = await readRows(files.journal);
  expect(rows.filter(({ type }) => type === 'response')).toEqual([]);
  const counted = rows.flatMap((row) => (row.type === 'counts' ? row.answers : []));
  expect(counted.reduce((sum, { times }) => sum + times, 0)).toBe(summary.totals.responses);
  expect(rows.find((row) => row.type === 'k6.summary')).toMatchObject({
    totals: { responses: summary.totals.responses },
  });
});

test('an embedded service without an upstream is played again without the addresses of this run', async () => {
  const { files } = await rig.soak({ ...SHORT, DURATION_SECONDS: '3', GATE_SERVICE: 'example' });
  const told = await readFile(files.markdown, 'utf8');
  const again = told.split('\n').filter((line) => line.includes('npm run soak -- --service example'));
  expect(again.join('\n')).toContain('--duration-seconds 3');
  expect(again.filter((line) => line.includes('127.0.0.1'))).toEqual([]);
});
