// What of a pod, or of a template of pods, is signed: all that is run, and nothing that the API server puts there by itself.
import { isDeepStrictEqual } from 'node:util';
import { isObject, type Json, toList, toObject } from '../../../lib/core/text/json.ts';
import { POD_TEMPLATE } from './defaults.ts';
import { changeAt, keepKeys, prune } from './prune.ts';

/** `kubectl rollout restart` writes it: the same pods once more. */
const RESTARTED = 'kubectl.kubernetes.io/restartedAt';
/** The API server labels the pods of a Job so. */
const JOB_LABELS = new Set([
  'controller-uid',
  'job-name',
  'batch.kubernetes.io/controller-uid',
  'batch.kubernetes.io/job-name',
]);

const EXPONENTS: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
};
const QUANTITY = /^([0-9.]+)(n|u|m|k|M|G|T|P|Ki|Mi|Gi|Ti|Pi|)$/;

/** A quantity as one text for each amount: the API server writes `1000m` as `1`. What is none is left as it is. */
export function toQuantity(value: unknown): unknown {
  const [, figure, unit = ''] = QUANTITY.exec(String(value)) ?? [];
  // To the billionth, which is the smallest that Kubernetes keeps: 0.1 and 100m are one amount.
  return figure === undefined ? value : String(Number((Number(figure) * (EXPONENTS[unit] ?? 1)).toFixed(9)));
}

const toQuantities = (value: unknown): unknown =>
  isObject(value)
    ? Object.fromEntries(Object.entries(value).map(([key, amount]) => [key, toQuantity(amount)]))
    : value;

/** A request that is not there is as large as its limit. */
function toResources(value: unknown): unknown {
  if (!isObject(value)) return value;
  const limits = toObject(toQuantities(value.limits));
  const requests = toObject(toQuantities(value.requests));
  return { ...value, limits, requests: keepKeys(requests, (key) => requests[key] !== limits[key]) };
}

/** Without a pull policy, an image by digest or tag is pulled where it is not there, and `latest` always. */
function toContainer(value: unknown): unknown {
  if (!isObject(value)) return value;
  const { imagePullPolicy, ...rest } = value;
  const [name = '', digest] = String(value.image).split('@');
  const isTagged =
    digest !== undefined ||
    (name.slice(name.lastIndexOf('/') + 1).includes(':') && !name.endsWith(':latest'));
  const isSilent =
    imagePullPolicy === undefined || imagePullPolicy === (isTagged ? 'IfNotPresent' : 'Always');
  return isSilent ? rest : value;
}

/** The older name of the account says the same. */
function toAccount(spec: unknown): unknown {
  if (!isObject(spec)) return spec;
  const { serviceAccount, ...rest } = spec;
  return serviceAccount === undefined ? spec : { serviceAccountName: serviceAccount, ...rest };
}

/** What is the same in a pod and in a template of pods. */
function toSpec(spec: unknown): unknown {
  let kept = toAccount(spec);
  for (const list of ['containers', 'initContainers']) {
    kept = changeAt(kept, `${list}[]`, toContainer);
    kept = changeAt(kept, `${list}[].resources`, toResources);
  }
  return changeAt(kept, 'volumes[].emptyDir.sizeLimit', toQuantity);
}

/** A template of pods. */
export function toTemplatePart(template: unknown): unknown {
  const { metadata, spec } = toObject(template);
  const labels = keepKeys(toObject(metadata).labels, (key) => !JOB_LABELS.has(key));
  const annotations = keepKeys(toObject(metadata).annotations, (key) => key !== RESTARTED);
  return prune(
    { metadata: { ...toObject(metadata), labels, annotations }, spec: toSpec(spec) },
    POD_TEMPLATE,
  );
}

const TOKEN_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';
/** The token of the account, as the API server mounts it into each pod that does not refuse it. */
const TOKEN_SOURCES = [
  { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
  { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
  {
    downwardAPI: {
      items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }],
    },
  },
];
const isTokenVolume = (volume: unknown): boolean =>
  isDeepStrictEqual(toObject(toObject(volume).projected).sources, TOKEN_SOURCES) &&
  Object.keys(toObject(volume)).length === 2;

const FILLED_TOLERATIONS = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'].map((key) => ({
  key,
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds: 300,
}));
const isFilledToleration = (toleration: unknown): boolean =>
  FILLED_TOLERATIONS.some((filled) => isDeepStrictEqual(filled, toleration));

/** A pod by itself, without what the API server and the scheduler put into it. Ephemeral containers are judged by themselves. */
export function toPodPart(spec: unknown): Json {
  const { nodeName: _, ephemeralContainers: __, tolerations, volumes, ...rest } = toObject(spec);
  const isMounted = rest.automountServiceAccountToken !== false;
  const names = isMounted
    ? toList(volumes)
        .filter(isTokenVolume)
        .map((one) => toObject(one).name)
    : [];
  let kept: unknown = {
    ...rest,
    tolerations: toList(tolerations).filter((one) => !isFilledToleration(one)),
    volumes: toList(volumes).filter((one) => !names.includes(toObject(one).name)),
  };
  for (const list of ['containers', 'initContainers'])
    kept = changeAt(kept, `${list}[].volumeMounts`, (mounts) =>
      toList(mounts).filter((mount) => {
        const { name, mountPath } = toObject(mount);
        return !(names.includes(name) && mountPath === TOKEN_PATH);
      }),
    );
  return toObject(toObject(toTemplatePart({ spec: kept })).spec);
}
