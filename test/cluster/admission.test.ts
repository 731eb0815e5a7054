// What the real API server refuses and takes, with the sentence of each refusal: manifests as people and attackers would apply them.
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Json } from '../../lib/core/text/json.ts';
import { repoPath } from '../../lib/node/files/paths.ts';
import { runProgram } from '../../lib/node/process/run-program.ts';
import { waitFor } from '../../lib/node/process/wait.ts';
import { EVIDENCE, SIGNATURE } from '../../rollout/admission/manifest/annotations.ts';
import { toFullEffort } from '../../rollout/effort/asked-effort.ts';
import {
  type AdmissionRig,
  annotate,
  HOUR_MS,
  NAMESPACES,
  openAdmissionRig,
  STAGING_GATE,
  toBundle,
  toObject,
  toPod,
  toRun,
  toSpec,
  toWorkload,
  withBreakGlass,
  withEvidence,
  withSignature,
} from './admission-rig.ts';
import { PASSES, STAGED, type Standing, stageCanary, UNABORT, undo, WAYS } from './admission-ways.ts';

let rig: AdmissionRig;
beforeAll(async () => {
  rig = await openAdmissionRig();
});
afterAll(() => rig?.close());

const DEPLOYMENT = ['apps/v1', 'Deployment'] as const;
const OTHER = `docker.io/local/other@sha256:${'b'.repeat(64)}`;
const TOOL = `docker.io/local/tool@sha256:${'c'.repeat(64)}`;
const STRANGE = `registry.example/app@sha256:${'d'.repeat(64)}`;
const NS = NAMESPACES.prod;

/** A Deployment that passes. */
const toGood = async (image: string, name = 'web') =>
  withEvidence(await withSignature(toWorkload(DEPLOYMENT, name, image)), toRun(image));
/** A signed manifest, and what is applied in its place. */
const changed = async (image: string, change: (signed: Json) => Json) =>
  change(await toGood(image, 'refused'));
const withPod = (manifest: Json, pod: Json): Json => {
  const spec = manifest.spec as Json;
  const template = spec.template as Json;
  return { ...manifest, spec: { ...spec, template: { ...template, spec: pod } } };
};
const plain = (image: string, pod: Json = {}) => toWorkload(DEPLOYMENT, 'refused', image, {}, pod);
const pod = (image: string) => toPod('refused', image);
const SOME = { [SIGNATURE]: '[]' };
const template = (image: string) => ({
  metadata: { labels: { app: 'a' } },
  spec: { ...toSpec(image), restartPolicy: 'Never' },
});
const owned = (manifest: Json, kind = 'ReplicaSet'): Json => ({
  ...manifest,
  metadata: {
    ...(manifest.metadata as Json),
    ownerReferences: [{ apiVersion: 'apps/v1', kind, name: 'web', uid: '1', controller: true }],
  },
});

interface Refused {
  readonly name: string;
  readonly says: string;
  readonly make: (image: string) => Json | Promise<Json>;
}

const FULL = toFullEffort({ profile: 'gate' });
/** What a pass tried less than production asks for. */
const LESS: readonly (readonly [string, string, object])[] = [
  ['of the quick profile', 'it ran with the profile quick', toFullEffort({ profile: 'quick' })],
  ['of half a minute', 'it played 30 s, and 7200 s are asked for', { ...FULL, seconds: 30 }],
  ['on a compressed clock', 'it compressed its clock 60 times', { ...FULL, timeScale: 60 }],
  ['without faults', 'it injected no faults', { ...FULL, faults: [] }],
  ['without load', 'it was one pass without load', { ...FULL, once: true }],
  [
    'that does not say how much it tried',
    'it does not say how much it tried',
    { profile: 'gate', once: false, seconds: 7_200 },
  ],
];

const REFUSED: readonly Refused[] = [
  // What the API server sees by itself.
  {
    name: 'a pod in a namespace of no environment',
    says: 'has no label aurora-gate.dev/environment of a known environment',
    make: (image) => toPod('refused', image, {}, NAMESPACES.none),
  },
  {
    name: 'a pod without a signature',
    says: 'Pod admission-prod/refused is not signed: sign its file with',
    make: pod,
  },
  {
    name: 'a Deployment without a signature',
    says: 'Deployment admission-prod/refused is not signed',
    make: plain,
  },
  {
    name: 'a StatefulSet without one',
    says: 'is not signed',
    make: (image) => toWorkload(['apps/v1', 'StatefulSet'], 'refused', image),
  },
  {
    name: 'a DaemonSet without one',
    says: 'is not signed',
    make: (image) => toWorkload(['apps/v1', 'DaemonSet'], 'refused', image),
  },
  {
    name: 'a Job without one',
    says: 'is not signed',
    make: (image) => toObject('batch/v1', 'Job', 'refused', { template: template(image) }),
  },
  {
    name: 'a CronJob without one',
    says: 'is not signed',
    make: (image) =>
      toObject('batch/v1', 'CronJob', 'refused', {
        schedule: '0 0 1 1 *',
        jobTemplate: { spec: { template: template(image) } },
      }),
  },
  {
    name: 'a Rollout without one',
    says: 'is not signed',
    make: (image) =>
      toWorkload(['argoproj.io/v1alpha1', 'Rollout'], 'refused', image, { strategy: { canary: {} } }),
  },
  {
    name: 'questions for a canary without one',
    says: 'is not signed',
    make: () =>
      toObject('argoproj.io/v1alpha1', 'AnalysisTemplate', 'refused', {
        metrics: [{ name: 'a', provider: { web: { url: 'http://a', jsonPath: '{$.a}' } } }],
      }),
  },
  {
    name: 'a pod that says that a ReplicaSet owns it',
    says: 'is not signed',
    make: (image) => owned(pod(image)),
  },
  {
    name: 'a ReplicaSet made by hand',
    says: 'is not signed',
    make: (image) => toWorkload(['apps/v1', 'ReplicaSet'], 'refused', image),
  },
  {
    name: 'a ReplicaSet that says that a Rollout owns it',
    says: 'is not signed',
    make: (image) => owned(toWorkload(['apps/v1', 'ReplicaSet'], 'refused', image), 'Rollout'),
  },
  {
    name: 'a ReplicationController made by hand',
    says: 'is not signed',
    make: (image) =>
      toObject('v1', 'ReplicationController', 'refused', {
        selector: { app: 'a' },
        template: { ...template(image), spec: toSpec(image) },
      }),
  },
  {
    name: 'an answered question that says that a Rollout owns it',
    // By two policies: it is not signed, and its status is not for this user. The cluster names either.
    says: 'denied request',
    make: () =>
      owned(
        {
          ...toObject('argoproj.io/v1alpha1', 'AnalysisRun', 'refused', {
            metrics: [{ name: 'a', provider: { web: { url: 'http://a', jsonPath: '{$.a}' } } }],
          }),
          status: { phase: 'Successful' },
        },
        'Rollout',
      ),
  },
  {
    name: 'a question made by hand',
    says: 'is not signed',
    make: () =>
      toObject('argoproj.io/v1alpha1', 'AnalysisRun', 'refused', {
        metrics: [{ name: 'a', provider: { web: { url: 'http://a', jsonPath: '{$.a}' } } }],
      }),
  },
  {
    name: 'an experiment made by hand',
    says: 'is not signed',
    make: (image) =>
      toObject('argoproj.io/v1alpha1', 'Experiment', 'refused', {
        templates: [{ name: 'a', selector: { matchLabels: { app: 'a' } }, template: template(image) }],
      }),
  },
  {
    name: 'a Job that says that a CronJob owns it',
    says: 'is not signed',
    make: (image) => owned(toObject('batch/v1', 'Job', 'refused', { template: template(image) }), 'CronJob'),
  },
  {
    name: 'a manifest that names no environment',
    says: 'names no environment, and its namespace is of prod',
    make: (image) => ({ ...pod(image), metadata: { name: 'refused', namespace: NS } }),
  },
  {
    name: 'a manifest of another environment',
    says: 'is made for staging, and its namespace is of prod',
    make: (image) => annotate(pod(image), { 'aurora-gate.dev/environment': 'staging' }),
  },
  {
    name: 'an image by its tag',
    says: 'names an image without its digest (docker.io/local/aurora:1)',
    make: () => annotate(pod('docker.io/local/aurora:1'), SOME),
  },
  {
    name: 'an image that is called latest',
    says: 'names an image latest',
    make: (image) => annotate(pod(image.replace('@', ':latest@')), SOME),
  },
  {
    name: 'an image of another registry',
    says: 'that the release policy of prod does not allow (registry.example/app',
    make: () => annotate(pod(STRANGE), SOME),
  },
  {
    name: 'a registry that is called almost so',
    says: 'does not allow (docker.io.example/local/aurora',
    make: (image) => annotate(pod(image.replace('docker.io', 'docker.io.example')), SOME),
  },
  {
    name: 'a repository below an allowed one',
    says: 'does not allow (docker.io/local/a/b',
    make: (image) => annotate(pod(image.replace('aurora', 'a/b')), SOME),
  },
  {
    name: 'another image in an init container',
    says: 'does not allow (registry.example/app',
    make: (image) => annotate(plain(image, { initContainers: [{ name: 'i', image: STRANGE }] }), SOME),
  },
  {
    name: 'another image in a CronJob',
    says: 'does not allow (registry.example/app',
    make: () =>
      annotate(
        toObject('batch/v1', 'CronJob', 'refused', {
          schedule: '0 0 1 1 *',
          jobTemplate: { spec: { template: template(STRANGE) } },
        }),
        SOME,
      ),
  },
  {
    name: 'another image in a Job that a question starts',
    says: 'does not allow (registry.example/app',
    make: () =>
      annotate(
        toObject('argoproj.io/v1alpha1', 'AnalysisTemplate', 'refused', {
          metrics: [{ name: 'a', provider: { job: { spec: { template: template(STRANGE) } } } }],
        }),
        SOME,
      ),
  },
  {
    name: 'an annotation that nobody would read',
    says: 'carries an annotation of more than 100000 characters',
    make: (image) => annotate(pod(image), { [SIGNATURE]: 'x'.repeat(100_001) }),
  },
  // Signatures.
  {
    name: 'a signature that is none',
    says: 'counts for nothing, as it is no JSON',
    make: (image) => annotate(plain(image), { [SIGNATURE]: 'trust me' }),
  },
  {
    name: 'an empty list of signatures',
    says: 'is not signed',
    make: (image) => annotate(plain(image), SOME),
  },
  {
    name: 'the signature of a stranger',
    says: 'nobody who is trusted has it',
    make: async (image) => withEvidence(await withSignature(plain(image), { by: 'stranger' }), toRun(image)),
  },
  {
    name: 'the signature of one who may sign no manifest',
    says: 'as a manifest, and ann may state break-glass only',
    make: async (image) => withEvidence(await withSignature(plain(image), { by: 'ann' }), toRun(image)),
  },
  {
    name: 'the signature of another manifest',
    says: 'is not what ci signed (metadata.name is "refused", and was "web")',
    make: async (image) =>
      annotate(await withEvidence(plain(image), toRun(image)), {
        [SIGNATURE]: JSON.stringify(await toBundle(await toGood(image), 'manifest')),
      }),
  },
  {
    name: 'another image than was signed',
    says: 'is not what ci signed (spec.template.spec.containers[0].image is "docker.io/local/other',
    make: (image) => changed(image, (signed) => withPod(signed, toSpec(OTHER))),
  },
  {
    name: 'a command beside the signed ones',
    says: 'spec.template.spec.containers[0].args is ["-c"], and was not there',
    make: (image) =>
      changed(image, (signed) =>
        withPod(signed, {
          ...toSpec(image),
          containers: [
            {
              name: 'app',
              image,
              imagePullPolicy: 'Never',
              command: ['/bin/busybox', 'sleep', '3600'],
              args: ['-c'],
            },
          ],
        }),
      ),
  },
  {
    name: 'an init container that nobody signed',
    says: 'spec.template.spec.initContainers is',
    make: (image) =>
      changed(image, (signed) => withPod(signed, toSpec(image, { initContainers: [{ name: 'i', image }] }))),
  },
  {
    name: 'the network of the node that nobody signed',
    says: 'spec.template.spec.hostNetwork is true',
    make: (image) => changed(image, (signed) => withPod(signed, toSpec(image, { hostNetwork: true }))),
  },
  {
    name: 'a signature for another environment',
    says: 'was signed for staging, and its namespace is of prod',
    make: async (image) =>
      withEvidence(await withSignature(plain(image), { environment: 'staging' }), toRun(image)),
  },
  {
    name: 'a signature of the future',
    says: 'was signed in the future',
    make: async (image) =>
      withEvidence(await withSignature(plain(image), { atMs: Date.now() + HOUR_MS }), toRun(image)),
  },
  {
    name: 'a gate run in the place of a signature',
    says: 'carries a statement of another kind (gate-run)',
    make: async (image) => annotate(plain(image), { [SIGNATURE]: JSON.stringify(await toRun(image)) }),
  },
  {
    name: 'questions of the whole cluster',
    says: 'asks questions of a ClusterAnalysisTemplate',
    make: (image) =>
      withSignature(
        toWorkload(['argoproj.io/v1alpha1', 'Rollout'], 'refused', image, {
          strategy: { canary: { analysis: { templates: [{ templateName: 'a', clusterScope: true }] } } },
        }),
      ),
  },
  // Gate runs.
  {
    name: 'an image without a gate run',
    says: 'shows no gate run of the image of container app',
    make: (image) => withSignature(plain(image)),
  },
  {
    name: 'the gate run of another image',
    says: 'shows no gate run of the image of container app',
    make: async (image) => withEvidence(await withSignature(plain(image)), toRun(OTHER)),
  },
  {
    name: 'a gate run that failed',
    says: 'did not pass the gate: the newest run against the image of container app',
    make: async (image) => withEvidence(await withSignature(plain(image)), toRun(image, 'fail')),
  },
  {
    name: 'a gate that could not tell',
    says: 'came to inconclusive',
    make: async (image) => withEvidence(await withSignature(plain(image)), toRun(image, 'inconclusive')),
  },
  {
    name: 'a pass that a later run took back',
    says: 'came to fail',
    make: async (image) =>
      withEvidence(
        await withSignature(plain(image)),
        toRun(image, 'pass', { atMs: Date.now() - 3 * HOUR_MS }),
        toRun(image, 'fail'),
      ),
  },
  ...LESS.map(([name, says, details]) => ({
    name: `a pass ${name}`,
    says,
    make: async (image: string) =>
      withEvidence(await withSignature(plain(image)), toRun(image, 'pass', { details })),
  })),
  {
    name: 'a gate run of long ago',
    says: 'that is 72 h old, and prod takes 24 h at most: run the gate again',
    make: async (image) =>
      withEvidence(
        await withSignature(plain(image)),
        toRun(image, 'pass', { atMs: Date.now() - 72 * HOUR_MS }),
      ),
  },
  {
    name: 'a gate run of the future',
    says: 'that ended in the future',
    make: async (image) =>
      withEvidence(await withSignature(plain(image)), toRun(image, 'pass', { atMs: Date.now() + HOUR_MS })),
  },
  {
    name: 'a gate run of another environment',
    says: 'shows no gate run of the image of container app',
    make: async (image) =>
      withEvidence(await withSignature(plain(image)), toRun(image, 'pass', { environment: 'staging' })),
  },
  {
    name: 'a gate run that a stranger signed',
    says: 'a bundle of its evidence was signed by the key',
    make: async (image) =>
      withEvidence(await withSignature(plain(image)), toRun(image, 'pass', { by: 'stranger' })),
  },
  {
    name: 'a gate run that somebody changed',
    says: 'a bundle of its evidence',
    make: async (image) =>
      annotate(await withSignature(plain(image)), {
        [EVIDENCE]: JSON.stringify([
          JSON.parse(
            JSON.stringify(await toRun(image, 'fail')).replace(
              /"payload":"[^"]*"/,
              `"payload":"${((await toRun(image)) as unknown as { dsseEnvelope: { payload: string } }).dsseEnvelope.payload}"`,
            ),
          ),
        ]),
      }),
  },
  {
    name: 'an init container without a gate run',
    says: 'shows no gate run of the image of init container i',
    make: async (image) =>
      withEvidence(
        await withSignature(plain(image, { initContainers: [{ name: 'i', image: OTHER }] })),
        toRun(image),
      ),
  },
  // Break-glass.
  {
    name: 'a break-glass of one who may not',
    says: 'was signed as a break-glass, and ci may state',
    make: (image) => withBreakGlass(plain(image), { by: 'ci' }),
  },
  {
    name: 'a break-glass that is over',
    says: 'carries a break-glass that does not hold: it ended at',
    make: (image) => withBreakGlass(plain(image), { atMs: Date.now() - 2 * HOUR_MS }),
  },
  {
    name: 'a break-glass without a reason',
    says: 'it gives no reason',
    make: (image) => withBreakGlass(plain(image), { reason: '' }),
  },
  {
    name: 'a break-glass for another manifest',
    says: 'it was signed for another manifest',
    make: async (image) => withPod(await withBreakGlass(plain(image)), toSpec(OTHER)),
  },
  {
    name: 'a break-glass with an image that is not allowed',
    says: 'does not allow (registry.example/app',
    make: () => withBreakGlass(plain(STRANGE)),
  },
];

describe('is refused', () => {
  test.each(REFUSED.map((one) => [one.name, one] as const))('%s', async (_, { make, says }) => {
    const { code, output } = await rig.apply(await make(rig.image));
    expect({ code, isSaid: output.includes(says) }, output).toEqual({ code: 1, isSaid: true });
  });
});

describe('passes', () => {
  const passes = async (manifest: Json, ...args: readonly string[]) => {
    const { code, output } = await rig.apply(manifest, ...args);
    expect(code, output).toBe(0);
    return output;
  };
  const kubectl = async (...args: readonly string[]) => {
    const { code, output } = await rig.kubectl.run('-n', NS, ...args);
    expect(code, output).toBe(0);
    return output;
  };
  const refused = async (says: string, ...args: readonly string[]) => {
    const { code, output } = await rig.kubectl.run('-n', NS, ...args);
    expect({ isRefused: code !== 0, isSaid: output.includes(says) }, output).toEqual({
      isRefused: true,
      isSaid: true,
    });
  };
  const untilReady = (kind: string, name: string, path: string, wanted: string) =>
    waitFor(
      name,
      90_000,
      async () => ((await rig.kubectl.read(NS, `${kind}/${name}`, path)) === wanted ? true : undefined),
      500,
    );

  test('a signed Deployment, with the pods that controllers make of it', async () => {
    await passes(await toGood(rig.image));
    await untilReady('deployment', 'web', '{.status.readyReplicas}', '1');
  });
  test('a signed Rollout, with the pods that Argo makes of it', async () => {
    const rollout = toWorkload(['argoproj.io/v1alpha1', 'Rollout'], 'canary', rig.image, {
      replicas: 1,
      strategy: { canary: { steps: [{ setWeight: 100 }] } },
    });
    await passes(await withEvidence(await withSignature(rollout), toRun(rig.image)));
    await untilReady('rollout', 'canary', '{.status.readyReplicas}', '1');
  });
  test.each<[string, (image: string) => Json]>([
    ['Pod', (image) => toPod('bare', image)],
    ['StatefulSet', (image) => toWorkload(['apps/v1', 'StatefulSet'], 'set', image, { serviceName: 'set' })],
    ['DaemonSet', (image) => toWorkload(['apps/v1', 'DaemonSet'], 'each', image)],
    ['Job', (image) => toObject('batch/v1', 'Job', 'once', { template: template(image) })],
    [
      'CronJob',
      (image) =>
        toObject('batch/v1', 'CronJob', 'often', {
          schedule: '0 0 1 1 *',
          jobTemplate: { spec: { template: template(image) } },
        }),
    ],
  ])('a signed %s', async (_, make) => {
    await passes(
      await withEvidence(await withSignature(make(rig.image)), toRun(rig.image)),
      '--dry-run=server',
    );
  });
  test('what is applied once more', async () => {
    await passes(await toGood(rig.image));
  });
  test('more pods, by scale and by a patch', async () => {
    await kubectl('scale', 'deployment/web', '--replicas=2');
    await kubectl('patch', 'deployment/web', '-p', '{"spec":{"replicas":1}}');
    await kubectl('scale', 'rollout/canary', '--replicas=2');
  });
  test('a restart, a pause, and notes of others', async () => {
    await kubectl('rollout', 'restart', 'deployment/web');
    await kubectl('patch', 'rollout/canary', '--type=merge', '-p', '{"spec":{"paused":true}}');
    await kubectl('annotate', 'deployment/web', 'somebody.example/note=hello');
    await kubectl('label', 'rollout/canary', 'argocd.argoproj.io/instance=shop');
  });
  test('an image that needs no gate run, in a pod that runs', async () => {
    await untilReady('deployment', 'web', '{.status.readyReplicas}', '1');
    const name = (await rig.kubectl.read(NS, 'pods', '{.items[0].metadata.name}')).trim();
    await kubectl('debug', name, `--image=${TOOL}`, '--profile=general', '--', 'true');
    await refused(
      'shows no gate run of the image of ephemeral container',
      'debug',
      name,
      `--image=${OTHER}`,
      '--profile=general',
      '--',
      'true',
    );
    await refused(
      'does not allow (registry.example/app',
      'debug',
      name,
      `--image=${STRANGE}`,
      '--profile=general',
      '--',
      'true',
    );
    await refused('change the signed manifest of its owner', 'set', 'image', `pod/${name}`, `app=${OTHER}`);
  });
  test('a break-glass, loudly', async () => {
    const output = await passes(
      await withBreakGlass(toWorkload(DEPLOYMENT, 'urgent', rig.image, { replicas: 0 })),
    );
    expect(output).toContain('BREAK-GLASS by ann until');
    expect(output).toContain('the database is down');
  });
  test('a manifest that was admitted before, when it comes back', async () => {
    const next = await withEvidence(
      await withSignature(toWorkload(DEPLOYMENT, 'web', rig.image, { minReadySeconds: 1 })),
      toRun(rig.image),
    );
    await passes(next);
    const output = await kubectl(
      'patch',
      'deployment/web',
      '--type=json',
      '-p',
      '[{"op":"replace","path":"/spec/minReadySeconds","value":0}]',
    );
    expect(output).toContain('comes back: it was admitted at');
  });
  test('what nobody signed in a namespace where admission does not hold', async () => {
    await passes(toPod('free', rig.image, {}, 'default', 'none'), '--dry-run=server');
  });

  describe('and afterwards a change of what was signed is refused', () => {
    test.each<[string, string, readonly string[]]>([
      ['of its image', 'is not what ci signed', ['set', 'image', 'deployment/web', `app=${OTHER}`]],
      [
        'of its image, by a patch of JSON',
        'is not what ci signed',
        [
          'patch',
          'deployment/web',
          '--type=json',
          '-p',
          '[{"op":"add","path":"/spec/template/spec/containers/0/args","value":["x"]}]',
        ],
      ],
      ['of its variables', 'is not what ci signed', ['set', 'env', 'deployment/web', 'A=1']],
      [
        'of its environment',
        'is made for staging',
        ['annotate', '--overwrite', 'deployment/web', 'aurora-gate.dev/environment=staging'],
      ],
      [
        'of the steps of a Rollout',
        'is not what ci signed',
        ['patch', 'rollout/canary', '--type=merge', '-p', '{"spec":{"strategy":{"canary":{"steps":[]}}}}'],
      ],
      [
        'of a ReplicaSet that was made of it',
        'change the signed manifest of its owner',
        ['set', 'image', 'replicaset', '--all', `app=${OTHER}`],
      ],
      [
        'of the label of its namespace',
        'is of prod, and stays so',
        ['label', 'namespace', NS, 'aurora-gate.dev/environment-'],
      ],
      [
        'of the environment of its namespace',
        'is of prod, and stays so',
        ['label', '--overwrite', 'namespace', NS, 'aurora-gate.dev/environment=staging'],
      ],
    ])('%s', async (_, says, args) => {
      await refused(says, ...args);
    });
  });

  describe('a canary that stands at a question', () => {
    let standing: Standing;
    let stable = '';
    beforeAll(async () => {
      standing = await stageCanary(rig);
      stable = await rig.kubectl.read(NS, `rollout/${STAGED}`, '{.status.stableRS}');
    });
    test.each(WAYS.map((one) => [one.name, one] as const))('refuses %s', async (_, { says, args }) => {
      await refused(says, ...args(standing));
    });
    test('is neither promoted nor answered by any of that', async () => {
      expect(await rig.kubectl.read(NS, `rollout/${STAGED}`, '{.status.stableRS}')).toBe(stable);
      expect(await rig.kubectl.read(NS, `analysisrun/${standing.question}`, '{.status.phase}')).toBe(
        'Running',
      );
    });
    test.each(PASSES.map((one) => [one.name, one] as const))('takes %s', async (_, { args }) => {
      await kubectl(...args);
      if (args.includes('{"status":{"abort":true}}')) await refused(UNABORT.says, ...UNABORT.args(standing));
    });
    test('goes back to the version before by the engine, whatever else of the Rollout is new', async () => {
      const { before, after } = await undo(rig);
      expect([before, after]).toEqual([expect.not.stringMatching(`^${stable}$`), stable]);
    });
  });

  test('what controllers do while the server is away, and nothing new', async () => {
    await rig.stopServer();
    await kubectl('delete', 'pod', '-l', 'app=web', '--wait=false');
    await refused('failed calling webhook', 'set', 'env', 'deployment/web', 'A=1');
    const { code, output } = await rig.apply(await toGood(rig.image, 'late'));
    expect({ code, isSaid: output.includes('failed calling webhook') }, output).toEqual({
      code: 1,
      isSaid: true,
    });
    await kubectl('scale', 'deployment/web', '--replicas=2');
    await untilReady('deployment', 'web', '{.status.readyReplicas}', '2');
    await rig.startServer();
    await waitFor(
      'the server',
      60_000,
      async () =>
        (await rig.apply(await toGood(rig.image, 'late'), '--dry-run=server')).code === 0 ? true : undefined,
      500,
    );
    // What was admitted before it ended is known from its evidence log.
    await kubectl(
      'patch',
      'deployment/web',
      '--type=json',
      '-p',
      '[{"op":"replace","path":"/spec/minReadySeconds","value":1}]',
    );
  });
});

/** As docs/admission.md has people type it: a run of the gate signs itself, and what it signed goes with the manifest. */
async function signByCommands(
  name: string,
  outcome: string,
  soak: readonly string[],
  environment: 'prod' | 'staging',
): Promise<Json> {
  const run = async (...args: readonly string[]) => {
    const env = { ...process.env, SIGN_KEY: rig.keyFile, SIGN_BY: 'ci', TOXIPROXY_ENABLED: 'false' };
    return runProgram(process.execPath, [repoPath('scripts', 'launch.mjs'), ...args], { env });
  };
  const out = join(rig.dir, name);
  const signing = [
    '--sign',
    '--sign-subject',
    rig.image,
    '--sign-environment',
    environment,
    '--output-dir',
    out,
  ];
  const ran = await run('soak', ...soak, ...signing);
  expect(ran.output).toContain(`signed as ${outcome}: `);
  const [folder = ''] = await readdir(out);
  const file = join(rig.dir, `${name}.yaml`);
  await writeFile(file, JSON.stringify(toPod(name, rig.image, {}, NAMESPACES[environment], environment)));
  const signed = await run(
    ...['rollout', 'sign-manifest', file, '--gate-run', join(out, folder, 'evidence.sigstore.json')],
  );
  expect(signed.code, signed.output).toBe(0);
  return parse(signed.stdout) as Json;
}

describe('what a soak has signed', () => {
  const { profile, leastS } = STAGING_GATE;
  const length = ['--profile', profile, '--duration-seconds', String(leastS), '--chaos-window-min', '0'];
  const load = [...length, '--base-rps', '8', '--seed', '3'];
  test('lets its image pass where it passed, having tried what the environment asks for', async () => {
    const { code, output } = await rig.apply(await signByCommands('soaked', 'pass', load, 'staging'));
    expect({ code, output }).toMatchObject({ code: 0, output: expect.stringContaining('created') });
  });

  test('does not where it passed, having tried less', async () => {
    const { code, output } = await rig.apply(await signByCommands('short', 'pass', load, 'prod'));
    expect({ code, output }).toMatchObject({
      code: 1,
      output: expect.stringContaining('it ran with the profile quick, and the profile gate is asked for'),
    });
  });

  test.each<[string, 'fail' | 'inconclusive', readonly string[]]>([
    ['failed', 'fail', ['--once', '--defects', 'http_500_json']],
    ['had-no-load', 'inconclusive', ['--once']],
  ])('does not where it %s', async (name, outcome, soak) => {
    const { code, output } = await rig.apply(await signByCommands(name, outcome, soak, 'prod'));
    expect(code).toBe(1);
    expect(output).toContain('names an image that did not pass the gate');
    expect(output).toContain(`came to ${outcome}`);
  });
});
