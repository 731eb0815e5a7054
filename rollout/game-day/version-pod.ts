// One pod of a version by itself: no canary, nobody who routes to it.
import { GOOD_CANARY } from '../../lib/core/release/canaries.ts';
import type { Reference } from '../../lib/core/service/service.ts';
import { toVersionValues, UPSTREAM_URL } from '../drills/stage/manifests.ts';
import { CONTAINER_SECURITY, POD_SECURITY } from '../templates/pods.ts';
import type { Values } from '../values/values-schema.ts';

/** What a pod is called, where it is, and what is noted on it. */
export interface PodHead {
  readonly name: string;
  readonly namespace: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** It. @param image of the version @param reference how the service is started */
export function toVersionPod(metadata: PodHead, image: string, values: Values, reference: Reference) {
  const { guard: _, ...alone } = values;
  const { command, env } = toVersionValues({ ...alone, image }, reference, 0, GOOD_CANARY, UPSTREAM_URL);
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata,
    spec: {
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      terminationGracePeriodSeconds: 1,
      securityContext: POD_SECURITY,
      containers: [
        {
          name: 'version',
          image,
          imagePullPolicy: values.imagePullPolicy,
          command,
          env: Object.entries(env).map(([key, value]) => ({ name: key, value })),
          readinessProbe: {
            httpGet: { path: values.probes.readiness.path, port: values.port },
            periodSeconds: 1,
          },
          securityContext: CONTAINER_SECURITY,
          volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
        },
      ],
      volumes: [{ name: 'tmp', emptyDir: {} }],
    },
  };
}
