// Runners of k6-operator under one coordinator, on a real cluster: the same verdict as one k6, and one for whatever breaks.

import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, it, test } from 'vitest';
import { isRow, type JournalRow } from '../../lib/core/journal/events.ts';
import { findLocalAccess } from '../../lib/node/cluster/access.ts';
import { openKubeApi } from '../../lib/node/cluster/kube-api.ts';
import { killComponent, startComponent } from '../../lib/node/cluster/local/control.ts';
import { giveK6Operator } from '../../lib/node/cluster/local/k6-operator/k6-operator.ts';
import { withTemporaryDir } from '../../lib/node/files/temporary.ts';
import { type Kubectl, openKubectl } from './kubectl.ts';
import { FLEET_DEADLINE_MS, playFleet, STEADY } from './play-fleet.ts';

const NAMESPACE = 'aurora-gate';
const fleetOf = (runners: number, ...more: readonly string[]) => [
  ...['--runners', String(runners)],
  ...STEADY,
  ...more,
];

let kubectl: Kubectl;
beforeAll(async () => {
  kubectl = await openKubectl();
  // Built once, before any deadline is counted.
  await withTemporaryDir('fleet', async (dir) => {
    const access = await findLocalAccess(inject('clusterDir'));
    const api = await openKubeApi(access, dir);
    await giveK6Operator(access.local, access, api).finally(() => api.close());
  });
}, 1_200_000);
afterAll(async () => kubectl[Symbol.asyncDispose]());

const findLeft = async () => {
  const { stdout } = await kubectl.run(
    ...['-n', NAMESPACE, 'get', 'testruns,jobs,pods,configmaps,secrets,leases,services', '-o', 'name'],
  );
  return stdout.split('\n').filter((name) => name.includes('soak-'));
};
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
        expect(await findLeft()).toEqual([]);
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
      expect(await findLeft()).toEqual([]);
    },
    FLEET_DEADLINE_MS,
  );
});

describe('what breaks while it plays', () => {
  const podOf = (name: string, runner: number) =>
    kubectl.read(
      NAMESPACE,
      'pods',
      `{.items[?(@.metadata.labels.job-name=="${name}-${runner}")].metadata.name}`,
    );

  it(
    'a runner that is evicted: no pass at half the load',
    async () => {
      const { code, rows, output } = await playFleet(fleetOf(2), async ({ name }) => {
        const pod = await podOf(name, 2);
        const eviction = JSON.stringify({
          apiVersion: 'policy/v1',
          kind: 'Eviction',
          metadata: { name: pod, namespace: NAMESPACE },
        });
        const { code: refused, output: said } = await kubectl.createRaw(
          `/api/v1/namespaces/${NAMESPACE}/pods/${pod}/eviction`,
          eviction,
        );
        expect(refused, said).toBe(0);
      });
      expect(code, output).toBe(3);
      expect(whyOf(rows).join()).toMatch(/runner 2 .*(evict|deleted)/i);
      expect(await findLeft()).toEqual([]);
    },
    FLEET_DEADLINE_MS,
  );

  it(
    'a runner that is never started',
    async () => {
      const { code, output } = await playFleet(fleetOf(2, '--starter-image', 'docker.io/local/nothing:1'));
      expect(code, output).toBe(3);
      expect(output).toMatch(/runner 1 .* was made, and not started within 45 s: its starter waits/);
      expect(await findLeft()).toEqual([]);
    },
    FLEET_DEADLINE_MS,
  );

  it(
    'an API server that is away for 30 s: it goes on, and nothing is lost',
    async () => {
      const { local } = await findLocalAccess(inject('clusterDir'));
      const long = fleetOf(2, '--duration-seconds', '60');
      const { code, rows, output } = await playFleet(long, async () => {
        await killComponent(local, 'apiserver');
        await pause(30_000);
        await startComponent(local, 'apiserver');
      });
      expect(code, output).toBe(0);
      expect(whyOf(rows)).toEqual([]);
      expect(await findLeft()).toEqual([]);
    },
    FLEET_DEADLINE_MS,
  );
});
