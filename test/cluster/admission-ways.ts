// Ways round admission, tried on a canary that stands at a question: a Rollout, its AnalysisRun, the Job of that, and its pod. Each is
// what somebody types who may patch such objects, with the sentence by which it is refused; and what passes all the same.

import type { Json } from '../../lib/core/text/json.ts';
import { openKubeApi } from '../../lib/node/cluster/kube-api.ts';
import { withTemporaryDir } from '../../lib/node/files/temporary.ts';
import { waitFor } from '../../lib/node/process/wait.ts';
import { createArgoActuator } from '../../rollout/rollback/argo/argo-actuator.ts';
import {
  type AdmissionRig,
  annotate,
  NAMESPACES,
  ROLLBACK_USER,
  toObject,
  toRun,
  toSpec,
  toWorkload,
  withEvidence,
  withSignature,
} from './admission-rig.ts';

const NS = NAMESPACES.prod;
export const STAGED = 'staged';
const POLL_MS = 500;
const DEADLINE_MS = 90_000;

/** A Rollout that asks a question at its first step. Each version has another environment, and other values, as generated ones have. */
const toRollout = (image: string, version: string): Json =>
  annotate(
    toWorkload(
      ['argoproj.io/v1alpha1', 'Rollout'],
      STAGED,
      image,
      {
        replicas: 1,
        strategy: {
          canary: {
            steps: [{ setWeight: 50 }, { analysis: { templates: [{ templateName: STAGED }] } }],
          },
        },
      },
      { containers: [{ ...container(image), env: [{ name: 'VERSION', value: version }] }] },
    ),
    { 'aurora-gate.dev/values-sha256': version.repeat(64) },
  );
const container = (image: string): Json => (toSpec(image).containers as Json[])[0] ?? {};

/** A question whose Job answers when it is too late. */
const toQuestion = (image: string): Json =>
  toObject('argoproj.io/v1alpha1', 'AnalysisTemplate', STAGED, {
    metrics: [
      {
        name: 'ask',
        provider: {
          job: {
            spec: { backoffLimit: 0, template: { spec: { ...toSpec(image), restartPolicy: 'Never' } } },
          },
        },
      },
    ],
  });

/** What there is by then. */
export interface Standing {
  readonly question: string;
  readonly job: string;
  readonly pod: string;
  readonly replicaSet: string;
}

const readName = (rig: AdmissionRig, what: string, selector: string): Promise<string> =>
  waitFor(
    what,
    DEADLINE_MS,
    async () => {
      const { stdout } = await rig.kubectl.run(
        '-n',
        NS,
        'get',
        what,
        '-l',
        selector,
        '-o',
        'jsonpath={.items[0].metadata.name}',
      );
      return stdout.trim() || undefined;
    },
    POLL_MS,
  );

const untilField = (rig: AdmissionRig, path: string, wanted: (value: string) => boolean): Promise<string> =>
  waitFor(
    `${path} of the Rollout`,
    DEADLINE_MS,
    async () => {
      const value = await rig.kubectl.read(NS, `rollout/${STAGED}`, path);
      return wanted(value) ? value : undefined;
    },
    POLL_MS,
  );

async function release(rig: AdmissionRig, version: string): Promise<void> {
  const signed = await withEvidence(await withSignature(toRollout(rig.image, version)), toRun(rig.image));
  const { code, output } = await rig.apply(signed);
  if (code !== 0) throw new Error(output);
}

/** Brings a canary to its question. Argo writes the status of all of it, and Kubernetes that of the Job: that passes. */
export async function stageCanary(rig: AdmissionRig): Promise<Standing> {
  const question = toQuestion(rig.image);
  const { code, output } = await rig.apply(
    await withEvidence(await withSignature(question), toRun(rig.image)),
  );
  if (code !== 0) throw new Error(output);
  await release(rig, 'a');
  await untilField(rig, '{.status.phase}', (phase) => phase === 'Healthy');
  const stable = await rig.kubectl.read(NS, `rollout/${STAGED}`, '{.status.stableRS}');
  await release(rig, 'b');
  const run = await untilField(
    rig,
    '{.status.canary.currentStepAnalysisRunStatus.name}',
    (name) => name !== '',
  );
  const job = await readName(rig, 'job', `analysisrun.argoproj.io/uid`);
  return {
    question: run,
    job,
    pod: await readName(rig, 'pod', `batch.kubernetes.io/job-name=${job}`),
    replicaSet: `${STAGED}-${stable}`,
  };
}

interface Way {
  readonly name: string;
  readonly says: string;
  readonly args: (standing: Standing) => readonly string[];
}

const status = (object: string, body: object): readonly string[] => [
  'patch',
  object,
  '--subresource=status',
  '--type=merge',
  '-p',
  JSON.stringify({ status: body }),
];
const merge = (object: string, body: object): readonly string[] => [
  'patch',
  object,
  '--type=merge',
  '-p',
  JSON.stringify(body),
];
const NOT_YOURS = 'to write: to promote, to skip a step or to take an abort back would skip its questions';
const UP = { replicas: 9, fullyLabeledReplicas: 9, readyReplicas: 9, availableReplicas: 9 };
const ROLLOUT = `rollout/${STAGED}`;

export const WAYS: readonly Way[] = [
  {
    name: 'a canary promoted by its status',
    says: `the status of Rollout ${NS}/${STAGED} is not for admin ${NOT_YOURS}`,
    args: () => status(ROLLOUT, { promoteFull: true }),
  },
  {
    name: 'a step skipped',
    says: NOT_YOURS,
    args: () => status(ROLLOUT, { pauseConditions: null, currentStepIndex: 2 }),
  },
  {
    name: 'a step skipped beside an abort',
    says: NOT_YOURS,
    args: () => status(ROLLOUT, { abort: true, currentStepIndex: 2 }),
  },
  {
    name: 'a version called stable',
    says: NOT_YOURS,
    args: () => status(ROLLOUT, { stableRS: 'other' }),
  },
  { name: 'a status taken away', says: NOT_YOURS, args: () => status(ROLLOUT, { stableRS: null }) },
  {
    name: 'a canary promoted by the engine of another environment',
    says: `is not for ${ROLLBACK_USER.replace(NS, NAMESPACES.staging)} ${NOT_YOURS}`,
    args: () => [
      ...status(ROLLOUT, { promoteFull: true }),
      `--as=${ROLLBACK_USER.replace(NS, NAMESPACES.staging)}`,
      '--as-group=system:masters',
    ],
  },
  {
    name: 'a question answered by hand',
    says: 'alone says what it came to',
    args: ({ question }) => merge(`analysisrun/${question}`, { status: { phase: 'Successful' } }),
  },
  {
    name: 'a question answered by the rollback engine',
    says: 'alone says what it came to',
    args: ({ question }) => [
      ...merge(`analysisrun/${question}`, { status: { phase: 'Successful' } }),
      `--as=${ROLLBACK_USER}`,
      '--as-group=system:masters',
    ],
  },
  {
    name: 'a question that is ended, which counts as a success',
    says: 'change the signed manifest of its owner',
    args: ({ question }) => merge(`analysisrun/${question}`, { spec: { terminate: true } }),
  },
  {
    name: 'a question that asks something else while it runs',
    says: 'change the signed manifest of its owner',
    args: ({ question }) => merge(`analysisrun/${question}`, { spec: { metrics: [] } }),
  },
  {
    name: 'a question that is called another kind of question',
    says: 'change the signed manifest of its owner',
    args: ({ question }) => ['label', '--overwrite', `analysisrun/${question}`, 'rollout-type=Background'],
  },
  {
    name: 'a template changed under a question that runs',
    says: 'is not what ci signed (spec.metrics[0].provider.job.spec.backoffLimit is 9',
    args: () => [
      'patch',
      `analysistemplate/${STAGED}`,
      '--type=json',
      '-p',
      '[{"op":"replace","path":"/spec/metrics/0/provider/job/spec/backoffLimit","value":9}]',
    ],
  },
  {
    name: 'a Job of a question that is said to have succeeded',
    says: 'a canary is judged by it, and only controllers and nodes of Kubernetes say how it is',
    args: ({ job }) => status(`job/${job}`, { active: 0, ready: 0, succeeded: 1 }),
  },
  {
    name: 'the pod of such a Job that is said to have succeeded',
    says: 'a canary is judged by it',
    args: ({ pod }) => status(`pod/${pod}`, { phase: 'Succeeded' }),
  },
  {
    name: 'a ReplicaSet of a Rollout that is said to be up',
    says: 'a canary is judged by it',
    args: ({ replicaSet }) => status(`replicaset/${replicaSet}`, UP),
  },
  {
    name: 'another image in a ReplicaSet of a Rollout',
    says: 'change the signed manifest of its owner',
    args: ({ replicaSet }) => ['set', 'image', `replicaset/${replicaSet}`, 'app=docker.io/local/x:1'],
  },
  {
    name: 'another image in the pod of a question',
    says: 'change the signed manifest of its owner',
    args: ({ pod }) => ['set', 'image', `pod/${pod}`, 'app=docker.io/local/x:1'],
  },
  {
    name: 'more steps by the spec, beside a scale that would pass',
    says: 'is not what ci signed',
    args: () => merge(ROLLOUT, { spec: { replicas: 2, strategy: { canary: { steps: [] } } } }),
  },
];

/** As the engine that these words are of. */
const BY_ENGINE = [`--as=${ROLLBACK_USER}`, '--as-group=system:masters'];

/** What may be done to a canary by hand and by the engine, in this order; and one thing that is refused in between. */
export const PASSES: readonly { readonly name: string; readonly args: readonly string[] }[] = [
  { name: 'a status that is written as it is', args: merge(ROLLOUT, { spec: { paused: false } }) },
  { name: 'an abort by hand', args: status(ROLLOUT, { abort: true }) },
  { name: 'another try, by the engine', args: [...status(ROLLOUT, { abort: false }), ...BY_ENGINE] },
  { name: 'all the users, by the engine', args: [...status(ROLLOUT, { promoteFull: true }), ...BY_ENGINE] },
];
/** After the abort by hand. */
export const UNABORT: Way = {
  name: 'an abort that is taken back',
  says: NOT_YOURS,
  args: () => status(ROLLOUT, { abort: false }),
};

/** The engine takes a promoted version back, as the user that it is. @returns the version that is stable then */
export async function undo(rig: AdmissionRig): Promise<{ readonly before: string; readonly after: string }> {
  const before = await untilField(rig, '{.status.phase}', (phase) => phase === 'Healthy').then(() =>
    rig.kubectl.read(NS, ROLLOUT, '{.status.stableRS}'),
  );
  await withTemporaryDir('undo', async (dir) => {
    const { access } = rig.kubectl;
    const api = await openKubeApi({ ...access, kubectlArgs: [...access.kubectlArgs, ...BY_ENGINE] }, dir);
    try {
      const actuator = createArgoActuator({
        api,
        namespace: NS,
        name: STAGED,
        version: '',
        stable: '',
        recall: () => '',
      });
      await waitFor(
        'the version before',
        DEADLINE_MS,
        async () => {
          const { state, next } = await actuator.read();
          if (next !== '') await actuator.act();
          return state === 'gone' ? true : undefined;
        },
        POLL_MS,
      );
    } finally {
      await api.close();
    }
  });
  const after = await untilField(rig, '{.status.stableRS}', (hash) => hash !== before);
  return { before, after };
}
