// The gate as a stage: a Job that plays load against the canary alone. Its exit code is the gate's: 0 lets the step pass, and nothing else does.
import type { Container } from 'kubernetes-types/core/v1.js';
import { toVersionUrl } from '../../values/addresses.ts';
import { hasGateStage } from '../../values/pick-policy.ts';
import type { Values } from '../../values/values-schema.ts';
import { type AnalysisTemplate, ARGO_API } from '../argo.ts';
import { toMetadata } from '../names.ts';
import { CONTAINER_SECURITY, POD_SECURITY, toEnv, toRequirements } from '../pods.ts';
import { ONCE } from './patience.ts';

export const GATE = 'gate';

/** The gate's exit code for a verdict that could not be told. */
const INCONCLUSIVE = 3;

/** What the gate is run with, as its own options. No toxic: the upstream is everybody's. */
function toGateEnv(values: Values, gate: NonNullable<Values['gate']>) {
  return {
    GATE_SERVICE: values.service,
    BASE: toVersionUrl(values, 'canary'),
    DURATION_SECONDS: String(gate.durationS),
    BASE_RPS: String(gate.rps),
    SPIKE_RPS: String(gate.rps),
    TOXIPROXY_ENABLED: 'false',
    OUTPUT_DIR: '/results',
  };
}

/**
 * The template that runs the gate; undefined where no step asks for it.
 *
 * A verdict that is inconclusive (exit code 3) tells nothing of the canary: the Job tries once more, and has then failed.
 * A fail (1) and a set-up that cannot be (2) end it at once. An eviction is nobody's fault, and does not count. An image that cannot be
 * pulled is inconclusive to Argo, and fails by `ONCE`.
 */
export function toGateTemplate(values: Values): AnalysisTemplate | undefined {
  const { gate } = values;
  if (gate === undefined || !hasGateStage(values)) return undefined;
  const container: Container = {
    name: GATE,
    image: gate.image,
    imagePullPolicy: values.imagePullPolicy,
    env: toEnv(toGateEnv(values, gate)),
    resources: toRequirements(gate.resources),
    securityContext: { ...CONTAINER_SECURITY, readOnlyRootFilesystem: false },
    volumeMounts: [{ name: 'results', mountPath: '/results' }],
  };
  return {
    apiVersion: ARGO_API,
    kind: 'AnalysisTemplate',
    metadata: {
      ...toMetadata(values, `${values.name}-${GATE}`),
      annotations: {
        'aurora-gate.dev/why': "The gate's verdict about the canary alone must be a pass.",
      },
    },
    spec: {
      metrics: [
        {
          name: GATE,
          ...ONCE,
          consecutiveErrorLimit: 3,
          provider: {
            job: {
              spec: {
                backoffLimit: 1,
                activeDeadlineSeconds: gate.deadlineS,
                podFailurePolicy: {
                  rules: [
                    { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
                    {
                      action: 'FailJob',
                      onExitCodes: { containerName: GATE, operator: 'NotIn', values: [INCONCLUSIVE] },
                    },
                  ],
                },
                template: {
                  metadata: { labels: { 'app.kubernetes.io/name': GATE } },
                  spec: {
                    restartPolicy: 'Never',
                    automountServiceAccountToken: false,
                    enableServiceLinks: false,
                    securityContext: POD_SECURITY,
                    containers: [container],
                    volumes: [{ name: 'results', emptyDir: {} }],
                  },
                },
              },
            },
          },
        },
      ],
    },
  };
}
