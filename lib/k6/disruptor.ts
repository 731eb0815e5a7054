// The door to xk6-disruptor, which only the k6 v1 of tools/k6-disruptor has, and which wants a cluster as soon as it is loaded.
import type { Disruption } from '../core/disrupt/disruption.ts';

interface DisruptionOptions {
  readonly proxyPort: number;
}

interface DelayFault {
  readonly port: number;
  readonly averageDelay: string;
  readonly delayVariation: string;
  readonly exclude: string;
  readonly errorRate: number;
}

/** What both kinds of disruptor can do here. Every method blocks, and throws where it fails. */
interface Disruptor {
  /** Names of the pods. */
  targets(): string[];
  injectHTTPFaults(
    fault: DelayFault & { readonly errorCode: number; readonly errorBody: string },
    duration: string,
    options: DisruptionOptions,
  ): void;
  injectGrpcFaults(
    fault: DelayFault & { readonly statusCode: number; readonly statusMessage: string },
    duration: string,
    options: DisruptionOptions,
  ): void;
}

interface DisruptorModule {
  readonly PodDisruptor: new (
    selector: { readonly namespace: string; readonly select: { readonly labels: Record<string, string> } },
    options: { readonly injectTimeout: string },
  ) => Disruptor;
  readonly ServiceDisruptor: new (
    service: string,
    namespace: string,
    options: { readonly injectTimeout: string },
  ) => Disruptor;
}

/** An `import` could not be caught: the module throws while it is loaded, and k6 without it asks a build service on the net for one. */
declare function require(name: 'k6/x/disruptor'): Partial<DisruptorModule>;

/**
 * Loads the extension; in the init context only.
 * @throws Error with one sentence: this k6 has no such extension, or it finds no cluster
 */
export function loadDisruptor(): DisruptorModule {
  const { PodDisruptor, ServiceDisruptor } = requireDisruptor();
  // A k6 that lacks the module does not throw here, but hands out an empty one.
  if (!PodDisruptor || !ServiceDisruptor) {
    throw new Error(
      'aurora-gate: this k6 has no k6/x/disruptor; start the scenario with `npm run disrupt`, or with the k6 that `npm run tools -- k6-disruptor` builds',
    );
  }
  return { PodDisruptor, ServiceDisruptor };
}

function requireDisruptor(): Partial<DisruptorModule> {
  try {
    return require('k6/x/disruptor');
  } catch (error) {
    throw new Error(
      `aurora-gate: no Kubernetes cluster can be reached (${toReason(error)}); let KUBECONFIG name one file whose current context is the cluster, and try it with kubectl`,
    );
  }
}

/** The text of an exception of the extension, without where it came from. */
export function toReason(error: unknown): string {
  const [said = ''] = String(error).split('at file:', 1);
  return said
    .replace(/^GoError: /, '')
    .replace(/^error creating Kubernetes helper: /, '')
    .trim();
}

/** The disruptor for these pods. Throws where the service does not exist, or the cluster does not answer. */
export function createDisruptor(
  module: DisruptorModule,
  { pods, namespace, injectTimeoutSec }: Disruption,
): Disruptor {
  const options = { injectTimeout: `${injectTimeoutSec}s` };
  switch (pods.by) {
    case 'service':
      return new module.ServiceDisruptor(pods.service, namespace, options);
    case 'labels':
      return new module.PodDisruptor({ namespace, select: { labels: { ...pods.labels } } }, options);
  }
}

/** Puts the fault on all pods, and blocks until it is over. Throws where it failed on one of them. */
export function injectFault(disruptor: Disruptor, disruption: Disruption): void {
  const { fault, protocol, durationSec, proxyPort, port } = disruption;
  const delays = {
    port,
    errorRate: fault.errorRatio,
    averageDelay: `${fault.averageDelayMs}ms`,
    delayVariation: `${fault.delayVariationMs}ms`,
    exclude: fault.exclude.join(','),
  };
  const duration = `${durationSec}s`;
  switch (protocol) {
    case 'http': {
      const http = { ...delays, errorCode: fault.errorCode, errorBody: fault.errorBody };
      disruptor.injectHTTPFaults(http, duration, { proxyPort });
      return;
    }
    case 'grpc': {
      const grpc = { ...delays, statusCode: fault.errorCode, statusMessage: fault.errorBody };
      disruptor.injectGrpcFaults(grpc, duration, { proxyPort });
      return;
    }
  }
}
