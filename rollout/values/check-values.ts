// What the form of a values file cannot say: that its parts fit each other, and keep to the blast radius.
import { checkPods, checkSteps } from './check-steps.ts';
import { fault, type ValuesFault } from './fault.ts';
import { pickPolicy } from './pick-policy.ts';
import { toBytes, toCores } from './quantity.ts';
import type { Values } from './values-schema.ts';

function checkRoll({ rollout, blastRadius, replicas, minAvailable, probes }: Values): readonly ValuesFault[] {
  const { maxSurge, maxUnavailable, minReadyS, progressDeadlineS } = rollout;
  const past = (['maxSurge', 'maxUnavailable'] as const).flatMap((key) =>
    rollout[key] <= blastRadius[key]
      ? []
      : [fault(['rollout', key], `${rollout[key]} is past blastRadius.${key}, ${blastRadius[key]}`)],
  );
  const { readiness } = probes;
  const startS = minReadyS + readiness.periodS * readiness.failures;
  return [
    ...past,
    ...(maxSurge + maxUnavailable > 0
      ? []
      : [fault(['rollout', 'maxSurge'], '0, with maxUnavailable 0: no pod could ever be replaced')]),
    ...(maxUnavailable < replicas
      ? []
      : [
          fault(
            ['rollout', 'maxUnavailable'],
            `${maxUnavailable} of ${replicas} pods: nobody would be served`,
          ),
        ]),
    ...(minAvailable < replicas
      ? []
      : [
          fault(
            ['minAvailable'],
            `${minAvailable} of ${replicas} pods: no node could be drained, since none of them may go; give ${Math.max(0, replicas - 1)} at most`,
          ),
        ]),
    ...(progressDeadlineS > startS
      ? []
      : [
          fault(
            ['rollout', 'progressDeadlineS'],
            `${progressDeadlineS} s is over before a pod can count: it takes ${startS} s to be ready (minReadyS and the readiness probe)`,
          ),
        ]),
  ];
}

function checkPod({ shutdown, probes, resources, image }: Values): readonly ValuesFault[] {
  const { preStopS, graceS } = shutdown;
  const slow = (['readiness', 'liveness'] as const).flatMap((key) =>
    probes[key].timeoutS <= probes[key].periodS
      ? []
      : [
          fault(
            ['probes', key, 'timeoutS'],
            `${probes[key].timeoutS} s is longer than the ${probes[key].periodS} s from one question to the next`,
          ),
        ],
  );
  const { requests, limits } = resources;
  return [
    ...(preStopS > 0
      ? []
      : [
          fault(
            ['shutdown', 'preStopS'],
            '0: Argo takes a sleep of 0 for an invalid Rollout, and without one calls are lost whenever a pod goes; give 3 or more',
          ),
        ]),
    ...(graceS > preStopS
      ? []
      : [
          fault(
            ['shutdown', 'graceS'],
            `${graceS} s is over before preStopS, ${preStopS} s: nothing is left to end in`,
          ),
        ]),
    ...slow,
    ...(toBytes(requests.memory) <= toBytes(limits.memory)
      ? []
      : [
          fault(
            ['resources', 'requests', 'memory'],
            `${requests.memory} is more than the limit, ${limits.memory}`,
          ),
        ]),
    ...(limits.cpu === undefined || toCores(requests.cpu) <= toCores(limits.cpu)
      ? []
      : [fault(['resources', 'requests', 'cpu'], `${requests.cpu} is more than the limit, ${limits.cpu}`)]),
    ...(/:latest$/.test(image)
      ? [fault(['image'], `${image}: "latest" is another image tomorrow; give a version or a digest`)]
      : []),
  ];
}

function checkPlace(values: Values): readonly ValuesFault[] {
  const { namespace, blastRadius, router, gate, rollout, dependencies, env } = values;
  const ids = dependencies.map(({ id }) => id);
  const twice = ids.flatMap((id, n) =>
    ids.indexOf(id) === n ? [] : [fault(['dependencies', n, 'id'], `${id} is the name of another one, too`)],
  );
  const gated = rollout.steps.flatMap((step, n) =>
    step.gate === true && gate === undefined
      ? [fault(['rollout', 'steps', n, 'gate'], 'true, and there is no `gate` that says what is run')]
      : [],
  );
  const early =
    gate !== undefined && gate.deadlineS <= gate.durationS
      ? [fault(['gate', 'deadlineS'], `${gate.deadlineS} s is over before its ${gate.durationS} s of load`)]
      : [];
  const open = Object.keys(env).flatMap((name) =>
    /(?:SECRET|TOKEN|PASSWORD|_KEY)$/.test(name)
      ? [
          fault(
            ['env', name],
            'has the name of a secret: put it into a Secret, and name that under `secrets`',
          ),
        ]
      : [],
  );
  return [
    ...(blastRadius.allowedNamespaces.includes(namespace)
      ? []
      : [
          fault(
            ['namespace'],
            `${namespace} is none of blastRadius.allowedNamespaces (${blastRadius.allowedNamespaces.join(', ')})`,
          ),
        ]),
    ...twice,
    ...gated,
    ...early,
    ...open,
    ...(router.kind !== 'none' && router.host === undefined
      ? [fault(['router'], `kind ${router.kind} has no host: say under which name users call`)]
      : []),
    ...(router.kind === 'gateway' && router.gateway === undefined
      ? [fault(['router'], 'kind gateway has no gateway: say on which one the route hangs')]
      : []),
  ];
}

/** A window must hold what is asked of it, and the first step must last as long as the policy wants to look. */
function checkGuards(values: Values): readonly ValuesFault[] {
  const { guards, rollout } = values;
  const { minObservedS, maxHoldS, gate, probes } = pickPolicy(values);
  const everyS = values.servers?.prober?.everyS;
  // A flow is played at its period and up to half of it later, and takes its time.
  const [mostS, forAllS] = [probes.maxAgeS / 2, (everyS ?? 0) * probes.minPasses];
  const total = rollout.steps.reduce((sum, { pauseS }) => sum + pauseS, 0);
  return [
    ...(guards.windowS >= guards.intervalS
      ? []
      : [
          fault(
            ['guards', 'windowS'],
            `${guards.windowS} s is shorter than intervalS, ${guards.intervalS} s`,
          ),
        ]),
    ...(!gate.required || values.addresses.gate !== undefined
      ? []
      : [
          fault(
            ['rollout', 'steps'],
            'the policy waits for a verdict of the gate, and nothing gives it one: let a step have `gate: true`, or say under addresses.gate where it lies',
          ),
        ]),
    ...(!probes.required || everyS === undefined || everyS <= mostS
      ? []
      : [
          fault(
            ['servers', 'prober', 'everyS'],
            `${everyS} s: the policy takes no run of a flow that is older than ${probes.maxAgeS} s, so most of the time there would be none; give ${mostS} at most`,
          ),
        ]),
    ...(!probes.required || forAllS <= maxHoldS
      ? []
      : [
          fault(
            ['servers', 'prober', 'everyS'],
            `${everyS} s: ${probes.minPasses} passes of a flow take ${forAllS} s, and a step is held for ${maxHoldS} s at most`,
          ),
        ]),
    ...(minObservedS <= total + maxHoldS
      ? []
      : [
          fault(
            ['rollout', 'steps'],
            `all pauses and a hold are ${total + maxHoldS} s, and the policy looks for ${minObservedS} s: no canary could be promoted`,
          ),
        ]),
  ];
}

/** Everything that does not fit; empty for values of which manifests may be made. */
export const checkValues = (values: Values): readonly ValuesFault[] => [
  ...checkSteps(values),
  ...checkPods(values),
  ...checkRoll(values),
  ...checkPod(values),
  ...checkPlace(values),
  ...checkGuards(values),
];
