import { describe, expect, test } from 'vitest';
import { findDisruption, findEnd, findFault, isRunning, type Pod, toPart } from './pods.ts';

const pod = (status: Pod['status'] = {}, job = 'soak-1-2'): Pod => ({
  metadata: { name: 'a', labels: { 'job-name': job } },
  status,
});
const holding = (state: object, more: Pod['status'] = {}): Pod =>
  pod({ ...more, containerStatuses: [{ state }] } as Pod['status']);

test.each<[string, ReturnType<typeof toPart>]>([
  ['soak-1-1', 1],
  ['soak-1-12', 12],
  ['soak-1-initializer', 'initializer'],
  ['soak-1-starter', 'starter'],
  ['soak-1-0', undefined],
  ['', undefined],
])('%j is %j', (job, part) => expect(toPart(pod({}, job), 'soak-1')).toBe(part));

describe('the end of a pod', () => {
  test.each<[string, Pod, ReturnType<typeof findEnd>]>([
    ['none while it runs', holding({ running: {} }, { phase: 'Running' }), undefined],
    ['none before it runs', pod({ phase: 'Pending' }), undefined],
    ['its own', holding({ terminated: { exitCode: 0, reason: 'Completed' } }), { code: 0, why: null }],
    [
      'its own, with a code',
      holding({ terminated: { exitCode: 108, reason: 'Error' } }),
      { code: 108, why: null },
    ],
    [
      'by the kernel',
      holding({ terminated: { exitCode: 137, reason: 'OOMKilled' } }),
      { code: 137, why: 'OOMKilled' },
    ],
    [
      'none of its own, as it could not be started',
      holding({ terminated: { exitCode: 128, reason: 'StartError', message: 'exec: "sh": not found' } }),
      { code: 128, why: 'StartError: exec: "sh": not found' },
    ],
    [
      'with a clean exit of one that was evicted',
      holding(
        { terminated: { exitCode: 0, reason: 'Completed' } },
        { phase: 'Failed', reason: 'Evicted', message: 'low on memory' },
      ),
      { code: 0, why: 'Evicted: low on memory' },
    ],
    [
      'its own, also beside a container of a mesh, which goes on',
      pod({
        phase: 'Running',
        containerStatuses: [
          { name: 'istio-proxy', state: { running: {} } },
          { name: 'k6', state: { terminated: { exitCode: 0, reason: 'Completed' } } },
        ],
      }),
      { code: 0, why: null },
    ],
    ['without its code', pod({ phase: 'Failed', reason: 'NodeLost' }), { code: null, why: 'NodeLost' }],
    ['without a word', pod({ phase: 'Failed' }), { code: null, why: 'Failed' }],
  ])('%s', (_, found, end) => expect(findEnd(found)).toEqual(end));
});

describe('what keeps a pod from running', () => {
  test.each<[string, Pod, ReturnType<typeof findFault>]>([
    ['nothing', holding({ running: {} }), undefined],
    ['nothing that is told', pod(), undefined],
    ['nothing yet', holding({ waiting: { reason: 'ContainerCreating' } }), undefined],
    [
      'an image that is pulled again',
      holding({ waiting: { reason: 'ErrImagePull', message: 'no host' } }),
      { fault: 'waits: ErrImagePull (no host)', isHopeless: false },
    ],
    [
      'an image that is not to be had',
      holding({ waiting: { reason: 'ImagePullBackOff' } }),
      { fault: 'waits: ImagePullBackOff', isHopeless: true },
    ],
    [
      'no node',
      pod({ conditions: [{ type: 'PodScheduled', status: 'False', message: '0/3 nodes are available' }] }),
      { fault: 'finds no node: 0/3 nodes are available', isHopeless: false },
    ],
  ])('%s', (_, found, fault) => expect(findFault(found)).toEqual(fault));
});

test('a pod runs once its container does', () => {
  expect(isRunning(holding({ running: {} }, { phase: 'Running' }))).toBe(true);
  expect(isRunning(holding({ waiting: { reason: 'ContainerCreating' } }, { phase: 'Pending' }))).toBe(false);
});

test('why Kubernetes takes it away', () => {
  const condition = {
    type: 'DisruptionTarget',
    status: 'True',
    reason: 'EvictionByEvictionAPI',
    message: 'm',
  };
  expect(findDisruption(pod({ conditions: [condition] }))).toBe('EvictionByEvictionAPI: m');
  const calm = pod({ conditions: [{ ...condition, status: 'False' }] });
  expect(findDisruption(calm)).toBe(null);
  const deletionTimestamp = '2026-11-30T09:39:29Z';
  const deleted = { ...calm, metadata: { ...calm.metadata, deletionTimestamp } };
  expect(findDisruption(deleted)).toBe('its pod was deleted');
});
