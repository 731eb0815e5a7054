// Runners of k6-operator under one coordinator, on a real cluster: the same verdict as one k6, and one for whatever breaks.

import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, it, test } from 'vitest';
import { isRow, type JournalRow } from '../../lib/core/journal/events.ts';
import { findLocalAccess } from '../../lib/node/cluster/access.ts';
import { openKubeApi } from '../../lib/node/cluster/kube-api.ts';
import { killComponent, startComponent } from '../../lib/node/cluster/local/control.ts';
import { giveK6Operator } from '../../lib/node/cluster/local/k6-operator/k6-operator.ts';
import { giveSuiteImage } from '../../lib/node/cluster/local/suite-image.ts';
import { withTemporaryDir } from '../../lib/node/files/temporary.ts';
import { toCoordinatorJob, toRights } from '../../lib/node/fleet/coordinator-job.ts';
import { runProgram } from '../../lib/node/process/run-program.ts';
import { waitFor } from '../../lib/node/process/wait.ts';
import type { Manifest } from '../../rollout/templates/manifests.ts';
import { type Kubectl, openKubectl } from './kubectl.ts';
import { FLEET_DEADLINE_MS, type PlayedFleet, playFleet, STEADY } from './play-fleet.ts';

const NAMESPACE = 'aurora-gate';
const fleetOf = (runners: number, ...more: readonly string[]) => [
  ...['--runners', String(runners)],
  ...STEADY,
  ...more,
];

let kubectl: Kubectl;
let k6Image = '';
beforeAll(async () => {
  kubectl = await openKubectl();
  // Built once, before any deadline is counted.
  await withTemporaryDir('fleet', async (dir) => {
    const access = await findLocalAccess(inject('clusterDir'));
    const api = await openKubeApi(access, dir);
    k6Image = await giveK6Operator(access.local, access, api).finally(() => api.close());
  });
}, 1_200_000);
afterAll(async () => kubectl[Symbol.asyncDispose]());

const findLeft = async () => {
  const { stdout } = await kubectl.run(
    ...['-n', NAMESPACE, 'get', 'testruns,jobs,pods,configmaps,secrets,leases,services', '-o', 'name'],
  );
  return stdout.split('\n').filter((name) => name.includes('soak-'));
};
/** Jobs and their like go a moment after what they belong to. */
const expectNothingLeft = () =>
  waitFor(
    'the end of all that was made',
    30_000,
    async () => ((await findLeft()).length === 0 ? true : undefined),
    500,
  ).catch(async () => expect(await findLeft()).toEqual([]));
/** What a journal says of its users, whoever played them, in the order of the journeys. */
const listJourneys = (rows: readonly JournalRow[]) =>
  rows
    .filter(isRow('response'))
    .map(({ n, call, journey, request_phase, variant }) => ({ n, call, journey, request_phase, variant }))
    .toSorted((a, b) => a.n - b.n || a.call - b.call);
const whyOf = (rows: readonly JournalRow[]) => rows.filter(isRow('fleet.broken')).map(({ why }) => why);

describe('a fleet', () => {
  it(
    'plays the journeys of one k6, comes to its verdict, and leaves nothing, also where the operator is started again',
    async () => {
      const one = await playFleet(STEADY);
      expect(one.code, one.output).toBe(0);
      const whole = listJourneys(one.rows);
      for (const runners of [2, 3]) {
        const fleet = await playFleet(fleetOf(runners), async () => {
          await kubectl.run(
            ...['-n', 'k6-operator-system', 'delete', 'pod', '-l', 'control-plane=controller-manager'],
            '--wait=false',
          );
        });
        expect(fleet.code, fleet.output).toBe(0);
        // The last journey may begin just before the end, or just after.
        const both = Math.min(whole.length, listJourneys(fleet.rows).length) - 10;
        expect(listJourneys(fleet.rows).slice(0, both)).toEqual(whole.slice(0, both));
        expect(fleet.rows.filter(isRow('runner.ended')).map(({ code }) => code)).toEqual(
          Array.from({ length: runners }, () => 0),
        );
        expect(fleet.summary?.verdict.outcome).toBe(one.summary?.verdict.outcome);
        await expectNothingLeft();
      }
    },
    2 * FLEET_DEADLINE_MS,
  );
});

describe('what keeps it from beginning is said, and leaves nothing', () => {
  test.each<[string, readonly string[], RegExp]>([
    [
      'a script that the operator refuses',
      ['--runner-script', '/no/such.js'],
      /refuses the script.*such\.js/s,
    ],
    [
      'an image that is not to be had',
      ['--image', 'docker.io/local/nothing:1'],
      /initializer.*waits: (ErrImagePull|ImagePullBackOff)/,
    ],
  ])(
    '%s',
    async (_, args, says) => {
      const { code, output } = await playFleet(fleetOf(2, ...args));
      expect([code, output]).toEqual([2, expect.stringMatching(says)]);
      await expectNothingLeft();
    },
    FLEET_DEADLINE_MS,
  );
});

describe('what breaks while it plays', () => {
  const readPod = (name: string, runner: number, jsonPath: string) =>
    kubectl.read(
      NAMESPACE,
      'pods',
      `{.items[?(@.metadata.labels.job-name=="${name}-${runner}")]${jsonPath}}`,
    );
  const podOf = (name: string, runner: number) => readPod(name, runner, '.metadata.name');
  /** Runs a line of the shell in a runner. */
  const execIn = async (name: string, runner: number, line: string) =>
    kubectl.run('-n', NAMESPACE, 'exec', await podOf(name, runner), '--', '/bin/busybox', 'sh', '-c', line);
  const findCluster = async () => (await findLocalAccess(inject('clusterDir'))).local;

  test.each<[string, (name: string, rows: PlayedFleet['rows']) => Promise<unknown>, RegExp]>([
    [
      'a runner that is evicted: no pass at half the load',
      async (name) => {
        const pod = await podOf(name, 2);
        const metadata = { name: pod, namespace: NAMESPACE };
        const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata };
        const path = `/api/v1/namespaces/${NAMESPACE}/pods/${pod}/eviction`;
        expect(await kubectl.createRaw(path, JSON.stringify(eviction))).toMatchObject({ code: 0 });
      },
      /runner 2 .*(evict|deleted)/i,
    ],
    [
      'a runner that the kernel ends for want of memory',
      async (name) => limitMemory(await readPod(name, 1, '.status.containerStatuses[0].containerID')),
      /runner 1 ended with .*137.*OOMKilled/,
    ],
    [
      'a runner whose machine is gone',
      async (_, rows) => {
        const cluster = await findCluster();
        await killComponent(cluster, 'kubelet');
        await waitFor(
          'its loss',
          120_000,
          async () => (whyOf(await rows()).length > 0 ? true : undefined),
          500,
        ).finally(() => startComponent(cluster, 'kubelet'));
      },
      /the log of runner \d could not be read for 30 s/,
    ],
  ])(
    '%s',
    async (_, strike, says) => {
      const long = fleetOf(2, '--duration-seconds', '90');
      const { code, rows, output } = await playFleet(long, async (fleet) => {
        await strike(fleet.name, fleet.rows);
      });
      expect(code, output).toBe(3);
      expect(whyOf(rows).join()).toMatch(says);
      await expectNothingLeft();
    },
    FLEET_DEADLINE_MS,
  );

  it(
    'a runner that is never started',
    async () => {
      const { code, output } = await playFleet(fleetOf(2, '--starter-image', 'docker.io/local/nothing:1'));
      expect(code, output).toBe(3);
      expect(output).toMatch(/runner 1 .* waits to be started for \d+ s: its starter waits: \w*Image/);
      await expectNothingLeft();
    },
    FLEET_DEADLINE_MS,
  );

  it(
    'an API server that is away for 30 s: it goes on, and nothing is lost',
    async () => {
      const long = fleetOf(2, '--duration-seconds', '60');
      const { code, rows, output } = await playFleet(long, async () => {
        const cluster = await findCluster();
        await killComponent(cluster, 'apiserver');
        await pause(30_000);
        await startComponent(cluster, 'apiserver');
      });
      expect(code, output).toBe(0);
      expect(whyOf(rows)).toEqual([]);
      await expectNothingLeft();
    },
    FLEET_DEADLINE_MS,
  );

  it(
    'a log of more than 10 MiB, which rotates: it goes on, and nothing is lost',
    async () => {
      const { code, rows, output, k6Log } = await playFleet(
        fleetOf(2, '--duration-seconds', '45'),
        async ({ name }) => {
          // Each line is one write, as those of k6 are: longer ones would stand in the middle of its rows.
          const line = 'l=$(busybox head -c 3000 /dev/zero | busybox tr "\\0" x)';
          const flood = `${line}; i=0; while [ $i -lt 3700 ]; do echo $l; i=$((i+1)); done > /proc/1/fd/2`;
          expect(await execIn(name, 1, flood)).toMatchObject({ code: 0 });
        },
      );
      expect(code, output).toBe(0);
      expect(whyOf(rows)).toEqual([]);
      expect(k6Log.length).toBeGreaterThan(10_500_000);
      await expectNothingLeft();
    },
    FLEET_DEADLINE_MS,
  );
});

const isGroupV2 = existsSync('/sys/fs/cgroup/cgroup.controllers');
/** Leaves a container less memory than it has. */
async function limitMemory(containerId: string): Promise<void> {
  const id = containerId.replace(/^\w+:\/\//, '');
  const root = isGroupV2 ? '/sys/fs/cgroup' : '/sys/fs/cgroup/memory';
  const { stdout } = await runProgram('find', [root, '-type', 'd', '-name', `*${id}*`]);
  const [group = ''] = stdout.trim().split('\n');
  const [limit, usage] = isGroupV2
    ? ['memory.max', 'memory.current']
    : ['memory.limit_in_bytes', 'memory.usage_in_bytes'];
  // No more than it has: the system takes back what it can, and the page that is asked for after that is one too many.
  for (let i = 0; i < 40 && existsSync(group); i++) {
    await readFile(join(group, usage), 'utf8')
      .then((bytes) => writeFile(join(group, limit), bytes.trim()))
      .catch(() => {});
    await pause(500);
  }
}

describe('who ends it', () => {
  it(
    'Ctrl-C stops all runners, and leaves nothing',
    async () => {
      const { code, summary, output } = await playFleet(
        fleetOf(2, '--duration-seconds', '90'),
        async (fleet) => fleet.stop('SIGINT'),
      );
      expect(code, output).toBe(130);
      expect(summary?.status).toBe('interrupted');
      await expectNothingLeft();
    },
    FLEET_DEADLINE_MS,
  );

  it(
    'a promise that is broken ends every runner within a second',
    async () => {
      const { code, rows, output } = await playFleet(
        fleetOf(2, '--duration-seconds', '90', '--defects', 'answer_of_another_user,after=5s'),
      );
      expect(code, output).toBe(1);
      const stopped = rows.find(isRow('run.stopped'));
      const begun = rows.filter(isRow('response')).map(({ ts, duration_ms: ms }) => ts - ms / 1_000);
      // A second where nobody else uses the machine.
      expect(Math.max(...begun) - (stopped?.ts ?? 0)).toBeLessThan(3);
      await expectNothingLeft();
    },
    FLEET_DEADLINE_MS,
  );

  it(
    'one that is killed leaves no runners, and the next run in its namespace removes the rest; two at once know nothing of each other',
    async () => {
      await playFleet(fleetOf(2, '--duration-seconds', '90'), async ({ pid }) => {
        process.kill(-pid, 'SIGKILL');
      });
      await waitFor(
        'the end of its runners',
        60_000,
        async () => ((await findLeft()).some((name) => name.startsWith('pod/')) ? undefined : true),
        500,
      );
      expect((await findLeft()).join()).toContain('lease');
      const both = await Promise.all([playFleet(fleetOf(2)), playFleet(fleetOf(2))]);
      for (const { code, output } of both) expect(code, output).toBe(0);
      expect(both.map(({ output }) => output).join()).toContain('of a run that was killed');
      await expectNothingLeft();
    },
    2 * FLEET_DEADLINE_MS,
  );
});

describe('without a laptop', () => {
  it(
    'a Job plays it with the rights that are committed, and its exit code is that of the run',
    async () => {
      const access = await findLocalAccess(inject('clusterDir'));
      const image = await giveSuiteImage(access.local);
      const env = { RUNNER_IMAGE: k6Image, STARTER_IMAGE: k6Image };
      const job = toCoordinatorJob({ image, args: fleetOf(2), env });
      const objects = [...toRights(), job].map((object) => inNamespace(object as Manifest));
      expect(await kubectl.apply(objects, '--dry-run=server')).toMatchObject({ code: 0 });
      expect(await kubectl.apply(objects)).toMatchObject({ code: 0 });
      const status = await waitFor(
        'the end of the Job',
        FLEET_DEADLINE_MS,
        async () => {
          const said = await kubectl.read(NAMESPACE, 'job/aurora-gate-fleet', '{.status.conditions[*].type}');
          return /Complete|Failed/.exec(said)?.[0];
        },
        500,
      );
      const { stdout } = await kubectl.run('-n', NAMESPACE, 'logs', 'job/aurora-gate-fleet');
      expect(status, stdout).toBe('Complete');
      expect(stdout).toContain('verdict: PASS');
      await kubectl.run('-n', NAMESPACE, 'delete', 'job', 'aurora-gate-fleet');
      await expectNothingLeft();
    },
    2 * FLEET_DEADLINE_MS,
  );
});

const inNamespace = (object: Manifest): Manifest => {
  const whole = { ...object, metadata: { ...object.metadata, namespace: NAMESPACE } };
  return 'subjects' in whole
    ? ({
        ...whole,
        subjects: [{ kind: 'ServiceAccount', name: 'aurora-gate-fleet', namespace: NAMESPACE }],
      } as Manifest)
    : whole;
};
