// Backups of the real Prometheus: whole or not there, proven by what a second Prometheus answers, and refused when they were tampered with.
import {
  appendFile,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { waitFor } from '../../lib/node/process/wait.ts';
import type { ApiServer } from '../../lib/node/prometheus/api.ts';
import { queryInstant } from '../../lib/node/prometheus/read.ts';
import { type Service, startService, startUpstream } from '../../lib/node/stack/stack.ts';
import { startHttpProxy } from '../running/http-proxy.ts';
import { type RunningMonitoring, startMonitoring } from '../running/monitoring.ts';
import { AURORA, createRig, type Rig, runProgram, SHORT } from '../running/rig.ts';
import { mountDisk, NO_MOUNT } from '../running/small-disk.ts';

let rig: Rig;
let dir: string;
let upstream: Service | undefined;
let service: Service;
let monitoring: RunningMonitoring;
let backup: string;
/** A moment of which both Prometheus are asked. */
let atSec: number;

const EXPRESSIONS = [
  'up',
  'sum by (job) (count_over_time(up[10m]))',
  'aurora_http_request_duration_seconds_count',
  'sum(increase(aurora_http_request_duration_seconds_count[10m]))',
];

/** What they come to then. Prometheus gives series in no order. */
const ask = (prometheus: ApiServer) =>
  Promise.all(
    EXPRESSIONS.map(async (expr) =>
      (await queryInstant(prometheus, expr, { atSec })).map((series) => JSON.stringify(series)).sort(),
    ),
  );

beforeAll(async () => {
  rig = await createRig();
  dir = await mkdtemp(join(tmpdir(), 'aurora-backup-'));
  const logFile = join(dir, 'stack.log');
  upstream = await startUpstream(AURORA, logFile);
  service = await startService(AURORA, { upstreamUrl: upstream?.url, defects: '', logFile, port: 0 });
  monitoring = await startMonitoring('--target', new URL(service.url).host);
  const { summary } = await rig.soak({ ...SHORT, BASE: service.url });
  expect(summary.verdict.outcome).toBe('pass');
  await waitFor('the calls are scraped', 20_000, async () => {
    const [sum] = await queryInstant(monitoring.prometheus, EXPRESSIONS[3] ?? '');
    return (sum?.value ?? 0) > 0 ? true : undefined;
  });
  atSec = Math.floor(Date.now() / 1000);
  const { code, stdout, stderr } = await monitoring.act('backup', '--dir', join(dir, 'backups'));
  expect(stderr).toContain('grafana: none, GRAFANA_URL was not given');
  expect(code).toBe(0);
  backup = stdout.trim();
});
afterAll(async () => {
  await monitoring?.[Symbol.asyncDispose]();
  await service?.child.stop();
  await upstream?.child.stop();
  await rm(dir, { recursive: true, force: true });
  await rig[Symbol.asyncDispose]();
});

/** What was asked: one line. */
const toSentence = (stderr: string) => {
  const lines = stderr.trim().split('\n');
  expect(lines).toHaveLength(1);
  return lines[0] ?? '';
};

const isThere = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );

test('a backup: its name, its parts, its manifest, for its owner alone', async () => {
  expect(backup).toMatch(/\/backups\/\d{4}-\d{2}-\d{2}_\d{2}-\d{2}$/);
  expect((await readdir(backup)).sort()).toEqual(['MANIFEST.txt', 'configs', 'grafana', 'prometheus']);
  expect((await readdir(join(backup, 'configs'))).sort()).toEqual([
    'alertmanager.yml',
    'prometheus.yml',
    'rules',
  ]);
  const all = await readdir(backup, { recursive: true });
  for (const path of all) expect((await stat(join(backup, path))).mode & 0o077).toBe(0);
  const manifest = await readFile(join(backup, 'MANIFEST.txt'), 'utf8');
  expect(manifest).toMatch(/^# prometheus: snapshot of Prometheus 2\.54\.1, \d+ files$/m);
  const { code } = await runProgram('sh', ['-c', `cd ${backup} && sha256sum --check --strict MANIFEST.txt`]);
  expect(code).toBe(0);
  // Nothing is left where Prometheus keeps its data.
  expect(await readdir(join(monitoring.dir, 'data', 'snapshots'))).toEqual([]);
});

test('backup, wipe, restore: a second Prometheus answers the same', async () => {
  const before = await ask(monitoring.prometheus);
  for (const series of before) expect(series.length).toBeGreaterThan(0);
  const target = join(dir, 'restored');
  const { code, stdout } = await monitoring.act('restore', backup, '--data-dir', target);
  expect(code).toBe(0);
  expect(stdout).toMatch(/files of data are in .*restored/);
  await using second = await startMonitoring('--data-dir', target, '--target', new URL(service.url).host);
  const after = await ask(second.prometheus);
  expect(after).toEqual(before);
});

describe('pre-prod-go', () => {
  const go = (...args: readonly string[]) =>
    monitoring.act('pre-prod-go', '--dir', join(dir, 'backups'), '--output-dir', rig.dir, ...args);

  test('seven green checks', async () => {
    const { code, stdout } = await waitFor('go', 60_000, async () => {
      const ended = await go();
      return ended.code === 0 ? ended : undefined;
    });
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => line.slice(0, 1)),
    ).toEqual(Array(7).fill('✓'));
    expect(stdout).toMatch(/budgets +availability 100 % left; latency 100 % left; whole_answers 100 % left/);
    expect(code).toBe(0);
  });

  test.each<[string, readonly string[], RegExp]>([
    ['no backup', ['--dir', 'nowhere'], /✗ backup +none lies in nowhere; npm run monitoring -- backup/],
    ['no verdict', ['--output-dir', 'nowhere'], /✗ verdict +.*nowhere holds no finished run/],
    ['a verdict of another service', ['--service', 'example'], /✗ verdict +.* is a run of aurora/],
  ])('%s: no', async (_, args, line) => {
    const { code, stdout } = await go(...args);
    expect(stdout).toMatch(line);
    expect(code).toBe(1);
  });
});

describe('a backup that is not as it was written', () => {
  test.each<[string, (copy: string) => Promise<unknown>, RegExp]>([
    [
      'a changed file',
      (copy) => appendFile(join(copy, 'configs', 'prometheus.yml'), ' '),
      /configs\/prometheus\.yml is not as it was written/,
    ],
    [
      'a missing file',
      (copy) => rm(join(copy, 'configs', 'alertmanager.yml')),
      /configs\/alertmanager\.yml is in MANIFEST\.txt, and missing/,
    ],
    [
      'a file too many',
      (copy) => writeFile(join(copy, 'prometheus', 'more'), ''),
      /prometheus\/more is not in MANIFEST\.txt/,
    ],
    [
      'a link',
      (copy) => symlink('/etc/hostname', join(copy, 'prometheus', 'link')),
      /prometheus\/link is neither a file nor a folder/,
    ],
    ['no manifest', (copy) => rm(join(copy, 'MANIFEST.txt')), /is no backup \(MANIFEST\.txt: ENOENT\)/],
    [
      'a manifest that was cut off',
      async (copy) => {
        const text = await readFile(join(copy, 'MANIFEST.txt'), 'utf8');
        await writeFile(join(copy, 'MANIFEST.txt'), text.slice(0, -20));
      },
      /MANIFEST\.txt is not whole/,
    ],
  ])('%s: one sentence, exit 1, nothing restored', async (name, tamper, message) => {
    const copy = join(dir, `copy-${name.replaceAll(' ', '-')}`);
    await cp(backup, copy, { recursive: true });
    await tamper(copy);
    const target = `${copy}-target`;
    const { code, stdout, stderr } = await monitoring.act('restore', copy, '--data-dir', target);
    expect(toSentence(stderr)).toMatch(message);
    expect([code, stdout, await isThere(target)]).toEqual([1, '', false]);
  });

  test('pre-prod-go does not count on it', async () => {
    const parent = join(dir, 'tampered');
    await mkdir(parent);
    await cp(backup, join(parent, '2099-01-01_00-00'), { recursive: true });
    await appendFile(join(parent, '2099-01-01_00-00', 'configs', 'prometheus.yml'), ' ');
    const { stdout } = await monitoring.act('pre-prod-go', '--dir', parent, '--output-dir', rig.dir);
    expect(stdout).toMatch(/✗ backup .*configs\/prometheus\.yml is not as it was written/);
  });
});

test('a folder that is not empty is refused', async () => {
  const target = join(dir, 'taken');
  await mkdir(target);
  await writeFile(join(target, 'mine'), 'x');
  const { code, stderr } = await monitoring.act('restore', backup, '--data-dir', target);
  expect(toSentence(stderr)).toMatch(/taken is not empty, and its data would be lost/);
  expect([code, await readdir(target)]).toEqual([1, ['mine']]);
});

describe('a full disk', () => {
  test('backup: one sentence, exit 1, nothing half-written', async ({ skip }) => {
    await using disk = await mountDisk(dir, 'small', 'size=64k');
    if (!disk) return skip(NO_MOUNT);
    const { code, stdout, stderr } = await monitoring.act('backup', '--dir', disk.dir);
    expect(toSentence(stderr)).toMatch(/the disk of .*small is full; make room/);
    expect([code, stdout, await readdir(disk.dir)]).toEqual([1, '', []]);
    expect(await readdir(join(monitoring.dir, 'data', 'snapshots'))).toEqual([]);
  });

  test('restore: the same', async ({ skip }) => {
    await using disk = await mountDisk(dir, 'small-too', 'size=64k');
    if (!disk) return skip(NO_MOUNT);
    const { code, stderr } = await monitoring.act('restore', backup, '--data-dir', join(disk.dir, 'data'));
    expect(toSentence(stderr)).toMatch(/the disk of .*small-too is full; make room/);
    expect([code, await readdir(disk.dir)]).toEqual([1, []]);
  });
});

test('another data folder than that of this Prometheus is told', async () => {
  const { code, stderr } = await monitoring.act('backup', '--dir', join(dir, 'none'), '--data-dir', dir);
  expect(toSentence(stderr)).toMatch(
    /is no data folder of a Prometheus on this machine; give it with --data-dir/,
  );
  expect([code, await isThere(join(dir, 'none'))]).toEqual([2, false]);
});

// No Grafana could be run here: what answers is held to the form of its documents.
test('dashboards go into the backup and back', async () => {
  const written: string[] = [];
  await using grafana = await startHttpProxy('http://127.0.0.1:1', ({ url = '', method }, body) => {
    const answer = (value: unknown) => ({ answer: { status: 200, body: JSON.stringify(value) } });
    if (method === 'POST') {
      written.push(body);
      return answer({ status: 'success' });
    }
    if (url.startsWith('/api/search')) return answer([{ uid: 'overview', title: 'Overview' }]);
    return answer({
      dashboard: { id: 7, uid: 'overview', panels: [] },
      meta: { folderUid: 'ops', isStarred: true },
    });
  });
  const env = { GRAFANA_URL: grafana.url };
  const made = await monitoring.actWith(env, 'backup', '--dir', join(dir, 'with-grafana'));
  expect(made.stderr).toContain('grafana: 1 dashboards');
  const path = made.stdout.trim();
  expect(JSON.parse(await readFile(join(path, 'grafana', 'overview.json'), 'utf8'))).toEqual({
    dashboard: { id: 7, uid: 'overview', panels: [] },
    meta: { folderUid: 'ops' },
  });
  const restored = await monitoring.actWith(
    env,
    'restore',
    path,
    '--data-dir',
    join(dir, 'with-grafana-data'),
  );
  expect(restored.stdout).toContain('1 dashboards are in Grafana');
  expect(JSON.parse(written[0] ?? '')).toMatchObject({
    dashboard: { id: null, uid: 'overview' },
    folderUid: 'ops',
    overwrite: true,
  });
});
