import { describe, expect, test } from 'vitest';
import type { Disruption } from '../core/disrupt/disruption.ts';
import { createDisruptor, injectFault, toReason } from './disruptor.ts';

const DISRUPTION: Disruption = {
  namespace: 'shop',
  pods: { by: 'service', service: 'upstream' },
  protocol: 'http',
  port: 8080,
  fault: {
    errorRatio: 0.3,
    errorCode: 503,
    errorBody: 'gone',
    averageDelayMs: 200,
    delayVariationMs: 50,
    exclude: ['/healthz', '/ready'],
  },
  durationSec: 60,
  proxyPort: 8000,
  injectTimeoutSec: 30,
};

/** The extension, which remembers what it was asked. */
function makeExtension() {
  const asked: unknown[][] = [];
  const create = (kind: string) =>
    class {
      constructor(...args: unknown[]) {
        asked.push([kind, ...args]);
      }
      targets = () => ['pod-1'];
      injectHTTPFaults = (...args: unknown[]) => void asked.push(['http', ...args]);
      injectGrpcFaults = (...args: unknown[]) => void asked.push(['grpc', ...args]);
    };
  return { asked, PodDisruptor: create('pods'), ServiceDisruptor: create('service') };
}

// Loading it is for test/e2e/disrupt.test.ts: here `require` is the test runner's own.
test.each([
  ['GoError: no such service at file:///a.js:1:2(3)', 'no such service'],
  [
    'GoError: error creating Kubernetes helper: no configuration\n\tat file:///disrupt.js:1:1',
    'no configuration',
  ],
  ['plain', 'plain'],
])('an exception of the extension, %j, says %j', (error, reason) => expect(toReason(error)).toBe(reason));

describe('a disruption', () => {
  test.each<[string, Disruption['pods'], readonly unknown[]]>([
    ['of a service', DISRUPTION.pods, ['service', 'upstream', 'shop', { injectTimeout: '30s' }]],
    [
      'of pods by their labels',
      { by: 'labels', labels: { app: 'upstream' } },
      ['pods', { namespace: 'shop', select: { labels: { app: 'upstream' } } }, { injectTimeout: '30s' }],
    ],
  ])('%s names them as the extension does', (_, pods, asked) => {
    const extension = makeExtension();
    createDisruptor(extension, { ...DISRUPTION, pods });
    expect(extension.asked).toEqual([asked]);
  });

  const shared = {
    port: 8080,
    errorRate: 0.3,
    averageDelay: '200ms',
    delayVariation: '50ms',
    exclude: '/healthz,/ready',
  };

  test.each<[Disruption['protocol'], object]>([
    ['http', { errorCode: 503, errorBody: 'gone' }],
    ['grpc', { statusCode: 503, statusMessage: 'gone' }],
  ])('over %s puts its fault on them, with its units', (protocol, own) => {
    const extension = makeExtension();
    injectFault(createDisruptor(extension, DISRUPTION), { ...DISRUPTION, protocol });
    expect(extension.asked.slice(1)).toEqual([[protocol, { ...shared, ...own }, '60s', { proxyPort: 8000 }]]);
  });
});
