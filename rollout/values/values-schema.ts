// The form of rollout/values/<environment>.yaml: what one environment says of a service's rollout. The manifests are made of it alone.
import {
  closed,
  count,
  list,
  mapOf,
  oneOf,
  optional,
  ordinal,
  type ShapeOf,
  share,
  text,
  whole,
  words,
  yesNo,
} from '../../lib/core/journal/format.ts';
import { SERVICE_FORM } from '../../lib/core/service/names.ts';
import { Policy } from '../decision/policy-schema.ts';
import { ENVIRONMENTS } from '../decision/policy-words.ts';

/** A label of DNS (RFC 1123), short enough for a suffix of ours and the hash of a ReplicaSet behind it. */
const NAME_FORM = '^[a-z]([-a-z0-9]{0,38}[a-z0-9])?$';
/** With a tag or a digest. */
const IMAGE_FORM = '^[a-z0-9][a-zA-Z0-9_./:-]*(:[a-zA-Z0-9_][a-zA-Z0-9_.-]*|@sha256:[0-9a-f]{64})$';
const ADDRESS_FORM = '^https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?$';
const URL_FORM = '^https?://[A-Za-z0-9][^\\s{}]*$';
const CPU_FORM = '^([1-9][0-9]*m|[1-9][0-9]*|[0-9]+\\.[0-9]*[1-9])$';
const MEMORY_FORM = '^[1-9][0-9]*(Ki|Mi|Gi)$';
const PATH_FORM = '^/[^\\s{}]*$';
const IP_FORM = '^([0-9]{1,3}\\.){3}[0-9]{1,3}$';
const HOST_FORM = '^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$';
const VARIABLE_FORM = '^[A-Z][A-Z0-9_]*$';

/** `none`: the share of the traffic is that of the pods. The others move a weight, whatever the pods are. */
const ROUTERS = ['none', 'nginx', 'gateway'] as const;

/** Nothing of a rollout takes more than a day. */
const seconds = (description: string, minimum: number, maximum = 86_400) =>
  whole(description, { minimum, maximum });
const percent = (description: string) => whole(description, { minimum: 1, maximum: 100 });
const port = (description: string) => whole(description, { minimum: 1, maximum: 65_535 });
const ip = (description: string) => optional(text(description, IP_FORM));

const Resources = closed('What a container asks for, and what it may take at most.', {
  requests: closed('What the scheduler keeps free for it.', {
    cpu: text('In cores, as `250m`.', CPU_FORM),
    memory: text('As `128Mi`.', MEMORY_FORM),
  }),
  limits: closed('What it may take at most; a container past its memory is killed.', {
    cpu: optional(text('In cores; no limit where left out.', CPU_FORM)),
    memory: text('As `256Mi`.', MEMORY_FORM),
  }),
});

const Probe = closed('How the kubelet asks a pod whether it is well.', {
  path: text('Path that answers 2xx or 3xx while it is.', PATH_FORM),
  periodS: seconds('Seconds from one question to the next.', 1, 300),
  timeoutS: seconds('Seconds that an answer may take.', 1, 60),
  failures: ordinal('Wrong answers in a row that count as one failure.'),
});

const Step = closed('A share of the traffic, and how long it is watched before it is judged.', {
  weight: percent('Share of the traffic that the canary gets, in percent.'),
  pauseS: seconds('Seconds before the step is judged. A canary that does harm is aborted sooner.', 1),
  gate: optional(yesNo('True: the gate plays its load against the canary alone, and must pass, too.')),
});

const Dependency = closed('An upstream that must be up before a canary gets its first user.', {
  id: text('Its name.', NAME_FORM),
  url: text('Address that answers 2xx while it is up.', URL_FORM),
  why: words('What of the service is lost without it.'),
});

const SERVER = {
  image: text("The image of this repository's Dockerfile, with its tag or digest.", IMAGE_FORM),
  port: port('Port that it listens on.'),
  resources: Resources,
};
const Server = closed('A server of ours that runs beside the service.', SERVER);

const ProberServer = closed('The prober, which plays the flows at both versions.', {
  ...SERVER,
  everyS: seconds(
    "Seconds from one run of a flow to its next, in place of the flow's own: the policy wants so many passes of each within a step, and a young one.",
    2,
    3_600,
  ),
});

const Guard = closed(
  'The traffic guard in each pod: users call it, and it sends them on to stable once the version may not serve.',
  {
    image: text("The image of this repository's Dockerfile, with its tag or digest.", IMAGE_FORM),
    command: list('What the container runs.', words('A word.'), { minItems: 1 }),
    servicePort: port('Port that the service listens on behind it; `port` is then its own.'),
    everyMs: whole('Milliseconds from one question to the decision server to the next.', {
      minimum: 100,
      maximum: 10_000,
    }),
    resources: Resources,
  },
);

const Gate = closed('The soak as a stage: load against the canary alone, and its verdict.', {
  image: text("The image of this repository's Dockerfile, with its tag or digest.", IMAGE_FORM),
  durationS: seconds('Seconds of load.', 30, 7_200),
  rps: whole('Journeys a second.', { minimum: 1, maximum: 100 }),
  deadlineS: seconds('Seconds after which the Job is ended; it then counts as failed.', 60, 14_400),
  resources: Resources,
});

export const Values = closed('What one environment says of the rollout of a service.', {
  environment: oneOf('Which one; the name of the file.', [...ENVIRONMENTS]),
  service: text('The folder under services/ that knows the service.', SERVICE_FORM),
  name: text('What the Rollout and its Services are called.', NAME_FORM),
  namespace: text('Namespace that holds them. It is not made: who may is told by the cluster.', NAME_FORM),
  image: text('Image of the service, with its tag or digest.', IMAGE_FORM),
  imagePullPolicy: oneOf('When the kubelet pulls it.', ['IfNotPresent', 'Always', 'Never']),
  command: optional(list('What the container runs; what the image says where left out.', words('A word.'))),
  port: port('Port that the container listens on.'),
  env: mapOf(
    'Variables of the container. Secrets have no place here: see `secrets`.',
    text('Its value.'),
    VARIABLE_FORM,
  ),
  secrets: optional(
    list('Names of Secrets whose keys become variables of the container.', text('A name.', NAME_FORM)),
  ),
  replicas: ordinal('Pods of the service.'),
  rollout: closed('How a new version comes in.', {
    steps: list('One after the other; behind the last one the canary gets all.', Step, { minItems: 1 }),
    maxSurge: count('Pods more than `replicas` while versions change.'),
    maxUnavailable: count('Pods fewer than `replicas` while versions change.'),
    minReadyS: seconds('Seconds that a pod must be ready before it counts.', 0, 600),
    progressDeadlineS: seconds('Seconds without progress of its pods after which it is aborted.', 10),
    rollbackRevisions: count('A return to one of so many last versions skips the steps.'),
    antiAffinity: oneOf('Whether canary and stable pods keep off one node.', [
      'preferred',
      'required',
      'none',
    ]),
  }),
  shutdown: closed('How a pod goes.', {
    preStopS: seconds('Seconds that it goes on answering after it was taken out of its Services.', 0, 300),
    graceS: seconds('Seconds after which it is killed, those before included.', 1, 3_600),
  }),
  minAvailable: count('Pods that a drain of nodes must leave ready.'),
  resources: Resources,
  probes: closed('How a pod is asked.', { readiness: Probe, liveness: Probe }),
  router: closed('What splits the traffic.', {
    kind: oneOf('none: the share of the pods is the share of the traffic.', [...ROUTERS]),
    host: optional(text('Name under which users call the service.', HOST_FORM)),
    className: optional(text('nginx: class of the Ingress.', NAME_FORM)),
    gateway: optional(
      text('gateway: the Gateway that the route hangs on, in the same namespace.', NAME_FORM),
    ),
  }),
  clusterIps: optional(
    closed('Fixed addresses of the Services, for a cluster without DNS.', {
      service: ip('Of all pods.'),
      canary: ip('Of the canary.'),
      stable: ip('Of the stable version.'),
      decision: ip('Of the decision server.'),
      prober: ip('Of the prober.'),
    }),
  ),
  addresses: closed('Where the analysis asks.', {
    prometheus: text('Prometheus.', ADDRESS_FORM),
    decision: text('The decision server.', ADDRESS_FORM),
    prober: text('The prober.', ADDRESS_FORM),
    gate: optional(
      text(
        'Where the decision server finds a verdict of the gate: a path or an address, `{canary}` for its hash.',
      ),
    ),
  }),
  servers: optional(
    closed('Servers of ours to run in the namespace; one that runs elsewhere is left out.', {
      decision: optional(Server),
      prober: optional(ProberServer),
    }),
  ),
  dependencies: list('Upstreams that are asked before the first step.', Dependency),
  blastRadius: closed('How much a bad version may hurt at most. Every other key is held to it.', {
    maxFirstWeight: percent('Percent of the traffic of the first step.'),
    maxWeightIncrease: percent('Percent by which a step may raise it, the one to all included.'),
    maxSurge: count('Pods.'),
    maxUnavailable: count('Pods.'),
    minStablePods: ordinal('Pods of the stable version that are left at the last step.'),
    minTotalPauseS: seconds('Seconds that all pauses together must last.', 1),
    maxPauseS: seconds('Seconds that one pause may last.', 1),
    maxConcurrentRollouts: optional(
      ordinal("Rollouts under way at once, by Argo's own metrics; not asked where left out."),
    ),
    allowedNamespaces: list('Where these manifests may go.', text('A namespace.', NAME_FORM), {
      minItems: 1,
    }),
  }),
  guards: closed('How the decision is asked, and the bounds that Argo asks Prometheus about beside it.', {
    intervalS: seconds('Seconds from one question to the next.', 1, 600),
    windowS: seconds('Seconds that a guard looks back.', 5, 3_600),
    minEvents: ordinal('Events of each version within the window; a guard with fewer knows nothing.'),
    maxExcess: share('By how much more of its events may be bad than of the stable version, 0 to 1.'),
    failures: count('Failed questions that a guard overlooks.'),
    successes: ordinal('Good answers in a row by which a guard lets a step pass.'),
    maxMemory: share('Share of its memory limit that a canary pod may hold.'),
    maxCpu: share('Share of its CPU limit that a canary pod may take; not asked without a limit.'),
    minProbePassShare: share('Share of the synthetic flows that must pass.'),
    decisionIsScraped: optional(
      yesNo('True: Prometheus reads the decision server, and a step asks it for the decision, too.'),
    ),
    proberIsScraped: optional(
      yesNo('True: Prometheus reads the prober, and Argo asks it for the share of the runs that pass.'),
    ),
  }),
  guard: optional(Guard),
  gate: optional(Gate),
  decision: optional(Policy),
});
export type Values = ShapeOf<typeof Values>;
