// k6-operator that is not there, does nothing, or goes while runners play.
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { isRow } from '../../lib/core/journal/events.ts';
import { findLocalAccess } from '../../lib/node/cluster/access.ts';
import { openKubeApi } from '../../lib/node/cluster/kube-api.ts';
import { giveK6Operator } from '../../lib/node/cluster/local/k6-operator/k6-operator.ts';
import { giveSuiteImage } from '../../lib/node/cluster/local/suite-image.ts';
import { withTemporaryDir } from '../../lib/node/files/temporary.ts';
import { toCoordinatorJob } from '../../lib/node/fleet/coordinator-job.ts';
import { expectNothingLeft } from './fleet-left.ts';
import { type Kubectl, openKubectl } from './kubectl.ts';
import { FLEET_DEADLINE_MS, playFleet, STEADY } from './play-fleet.ts';
import { playJob } from './play-job.ts';

const FLEET = ['--runners', '2', ...STEADY];
const CONTROLLER = ['-n', 'k6-operator-system', 'deployment/k6-operator-controller-manager'] as const;

let kubectl: Kubectl;
/** On the cluster of this machine a run makes it anew; this is what the run calls. */
const giveOperator = () =>
  withTemporaryDir('fleet', async (dir) => {
    const access = await findLocalAccess(inject('clusterDir'));
    const api = await openKubeApi(access, dir);
    return await giveK6Operator(access.local, access, api).finally(() => api.close());
  });
beforeAll(async () => {
  kubectl = await openKubectl();
  await giveOperator();
}, 1_200_000);
afterAll(async () => kubectl[Symbol.asyncDispose]());

const removeKinds = async () =>
  expect(await kubectl.run('delete', 'crd', 'testruns.k6.io', '--wait=false')).toMatchObject({ code: 0 });

it(
  'removed with its kinds while runners play: the run cannot tell, nothing is left, and the next run has it again',
  async () => {
    const long = [...FLEET, '--duration-seconds', '90'];
    const { code, rows, output } = await playFleet(long, removeKinds);
    expect(code, output).toBe(3);
    const why = rows.filter(isRow('fleet.broken')).map((row) => row.why);
    expect(why[0]).toMatch(/^runner \d ended.*: its pod was deleted$/);
    await expectNothingLeft(kubectl);
    const next = await playFleet(FLEET);
    expect(next.code, next.output).toBe(0);
  },
  2 * FLEET_DEADLINE_MS,
);

it(
  'removed while runners come up: it does not begin',
  async () => {
    const { code, output } = await playFleet(FLEET, undefined, removeKinds);
    expect(code, output).toBe(2);
    expect(output).toMatch(/somebody deleted the TestRun soak-\w+ before its load began/);
    await expectNothingLeft(kubectl);
    await giveOperator();
  },
  FLEET_DEADLINE_MS,
);

it(
  'at no replicas, or not there, in a cluster that is not ours to mend: it does not begin',
  async () => {
    const image = await giveOperator();
    const { local } = await findLocalAccess(inject('clusterDir'));
    const env = { RUNNER_IMAGE: image, STARTER_IMAGE: image };
    const job = toCoordinatorJob({ image: await giveSuiteImage(local), args: FLEET, env });
    await kubectl.run('scale', ...CONTROLLER, '--replicas=0');
    try {
      const idle = await playJob(kubectl, job);
      expect(idle.status, idle.output).toBe('Failed');
      expect(idle.output).toMatch(
        /nobody looked at the TestRun soak-\w+ for 60 s: see whether the controller of k6-operator runs/,
      );
      await removeKinds();
      const missing = await playJob(kubectl, job);
      expect(missing.output).toContain('the cluster has no k6-operator: install it');
    } finally {
      await kubectl.run('scale', ...CONTROLLER, '--replicas=1');
      await giveOperator();
    }
    await expectNothingLeft(kubectl);
  },
  2 * FLEET_DEADLINE_MS,
);
