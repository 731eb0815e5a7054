// Runners that write their rows to a volume, and a coordinator in a pod that reads them there: the same run as over logs.
import { chmod, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it, test } from 'vitest';
import { isRow, type JournalRow } from '../../lib/core/journal/events.ts';
import type { Summary } from '../../lib/core/verdict/summary-schema.ts';
import { findLocalAccess } from '../../lib/node/cluster/access.ts';
import { openKubeApi } from '../../lib/node/cluster/kube-api.ts';
import { giveK6Operator } from '../../lib/node/cluster/local/k6-operator/k6-operator.ts';
import { findInnerPid } from '../../lib/node/cluster/local/local-cluster.ts';
import { giveSuiteImage } from '../../lib/node/cluster/local/suite-image.ts';
import { withTemporaryDir } from '../../lib/node/files/temporary.ts';
import { toCoordinatorJob, toJournalClaim } from '../../lib/node/fleet/coordinator-job.ts';
import { JOURNAL_MOUNT } from '../../lib/node/fleet/journal-volume.ts';
import { runProgram } from '../../lib/node/process/run-program.ts';
import { waitFor } from '../../lib/node/process/wait.ts';
import type { Manifest } from '../../rollout/templates/manifests.ts';
import { expectNothingLeft, NAMESPACE } from './fleet-left.ts';
import { type Kubectl, openKubectl } from './kubectl.ts';
import {
  computeToldShare,
  FLEET_DEADLINE_MS,
  listCountedJourneys,
  listJourneys,
  playFleet,
  readRows,
  STEADY,
} from './play-fleet.ts';
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
async function makeVolume(claim: string): Promise<{ readonly dir: string; readonly claim: string }> {
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
  return { dir, claim };
}

/** Plays a steady run by two runners as a Job; what came of it lies in a folder of the volume. */
async function play(
  { dir, claim }: { readonly dir: string; readonly claim: string },
  out: string,
  { byItsLogs = false, more = [], onJob }: Play = {},
): Promise<{
  readonly status: string;
  readonly output: string;
  readonly rows: readonly JournalRow[];
  readonly summary: Summary;
}> {
  const args = ['--runners', '2', ...STEADY, '--output-dir', `${JOURNAL_MOUNT}/${out}`, ...more];
  // The suite's image has all that k6's own has, and what counts besides.
  const env = { RUNNER_IMAGE: more.includes('counts') ? images.suite : images.k6, STARTER_IMAGE: images.k6 };
  const job = JSON.stringify(toCoordinatorJob({ image: images.suite, args, env, journals: claim }));
  const asked = byItsLogs ? job.replace(`,"--journal-volume","${claim}"`, '') : job;
  const { status, output } = await playJob(kubectl, JSON.parse(asked) as object, onJob);
  const [folder = ''] = await readdir(join(dir, out)).catch(() => []);
  const text = await readFile(join(dir, out, folder, 'summary.json'), 'utf8').catch(() => '{}');
  return {
    status,
    output,
    rows: await readRows(join(dir, out, folder)),
    summary: JSON.parse(text) as Summary,
  };
}
interface Play {
  /** The volume takes the results alone. */
  readonly byItsLogs?: boolean;
  readonly more?: readonly string[];
  readonly onJob?: () => Promise<void>;
}

/** Until two runners have written so much to the volume. */
const awaitJournals = (dir: string, bytes: number): Promise<unknown> =>
  waitFor(
    'rows on the volume',
    FLEET_DEADLINE_MS,
    async () => {
      const sizes = await listJournals(dir);
      return sizes.length === 2 && sizes.every((size) => size > bytes) ? true : undefined;
    },
    500,
  );

const outcomesOf = ({ verdict }: Summary) => verdict.gates.map(({ id, outcome }) => [id, outcome]);

it(
  'plays the journeys of a fleet whose rows come by its logs, told one by one or in counts, comes to its verdict, and leaves no journal',
  async () => {
    const volume = await makeVolume('journals');
    const byLogs = await play(volume, 'by-logs', { byItsLogs: true });
    const byVolume = await play(volume, 'by-volume', {
      onJob: async () => void (await awaitJournals(volume.dir, 10_000)),
    });
    const inCounts = await play(volume, 'in-counts', {
      more: ['--journal', 'counts'],
      onJob: async () => void (await awaitJournals(volume.dir, 5_000)),
    });
    for (const { status, output, rows, summary } of [byLogs, byVolume, inCounts]) {
      expect(status, output).toBe('Complete');
      expect(outcomesOf(summary)).toEqual(outcomesOf(byLogs.summary));
      const ends = rows.filter(isRow('runner.ended'));
      expect(ends.map(({ code }) => code)).toEqual([0, 0]);
      expect(ends.reduce((sum, { journeys }) => sum + journeys, 0)).toBe(summary.totals.journeys);
    }
    const [one, other] = [byLogs, byVolume].map(({ rows }) => listJourneys(rows));
    // The last journey may begin just before the end, or just after.
    const both = Math.min(one?.length ?? 0, other?.length ?? 0) - 10;
    expect(both).toBeGreaterThan(200);
    expect(other?.slice(0, both)).toEqual(one?.slice(0, both));
    expect(computeToldShare(inCounts)).toBeLessThan(0.02);
    const numbers = listCountedJourneys(inCounts.rows);
    expect(numbers).toEqual(numbers.map((_, i) => i));
    expect(numbers.length).toBe(inCounts.summary.totals.journeys);
    await expectNothingLeft(kubectl);
    expect((await readdir(volume.dir)).toSorted()).toEqual(['by-logs', 'by-volume', 'in-counts']);
  },
  4 * FLEET_DEADLINE_MS,
);

it(
  'a promise that is broken is told by a journal of counts on a volume, and ends every runner',
  async () => {
    const broken = ['--duration-seconds', '90', '--defects', 'answer_of_another_user,after=5s'];
    const volume = await makeVolume('broken');
    const { status, output, rows, summary } = await play(volume, 'out', {
      more: ['--journal', 'counts', ...broken],
    });
    expect(status, output).toBe('Failed');
    expect(output).toMatch(/verdict: FAIL/);
    expect(summary.status).toBe('stopped');
    // What was counted until then, and the answer itself.
    expect(rows.some(isRow('counts'))).toBe(true);
    expect(rows.filter(isRow('response')).some(({ violations }) => violations.length > 0)).toBe(true);
    await expectNothingLeft(kubectl);
  },
  FLEET_DEADLINE_MS,
);

test.each([['rows'], ['counts']])(
  'a volume that is full of %s: it stops all, and says so',
  async (journal) => {
    const volume = await makeVolume(`small-${journal}`);
    const { local } = await findLocalAccess(inject('clusterDir'));
    const enter = `--mount=/proc/${await findInnerPid(local)}/ns/mnt`;
    const mount = ['mount', '-t', 'tmpfs', '-o', 'size=64k,mode=0777', 'journals', volume.dir];
    expect(await runProgram('nsenter', [enter, ...mount])).toMatchObject({ code: 0 });
    const { status, output } = await play(volume, '', {
      more: ['--journal', journal, '--duration-seconds', '60', '--output-dir', 'results'],
    });
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

/** Bytes of each journal that runners write there. */
async function listJournals(dir: string): Promise<readonly number[]> {
  const folders = (await readdir(dir)).filter((name) => name.startsWith('soak-'));
  const files = await Promise.all(
    folders.map(async (name) => (await readdir(join(dir, name))).map((file) => join(dir, name, file))),
  );
  return Promise.all(files.flat().map(async (file) => (await stat(file)).size));
}
