// What the API server asks, as far as it is judged (https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers).
import { isObject, type Json, toObject } from '../../../lib/core/text/json.ts';
import { findWorkloadKind, type WorkloadKind } from '../manifest/workloads.ts';

export interface Asked {
  readonly uid: string;
  readonly kind: WorkloadKind;
  readonly namespace: string;
  readonly name: string;
  readonly operation: 'CREATE' | 'UPDATE';
  /** As `ephemeralcontainers`; '' for the object itself. */
  readonly subResource: string;
  readonly object: Json;
  /** Before an update. */
  readonly old: Json | undefined;
  /** Whom the API server authenticated. */
  readonly user: string;
  /** Nothing is stored, whatever the answer. */
  readonly isDryRun: boolean;
}

/** The object in words, as `Rollout shop/web`. */
export const toWho = ({ kind, namespace, name }: Pick<Asked, 'kind' | 'namespace' | 'name'>): string =>
  `${kind} ${namespace}/${name}`;

/** An annotation of an object; '' where it is not there. */
export function readAnnotation(object: unknown, key: string): string {
  const value = toObject(toObject(toObject(object).metadata).annotations)[key];
  return typeof value === 'string' ? value : '';
}

/** The one version of the API that is understood, as the webhook's configuration says. */
export const REVIEW = { apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview' } as const;

/** What an AdmissionReview asks; undefined where it is none or of another version, or about a kind that nobody is asked about. */
export function parseReview(body: unknown): Asked | undefined {
  const { apiVersion, kind: of, request } = toObject(body);
  if (apiVersion !== REVIEW.apiVersion || of !== REVIEW.kind) return undefined;
  const { uid, namespace, operation, subResource, object, oldObject, userInfo, dryRun } = toObject(request);
  if (typeof uid !== 'string' || typeof namespace !== 'string' || !isObject(object)) return undefined;
  if (operation !== 'CREATE' && operation !== 'UPDATE') return undefined;
  const kind = findWorkloadKind(object.kind);
  if (kind === undefined) return undefined;
  return {
    uid,
    kind,
    namespace,
    name: String(toObject(object.metadata).name ?? ''),
    operation,
    subResource: typeof subResource === 'string' ? subResource : '',
    object,
    old: isObject(oldObject) ? oldObject : undefined,
    user: String(toObject(userInfo).username ?? ''),
    isDryRun: dryRun === true,
  };
}
