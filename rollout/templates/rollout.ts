// The Rollout: the pods of the service, and the steps by which a new version gets its users.
import type { Container, PodTemplateSpec } from 'kubernetes-types/core/v1.js';
import type { Monitored } from '../../lib/core/monitoring/monitored.ts';
import type { Values } from '../values/values-schema.ts';
import { toAnnotations } from './annotations.ts';
import {
  type AnalysisRef,
  type AnalysisTemplate,
  ARGO_API,
  type Argument,
  type Canary,
  type CanaryStep,
  type Rollout,
  type TrafficRouting,
} from './argo.ts';
import { POD_LABEL, ROLE_LABEL, toMetadata, toPodLabels, toServices } from './names.ts';
import { CONTAINER_SECURITY, POD_SECURITY, toEnv, toGuardContainer, toRequirements } from './pods.ts';
import type { Questions } from './questions/questions.ts';

/** ReplicaSets that are kept to go back to. */
const KEPT_REVISIONS = 5;
/** With a router, the pods of an aborted canary are left so long, for what is still on its way to them. */
const ABORTED_POD_S = 30;

/** The arguments of every question; `stable` is empty for a first version, which has no steps either. */
const VERSIONS: readonly Argument[] = [
  { name: 'canary', valueFrom: { podTemplateHashValue: 'Latest' } },
  { name: 'stable', valueFrom: { podTemplateHashValue: 'Stable' } },
];

const toRef = (templates: readonly AnalysisTemplate[], args: readonly Argument[]): AnalysisRef => ({
  templates: templates.map(({ metadata }) => ({ templateName: metadata.name ?? '' })),
  ...(args.length === 0 ? {} : { args }),
});

function toProbe({ path, periodS, timeoutS, failures }: Values['probes']['readiness'], port: number) {
  return {
    httpGet: { path, port },
    periodSeconds: periodS,
    timeoutSeconds: timeoutS,
    failureThreshold: failures,
  };
}

/** The pods of the service. */
export function toPods(values: Values): PodTemplateSpec {
  const { name, image, imagePullPolicy, command, port, env, secrets, resources, probes, shutdown, guard } =
    values;
  const ownPort = guard?.servicePort ?? port;
  const container: Container = {
    name,
    image,
    imagePullPolicy,
    ...(command === undefined ? {} : { command: [...command] }),
    ports: [{ name: guard === undefined ? 'http' : 'service', containerPort: ownPort }],
    env: toEnv(env),
    ...(secrets === undefined ? {} : { envFrom: secrets.map((secret) => ({ secretRef: { name: secret } })) }),
    resources: toRequirements(resources),
    readinessProbe: toProbe(probes.readiness, ownPort),
    livenessProbe: toProbe(probes.liveness, ownPort),
    // A pod is told to end when the others are told not to call it any more: for a moment they still do.
    lifecycle: { preStop: { sleep: { seconds: shutdown.preStopS } } },
    securityContext: CONTAINER_SECURITY,
    volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
  };
  return {
    metadata: {
      labels: toPodLabels(values),
      annotations: {
        'prometheus.io/scrape': 'true',
        'prometheus.io/path': '/metrics',
        'prometheus.io/port': String(ownPort),
      },
    },
    spec: {
      terminationGracePeriodSeconds: shutdown.graceS,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: POD_SECURITY,
      topologySpreadConstraints: [
        {
          maxSkew: 1,
          topologyKey: 'kubernetes.io/hostname',
          whenUnsatisfiable: 'ScheduleAnyway',
          labelSelector: { matchLabels: toPodLabels(values) },
        },
      ],
      containers: guard === undefined ? [container] : [container, toGuardContainer(values, guard)],
      volumes: [{ name: 'tmp', emptyDir: { sizeLimit: '64Mi' } }],
    },
  };
}

/** Each step: its share of the traffic, time to be seen, the gate where it is asked for, and the questions that let it pass. */
function listSteps(
  values: Values,
  questions: Questions,
  gate: AnalysisTemplate | undefined,
): readonly CanaryStep[] {
  const before: readonly CanaryStep[] =
    questions.before.length === 0 ? [] : [{ analysis: toRef(questions.before, []) }];
  const steps = values.rollout.steps.flatMap((step, n): readonly CanaryStep[] => {
    const args: readonly Argument[] = [...VERSIONS, { name: 'step', value: String(n + 1) }];
    const asked = step.weight < 100 ? questions.step : questions.lastStep;
    const gated = gate !== undefined && step.gate === true ? [gate] : [];
    return [
      { setWeight: step.weight },
      { pause: { duration: `${step.pauseS}s` } },
      { analysis: toRef([...asked, ...gated], args) },
    ];
  });
  return [...before, ...steps];
}

function toTrafficRouting({ name, namespace, router }: Values): TrafficRouting | undefined {
  switch (router.kind) {
    case 'none':
      return undefined;
    case 'nginx':
      return { nginx: { stableIngress: name } };
    case 'gateway':
      return { plugins: { 'argoproj-labs/gatewayAPI': { httpRoute: name, namespace } } };
  }
}

function toAntiAffinity({ antiAffinity }: Values['rollout']): Pick<Canary, 'antiAffinity'> {
  switch (antiAffinity) {
    case 'none':
      return {};
    case 'preferred':
      return { antiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: { weight: 100 } } };
    case 'required':
      return { antiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: {} } };
  }
}

/** The Rollout of a service in an environment. */
export function toRollout(
  values: Values,
  monitored: Monitored | undefined,
  questions: Questions,
  gate: AnalysisTemplate | undefined,
): Rollout {
  const { name, replicas, rollout } = values;
  const services = toServices(values);
  const trafficRouting = toTrafficRouting(values);
  const metadata = toMetadata(values, name);
  return {
    apiVersion: ARGO_API,
    kind: 'Rollout',
    metadata: { ...metadata, annotations: { ...toAnnotations(values, monitored) } },
    spec: {
      replicas,
      revisionHistoryLimit: KEPT_REVISIONS,
      minReadySeconds: rollout.minReadyS,
      progressDeadlineSeconds: rollout.progressDeadlineS,
      progressDeadlineAbort: true,
      ...(rollout.rollbackRevisions === 0
        ? {}
        : { rollbackWindow: { revisions: rollout.rollbackRevisions } }),
      selector: { matchLabels: { [POD_LABEL]: name } },
      template: toPods(values),
      strategy: {
        canary: {
          canaryService: services.canary,
          stableService: services.stable,
          canaryMetadata: { labels: { [ROLE_LABEL]: 'canary' } },
          stableMetadata: { labels: { [ROLE_LABEL]: 'stable' } },
          maxSurge: rollout.maxSurge,
          maxUnavailable: rollout.maxUnavailable,
          ...toAntiAffinity(rollout),
          ...(trafficRouting === undefined
            ? {}
            : { trafficRouting, abortScaleDownDelaySeconds: ABORTED_POD_S }),
          analysis: {
            ...toRef(questions.watch, VERSIONS),
            // From the step on that gives the canary its first user.
            startingStep: questions.before.length === 0 ? 0 : 1,
          },
          steps: listSteps(values, questions, gate),
        },
      },
    },
  };
}
