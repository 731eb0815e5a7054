// Runners that write their rows to a volume, and a coordinator in a pod that reads them there: the same run as over logs.
import { chmod, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { isRow } from '../../lib/core/journal/events.ts';
import type { Summary } from '../../lib/core/verdict/summary-schema.ts';
import { findLocalAccess } from '../../lib/node/cluster/access.ts';
import { openKubeApi } from '../../lib/node/cluster/kube-api.ts';
import { giveK6Operator } from '../../lib/node/cluster/local/k6-operator/k6-operator.ts';
import { findInnerPid } from '../../lib/node/cluster/local/local-cluster.ts';
import { giveSuiteImage } from '../../lib/node/cluster/local/suite-image.ts';
import { withTemporaryDir } from '../../lib/node/files/temporary.ts';
import { toCoordinatorJob, toJournalClaim } from '../../lib/node/fleet/coordinator-job.ts';
import { runProgram } from '../../lib/node/process/run-program.ts';
import { waitFor } from '../../lib/node/process/wait.ts';
import type { Manifest } from '../../rollout/templates/manifests.ts';
import { expectNothingLeft, NAMESPACE } from './fleet-left.ts';
import { type Kubectl, openKubectl } from './kubectl.ts';
import { FLEET_DEADLINE_MS, listJourneys, playFleet, readRows, STEADY } from './play-fleet.ts';
import { playJob } from './play-job.ts';

let kubectl: Kubectl;
let images: { readonly k6: string; readonly suite: string };
const dirs: string[] = [];
beforeAll(async () => {
  kubectl = await openKubectl();
  await withTemporaryDir('fleet', async (dir) => {
    const access = await findLocalAccess(inject('clusterDir'));
    const api = await openKubeApi(access, dir);
    const k6 = await giveK6Operator(access.local, access, api).finally(() => api.close());
    images = { k6, suite: await giveSuiteImage(access.local) };
  });
}, 1_200_000);
afterAll(async () => {
  await kubectl[Symbol.asyncDispose]();
  for (const dir of dirs) await rm(dir, { recursive: true, force: true });
});

/** A volume of this machine that pods of its cluster mount by a claim. */
async function makeVolume(claim: string): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'aurora-journals-'));
  dirs.push(dir);
  await chmod(dir, 0o777);
  const { spec, ...asked } = toJournalClaim(claim) as Manifest & { readonly spec: object };
  const volume = {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: claim },
    spec: {
      capacity: { storage: '100Gi' },
      accessModes: ['ReadWriteMany'],
      hostPath: { path: dir, type: 'Directory' },
    },
  };
  const bound = {
    ...asked,
    metadata: { ...asked.metadata, namespace: NAMESPACE },
    spec: { ...spec, storageClassName: '', volumeName: claim },
  };
  expect(await kubectl.apply([volume, bound] as unknown as readonly Manifest[])).toMatchObject({ code: 0 });
  return dir;
}

it(
  'plays the journeys of a fleet whose rows come by its logs, comes to its verdict, and leaves no journal',
  async () => {
    const dir = await makeVolume('journals');
    const play = async (out: string, isOnVolume: boolean, onJob?: () => Promise<void>) => {
      const args = ['--runners', '2', ...STEADY, '--output-dir', `/journal/${out}`];
      const job = toCoordinatorJob({ image: images.suite, args, env: toEnv(), journals: 'journals' });
      const byItsLogs = JSON.stringify(job).replace(',"--journal-volume","journals"', '');
      const { status, output } = await playJob(
        kubectl,
        isOnVolume ? job : (JSON.parse(byItsLogs) as object),
        onJob,
      );
      expect(status, output).toBe('Complete');
      const [folder = ''] = await readdir(join(dir, out));
      const file = (name: string) => join(dir, out, folder, name);
      const summary = JSON.parse(await readFile(file('summary.json'), 'utf8')) as Summary;
      return { rows: await readRows(join(dir, out, folder)), summary };
    };
    const byLogs = await play('by-logs', false);
    let written = 0;
    const byVolume = await play('by-volume', true, async () => {
      written = await waitFor(
        'rows on the volume',
        FLEET_DEADLINE_MS,
        async () => {
          const sizes = await listJournals(dir);
          return sizes.length === 2 && sizes.every((bytes) => bytes > 10_000) ? sizes.length : undefined;
        },
        500,
      );
    });
    expect(written).toBe(2);
    const [one, other] = [byLogs, byVolume].map(({ rows }) => listJourneys(rows));
    const both = Math.min(one?.length ?? 0, other?.length ?? 0) - 10;
    expect(both).toBeGreaterThan(200);
    expect(other?.slice(0, both)).toEqual(one?.slice(0, both));
    expect(byVolume.rows.filter(isRow('runner.ended')).map(({ code }) => code)).toEqual([0, 0]);
    expect(byVolume.summary.verdict.outcome).toBe(byLogs.summary.verdict.outcome);
    await expectNothingLeft(kubectl);
    expect((await readdir(dir)).toSorted()).toEqual(['by-logs', 'by-volume']);
  },
  3 * FLEET_DEADLINE_MS,
);

it(
  'a volume that is full: it stops all, and says so',
  async () => {
    const dir = await makeVolume('small');
    const { local } = await findLocalAccess(inject('clusterDir'));
    const enter = `--mount=/proc/${await findInnerPid(local)}/ns/mnt`;
    const mount = ['mount', '-t', 'tmpfs', '-o', 'size=256k,mode=0777', 'journals', dir];
    expect(await runProgram('nsenter', [enter, ...mount])).toMatchObject({ code: 0 });
    const args = ['--runners', '2', ...STEADY, '--duration-seconds', '60'];
    const job = toCoordinatorJob({ image: images.suite, args, env: toEnv(), journals: 'small' });
    const { status, output } = await playJob(kubectl, job);
    expect(status, output).toBe('Failed');
    expect(output).toMatch(/runner \d could not write its journal: .*no space left on device/);
    expect(output).toMatch(/verdict: INCONCLUSIVE/);
    await expectNothingLeft(kubectl);
  },
  2 * FLEET_DEADLINE_MS,
);

it('who is no pod is told to be one', async () => {
  const { code, output } = await playFleet(['--runners', '2', ...STEADY, '--journal-volume', 'journals']);
  expect([code, output]).toEqual([2, expect.stringMatching(/JOURNAL_VOLUME=journals: .*job-with-volume/)]);
});

const toEnv = () => ({ RUNNER_IMAGE: images.k6, STARTER_IMAGE: images.k6 });

/** Bytes of each journal that runners write there. */
async function listJournals(dir: string): Promise<readonly number[]> {
  const folders = (await readdir(dir)).filter((name) => name.startsWith('soak-'));
  const files = await Promise.all(
    folders.map(async (name) => (await readdir(join(dir, name))).map((file) => join(dir, name, file))),
  );
  return Promise.all(files.flat().map(async (file) => (await stat(file)).size));
}
