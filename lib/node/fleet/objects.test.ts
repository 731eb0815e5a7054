import { describe, expect, it, test } from 'vitest';
import { type FakeAnswer, refuse, serveFake } from '../../../test/running/fake-kubernetes.ts';
import type { KubeApi } from '../cluster/kube-api.ts';
import { waitFor } from '../process/wait.ts';
import { makeObjects, removeLeftFleets, removeObjects } from './objects.ts';
import { toObjects } from './test-run.ts';

const OBJECTS = toObjects({
  ...{
    name: 'soak-1',
    namespace: 'load',
    runners: 2,
    counted: false,
    image: 'k6:1',
    starterImage: '',
    owner: undefined,
  },
  script: { 'soak.js': Buffer.from('x') },
  env: {},
  secrets: { TOKEN: 'hidden-word' },
  pod: {},
  journals: '',
});
const toPlace = (api: KubeApi) => ({ api, namespace: 'load', journals: undefined });
const never = new AbortController().signal;
const made = (): FakeAnswer => ({ status: 201, body: {} });

it('are made, the TestRun last, and held to its form', async () => {
  await using fake = await serveFake(made);
  await makeObjects(fake.api, OBJECTS, 'load');
  expect(fake.asked).toEqual([
    'POST /apis/coordination.k8s.io/v1/namespaces/load/leases',
    'POST /api/v1/namespaces/load/configmaps',
    'POST /api/v1/namespaces/load/secrets',
    'POST /apis/k6.io/v1alpha1/namespaces/load/testruns?fieldValidation=Strict',
  ]);
});

describe('where they cannot be made', () => {
  test.each<[string, FakeAnswer, RegExp]>([
    [
      'no operator',
      { status: 404, body: '404 page not found\n' },
      /the cluster has no k6-operator: install it.*no such kind of object/,
    ],
    [
      'no namespace',
      refuse(404, 'NotFound', 'namespaces "load" not found'),
      /the cluster has no namespace load: make it/,
    ],
    [
      'no right',
      refuse(403, 'Forbidden', 'User "u" cannot create resource "testruns"'),
      /lacks a right.*cannot create resource "testruns"/,
    ],
    [
      'a token that has expired',
      refuse(401, 'Unauthorized', 'Unauthorized'),
      /its token has expired .*log in again/,
    ],
    [
      'a key that nobody knows',
      refuse(400, 'BadRequest', 'strict decoding error: unknown field "spec.x"'),
      /unknown field "spec.x"; see whether RUNNER_POD/,
    ],
    [
      'a quota, which is no right',
      refuse(403, 'Forbidden', 'configmaps "x" is forbidden: exceeded quota: small'),
      /^the namespace load takes no fleet: .*exceeded quota: small; raise that quota/,
    ],
    [
      'a namespace that goes',
      refuse(
        403,
        'Forbidden',
        'unable to create new content in namespace load because it is being terminated',
      ),
      /being terminated; wait until it is gone/,
    ],
    [
      'a policy',
      refuse(422, 'Invalid', "ValidatingAdmissionPolicy 'p' with binding 'p' denied request: no ticket"),
      /denied request: no ticket; ask the owner of that policy/,
    ],
    [
      'a webhook that is away',
      refuse(403, 'Forbidden', 'failed calling webhook "a.b": connection refused'),
      /failed calling webhook .*; see whether that webhook runs/,
    ],
  ])('%s', async (_, answer, says) => {
    await using fake = await serveFake((asked) => (asked.includes('/testruns') ? answer : made()));
    await expect(makeObjects(fake.api, OBJECTS, 'load')).rejects.toThrow(says);
  });
});

describe('where the API server is away for a moment', () => {
  const TEST_RUNS_OF_LOAD = '/testruns?fieldValidation=Strict';
  const exists = refuse(409, 'AlreadyExists', 'already exists');

  test.each<[string, FakeAnswer]>([
    ['the proxy before it finds nobody', { status: 502, body: 'dial tcp: connection refused' }],
    ['it is overloaded', refuse(429, 'TooManyRequests', 'try again later')],
    ['it was too slow, and had made it', refuse(504, 'Timeout', 'request did not complete')],
  ])('they are made at a second try: %s', async (_, answer) => {
    const answers = [made(), exists, answer];
    await using fake = await serveFake((asked) =>
      asked.endsWith(TEST_RUNS_OF_LOAD) ? answers.pop() : made(),
    );
    await makeObjects(fake.api, OBJECTS, 'load');
    expect(fake.asked.filter((asked) => asked.endsWith(TEST_RUNS_OF_LOAD))).toHaveLength(2);
  });

  it('one of that name that was there before is none of ours', async () => {
    await using fake = await serveFake((asked) => (asked.endsWith(TEST_RUNS_OF_LOAD) ? exists : made()));
    await expect(makeObjects(fake.api, OBJECTS, 'load')).rejects.toThrow('already exists');
    expect(fake.asked.filter((asked) => asked.endsWith(TEST_RUNS_OF_LOAD))).toHaveLength(1);
  });

  it('what killed runs left is found at a second look', async () => {
    const answers: FakeAnswer[] = [{ body: { items: [] } }, { status: 502, body: 'EOF' }];
    await using fake = await serveFake(() => answers.pop());
    expect(await removeLeftFleets(toPlace(fake.api), never)).toEqual([]);
    expect(fake.asked).toHaveLength(2);
  });

  it('a Lease that may be of one is not waited for once the run is to end', async () => {
    const lease = { metadata: { name: 'soak-9', resourceVersion: '1' } };
    await using fake = await serveFake(() => ({ body: { items: [lease] } }));
    const stop = new AbortController();
    const looking = removeLeftFleets(toPlace(fake.api), stop.signal);
    await Promise.all([
      expect(looking).rejects.toBe('SIGINT'),
      waitFor('its look', 10_000, () => (fake.asked.length > 0 ? true : undefined)).then(() =>
        stop.abort('SIGINT'),
      ),
    ]);
    expect(fake.asked).toEqual([
      expect.stringContaining('GET /apis/coordination.k8s.io/v1/namespaces/load/leases'),
    ]);
  });
});

it('are removed, the Lease last, once no pod is left', async () => {
  let pods = 2;
  await using fake = await serveFake((asked) =>
    asked.includes('/pods?')
      ? { body: { items: Array.from({ length: Math.max(0, --pods) }) } }
      : { body: {} },
  );
  await removeObjects(fake.api, 'load', 'soak-1');
  expect(fake.asked.at(-1)).toBe('DELETE /apis/coordination.k8s.io/v1/namespaces/load/leases/soak-1');
  expect(fake.asked.filter((asked) => asked.includes('leases'))).toHaveLength(1);
});

it('are removed though their kind is gone with the operator', async () => {
  await using fake = await serveFake((asked) =>
    asked.includes('/testruns/') ? { status: 404, body: '404 page not found\n' } : { body: {} },
  );
  await removeObjects(fake.api, 'load', 'soak-1');
  expect(fake.asked.filter((asked) => asked.includes('/testruns/'))).toHaveLength(1);
});

it('are removed though the API server, which is back, refuses at first', async () => {
  const refusals = [refuse(403, 'Forbidden', 'not yet'), refuse(503, 'ServiceUnavailable', 'not yet')];
  await using fake = await serveFake(
    (asked) => (asked.includes('/testruns/') ? refusals.pop() : undefined) ?? { body: {} },
  );
  await removeObjects(fake.api, 'load', 'soak-1');
  expect(fake.asked.filter((asked) => asked.includes('/testruns/'))).toHaveLength(3);
  expect(fake.asked.at(-1)).toBe('DELETE /apis/coordination.k8s.io/v1/namespaces/load/leases/soak-1');
});
