// Parts of conditions in CEL, as the API server evaluates them (https://kubernetes.io/docs/reference/using-api/cel).
import { listMade, WORKLOAD_KINDS, WORKLOADS } from '../manifest/workloads.ts';

/** A text as a literal of CEL: its escapes are those of JSON. */
export const toLiteral = (text: string): string => JSON.stringify(text);
export const toLiterals = (texts: readonly string[]): string => `[${texts.map(toLiteral).join(', ')}]`;

/** The object in words, as `Rollout shop/web`. */
export const WHO = 'object.kind + " " + request.namespace + "/" + object.metadata.name';

/** True where a path of fields is there. @param base is there itself */
function isThere(base: string, keys: readonly string[]): string {
  const paths = keys.map((_, n) => [base, ...keys.slice(0, n + 1)].join('.'));
  return paths.map((path) => `has(${path})`).join(' && ') || 'true';
}

/** The specs of the pods at a path of `WORKLOADS`, as a list. */
function toPodsAt(path: string): string {
  const [before = '', after] = path.split('[].');
  const keys = before.split('.').filter((key) => key !== '');
  if (after === undefined) {
    const own = [...keys, 'spec'];
    return `(${isThere('object', own)} ? [${['object', ...own].join('.')}] : [])`;
  }
  const own = [...after.split('.'), 'spec'];
  const items = ['object', ...keys].join('.');
  return `(${isThere('object', keys)} ? ${items}.filter(i, ${isThere('i', own)}).map(i, ${['i', ...own].join('.')}) : [])`;
}

/** The specs of all pods of an object that is looked at. */
export const PODS: string = WORKLOAD_KINDS.reduceRight(
  (others, kind) =>
    `object.kind == ${toLiteral(kind)} ? ${WORKLOADS[kind].templates.map(toPodsAt).join(' + ')} : (${others})`,
  '[]',
);

/** The labels, or the annotations of ours, of an object; {} where there are none. */
const toLabels = (of: string) => `(has(${of}.metadata.labels) ? ${of}.metadata.labels : {})`;
export const toAnnotations = (of: string) =>
  `(has(${of}.metadata.annotations) ? ${of}.metadata.annotations : {})`;
/** An annotation as a text; '' where it is not there. */
export const toAnnotation = (key: string) =>
  `(has(object.metadata.annotations) && ${toLiteral(key)} in object.metadata.annotations ? object.metadata.annotations[${toLiteral(key)}] : "")`;

/** Whether another object's controller says that this one is of it. It may be forged: see `toIsMade`. */
export const IS_OWNED =
  'has(object.metadata.ownerReferences) && object.metadata.ownerReferences.exists(o, has(o.controller) && o.controller)';

/** Whether a controller makes it, or works on it, for what was admitted. */
export const toIsMade = (argo: string): string => {
  const made = listMade(argo).map((words) => words.join(' '));
  return `has(object.metadata.ownerReferences) && object.metadata.ownerReferences.exists(o, has(o.controller) && o.controller && (request.userInfo.username + " " + o.kind + " " + object.kind) in ${toLiterals(made)})`;
};

/** Whether it is new, or anything of it changes that is signed. The labels of a pod that a controller made may be changed by hand. */
export function toIsOther(prefix: string): string {
  const ours = (of: string, on: string) =>
    `${toAnnotations(of)}.all(k, !k.startsWith(${toLiteral(prefix)}) || (k in ${toAnnotations(on)} && ${toAnnotations(on)}[k] == ${toAnnotations(of)}[k]))`;
  const isSame = `${toLabels('object')} == ${toLabels('oldObject')} && ${ours('object', 'oldObject')} && ${ours('oldObject', 'object')}`;
  return `request.operation != "UPDATE" || object.spec != oldObject.spec || (!(object.kind == "Pod" && ${IS_OWNED}) && !(${isSame}))`;
}
