// What calls reach the pods by: the Services, the route of a router, and the budget that a drain of nodes keeps to.
import type { Service } from 'kubernetes-types/core/v1.js';
import type { Ingress } from 'kubernetes-types/networking/v1.js';
import type { PodDisruptionBudget } from 'kubernetes-types/policy/v1.js';
import type { Values } from '../values/values-schema.ts';
import { toMetadata, toPodLabels, toServices } from './names.ts';

function toService(values: Values, name: string, clusterIP: string | undefined): Service {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: toMetadata(values, name),
    spec: {
      ...(clusterIP === undefined ? {} : { clusterIP }),
      selector: toPodLabels(values),
      ports: [{ name: 'http', port: values.port, targetPort: 'http' }],
    },
  };
}

/** The Service of all pods, by which users call without a router, and one for each version; Argo narrows their selectors. */
export function listServices(values: Values): readonly Service[] {
  const names = toServices(values);
  const ips = values.clusterIps;
  return [
    toService(values, names.all, ips?.service),
    toService(values, names.canary, ips?.canary),
    toService(values, names.stable, ips?.stable),
  ];
}

/** How many pods a drain leaves. A pod that is not ready may always go, or a broken canary would hold up a node for ever. */
export const toBudget = (values: Values): PodDisruptionBudget => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: toMetadata(values, values.name),
  spec: {
    minAvailable: values.minAvailable,
    unhealthyPodEvictionPolicy: 'AlwaysAllow',
    selector: { matchLabels: toPodLabels(values) },
  },
});

/** A route of the Gateway API (gateway.networking.k8s.io/v1), as far as it is used. */
export interface HttpRoute {
  readonly apiVersion: 'gateway.networking.k8s.io/v1';
  readonly kind: 'HTTPRoute';
  readonly metadata: ReturnType<typeof toMetadata>;
  readonly spec: {
    readonly parentRefs: readonly { readonly name: string }[];
    readonly hostnames: readonly string[];
    readonly rules: readonly {
      readonly backendRefs: readonly {
        readonly name: string;
        readonly port: number;
        readonly weight: number;
      }[];
    }[];
  };
}

/** What a router splits the traffic by; nothing without one. Argo moves the weights, and for nginx makes the Ingress of the canary. */
export function listRoutes(values: Values): readonly (Ingress | HttpRoute)[] {
  const { name, port, router } = values;
  const { canary, stable } = toServices(values);
  const metadata = toMetadata(values, name);
  const host = router.host ?? name;
  switch (router.kind) {
    case 'none':
      return [];
    case 'nginx':
      return [
        {
          apiVersion: 'networking.k8s.io/v1',
          kind: 'Ingress',
          metadata,
          spec: {
            ingressClassName: router.className ?? 'nginx',
            rules: [
              {
                host,
                http: {
                  paths: [
                    {
                      path: '/',
                      pathType: 'Prefix',
                      backend: { service: { name: stable, port: { number: port } } },
                    },
                  ],
                },
              },
            ],
          },
        },
      ];
    case 'gateway':
      return [
        {
          apiVersion: 'gateway.networking.k8s.io/v1',
          kind: 'HTTPRoute',
          metadata,
          spec: {
            parentRefs: [{ name: router.gateway ?? name }],
            hostnames: [host],
            rules: [
              {
                backendRefs: [
                  { name: stable, port, weight: 100 },
                  { name: canary, port, weight: 0 },
                ],
              },
            ],
          },
        },
      ];
  }
}
