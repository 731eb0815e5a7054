// Pods of runners that cannot come up, or that have little to run on: said in a sentence, and no healthy service fails for it.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { findLocalAccess } from '../../lib/node/cluster/access.ts';
import { openKubeApi } from '../../lib/node/cluster/kube-api.ts';
import { PAUSE_IMAGE } from '../../lib/node/cluster/local/images.ts';
import { giveK6Operator } from '../../lib/node/cluster/local/k6-operator/k6-operator.ts';
import { openNodeImages } from '../../lib/node/cluster/local/node-images.ts';
import type { Manifest } from '../../rollout/templates/manifests.ts';
import { expectNothingLeft, NAMESPACE } from './fleet-left.ts';
import { type Kubectl, openKubectl } from './kubectl.ts';
import { FLEET_DEADLINE_MS, playFleet, STEADY } from './play-fleet.ts';

const FLEET = ['--runners', '2', ...STEADY];

let kubectl: Kubectl;
let dir = '';
beforeAll(async () => {
  kubectl = await openKubectl();
  dir = await mkdtemp(join(tmpdir(), 'aurora-fleet-pods-'));
});
afterAll(async () => {
  await kubectl[Symbol.asyncDispose]();
  await rm(dir, { recursive: true, force: true });
});

async function writePod(text: string): Promise<readonly string[]> {
  const file = join(dir, 'pod.yaml');
  await writeFile(file, text);
  return ['--runner-pod', file];
}

it(
  'an image that is named by its digest is played',
  async () => {
    const access = await findLocalAccess(inject('clusterDir'));
    const api = await openKubeApi(access, dir);
    const image = await giveK6Operator(access.local, access, api).finally(() => api.close());
    const digest = await (await openNodeImages(access.local)).findDigest(image);
    const named = `${image.replace(/[:@][^/]*$/, '')}@${digest}`;
    const { code, output } = await playFleet([...FLEET, '--image', named]);
    expect(code, output).toBe(0);
    await expectNothingLeft(kubectl);
  },
  FLEET_DEADLINE_MS,
);

it(
  'an image without a shell is told as one',
  async () => {
    const { code, output } = await playFleet([...FLEET, '--image', PAUSE_IMAGE]);
    expect([code, output]).toEqual([
      2,
      expect.stringMatching(
        /cannot be played \(StartError: .*\): give one with k6 and a shell, with --image/s,
      ),
    ]);
    await expectNothingLeft(kubectl);
  },
  FLEET_DEADLINE_MS,
);

const AWAY_NAME = 'aurora-gate-away';
const AWAY: Manifest = {
  ...{ apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingWebhookConfiguration' },
  metadata: { name: AWAY_NAME },
  webhooks: [
    {
      name: 'away.example.com',
      clientConfig: { url: 'https://127.0.0.1:9/validate' },
      rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }],
      ...{ failurePolicy: 'Fail', sideEffects: 'None', timeoutSeconds: 2, admissionReviewVersions: ['v1'] },
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': NAMESPACE } },
    },
  ],
} as unknown as Manifest;

it(
  'an admission webhook that is away refuses its pods: that is told, and what to do',
  async () => {
    expect(await kubectl.apply([AWAY])).toMatchObject({ code: 0 });
    try {
      const { code, output } = await playFleet(FLEET);
      expect([code, output]).toEqual([
        2,
        expect.stringMatching(
          /the initializer of the runners is refused: .*failed calling webhook .*; see whether that webhook runs/,
        ),
      ]);
    } finally {
      await kubectl.run('delete', 'validatingwebhookconfiguration', AWAY_NAME, '--wait=true');
    }
    await expectNothingLeft(kubectl);
  },
  FLEET_DEADLINE_MS,
);

it(
  'a node selector that fits no node: it does not begin, and has the words of the scheduler',
  async () => {
    const pod = await writePod('nodeSelector:\n  kubernetes.io/os: plan9\n');
    const { code, output } = await playFleet([...FLEET, ...pod]);
    expect([code, output]).toEqual([2, expect.stringMatching(/finds no node: .*node affinity\/selector/)]);
    await expectNothingLeft(kubectl);
  },
  FLEET_DEADLINE_MS,
);

it(
  'runners with a twentieth of a core blame no healthy service',
  async () => {
    const pod = await writePod('resources:\n  limits:\n    cpu: 50m\n');
    const { code, output } = await playFleet([...FLEET, ...pod]);
    expect([0, 3], output).toContain(code);
    await expectNothingLeft(kubectl);
  },
  FLEET_DEADLINE_MS,
);
