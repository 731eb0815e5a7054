// What a drill applies: the rollout of its values with the version it is about, and the upstream that the service leans on.
import type { CanarySpec } from '../../../lib/core/release/canaries.ts';
import type { Reference } from '../../../lib/core/service/service.ts';
import { toObject } from '../../../lib/core/text/json.ts';
import type { Manifest } from '../../templates/manifests.ts';
import type { Values } from '../../values/values-schema.ts';

/** The address of the upstream: a Service, so that a pod of it may come and go. */
const UPSTREAM = { address: '10.96.0.50', port: 3400 } as const;
export const UPSTREAM_URL = `http://${UPSTREAM.address}:${UPSTREAM.port}`;

/** Images of the version that is there, and of the one that comes. */
export interface VersionImages {
  readonly stable: string;
  readonly canary: string;
}

/** The values of one version. @param version told to the pods, so that two versions that are alike have two hashes */
export function toVersionValues(
  values: Values,
  reference: Reference,
  version: number,
  canary: CanarySpec,
  upstreamUrl: string,
): Values {
  const listen = ['--host', '0.0.0.0', '--port', String(values.guard?.servicePort ?? values.port)];
  const upstream = reference.upstream === undefined ? [] : ['--upstream', upstreamUrl];
  const defects = canary.defects === '' ? [] : ['--defects', canary.defects];
  return {
    ...values,
    command: ['node', '/app/service.cjs', ...listen, ...upstream, ...defects, ...(reference.args ?? [])],
    env: { ...values.env, DRILL_VERSION: String(version) },
  };
}

/**
 * Keeps each caller of one version's Service with one pod of it. The references keep what they know of a user in memory, and flows open
 * several connections. The Service of all pods stays as it is: there a caller's next connection may be the canary's.
 */
export function withAffinity(manifests: readonly Manifest[], { name }: Values): readonly Manifest[] {
  const ofOneVersion = [`${name}-canary`, `${name}-stable`];
  return manifests.map((manifest) =>
    manifest.kind === 'Service' && ofOneVersion.includes(manifest.metadata?.name ?? '')
      ? {
          ...manifest,
          spec: { ...toObject('spec' in manifest ? manifest.spec : {}), sessionAffinity: 'ClientIP' },
        }
      : manifest,
  );
}

/** The upstream in a pod of its own. */
export function listUpstream({ namespace, image, imagePullPolicy }: Values): readonly Manifest[] {
  const labels = { app: 'upstream' };
  const metadata = { name: 'upstream', namespace };
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec: { clusterIP: UPSTREAM.address, selector: labels, ports: [{ port: UPSTREAM.port }] },
  };
  const deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          terminationGracePeriodSeconds: 1,
          containers: [
            {
              name: 'upstream',
              image,
              imagePullPolicy,
              command: ['node', '/app/upstream.cjs', '--host', '0.0.0.0', '--port', String(UPSTREAM.port)],
              ports: [{ containerPort: UPSTREAM.port }],
              resources: { requests: { cpu: '200m' } },
            },
          ],
        },
      },
    },
  };
  return [service, deployment];
}
