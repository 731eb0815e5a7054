// What a real cluster refuses to a fleet by a policy of its own: said in a sentence, soon, and nothing is left.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Manifest } from '../../rollout/templates/manifests.ts';
import { expectNothingLeft, NAMESPACE } from './fleet-left.ts';
import { type Kubectl, openKubectl } from './kubectl.ts';
import { FLEET_DEADLINE_MS, playFleet, STEADY } from './play-fleet.ts';

let kubectl: Kubectl;
beforeAll(async () => {
  kubectl = await openKubectl();
});
afterAll(async () => kubectl[Symbol.asyncDispose]());

const NAME = 'aurora-gate-refuses';
/** Denies what is created of these in the namespace of fleets, but for pods of the initializer. */
const toPolicy = (apiGroups: readonly string[], resources: readonly string[]) => {
  const apiVersion = 'admissionregistration.k8s.io/v1';
  const rule = { apiGroups, apiVersions: ['*'], operations: ['CREATE'], resources };
  const expression = 'object.metadata.?generateName.orValue("").contains("-initializer-")';
  return [
    {
      ...{ apiVersion, kind: 'ValidatingAdmissionPolicy', metadata: { name: NAME } },
      spec: {
        matchConstraints: { resourceRules: [rule] },
        validations: [{ expression, message: 'load needs a ticket' }],
      },
    },
    {
      ...{ apiVersion, kind: 'ValidatingAdmissionPolicyBinding', metadata: { name: NAME } },
      spec: {
        policyName: NAME,
        validationActions: ['Deny'],
        matchResources: {
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': NAMESPACE } },
        },
      },
    },
  ] as unknown as readonly Manifest[];
};

test.each<[string, readonly [string, string], RegExp]>([
  [
    'pods of runners',
    ['', 'pods'],
    /the pod of runner 1 is refused: .*load needs a ticket; ask the owner of that policy/,
  ],
  ['the TestRun', ['k6.io', 'testruns'], /takes no fleet: .*load needs a ticket; ask the owner/],
])(
  'a policy that denies %s',
  async (_, [group, resource], says) => {
    expect(await kubectl.apply(toPolicy([group], [resource]))).toMatchObject({ code: 0 });
    try {
      const { code, output } = await playFleet(['--runners', '2', ...STEADY]);
      expect([code, output]).toEqual([2, expect.stringMatching(says)]);
    } finally {
      for (const kind of ['validatingadmissionpolicybinding', 'validatingadmissionpolicy'])
        await kubectl.run('delete', kind, NAME, '--wait=true');
    }
    await expectNothingLeft(kubectl);
  },
  FLEET_DEADLINE_MS,
);
