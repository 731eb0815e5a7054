// The annotations that admission reads, and those that it leaves unsigned.
import { ROLLED_BACK_ANNOTATION } from '../../rollback/argo/rollout-objects.ts';
import { ANNOTATION_PREFIX } from '../../templates/annotations-schema.ts';

/** What each says. */
export const ADMISSION_ANNOTATIONS = {
  'aurora-gate.dev/signature':
    'The bundle that signs the manifest: `npm run rollout -- sign-manifest` writes it.',
  'aurora-gate.dev/evidence':
    'Bundles of gate runs against the images, a JSON list: `sign-manifest --gate-run FILE` writes them.',
  'aurora-gate.dev/break-glass':
    'Who passes over signature and evidence, why, and until when: `{"by": …, "reason": …, "until": …}`, or a signed bundle of that.',
} as const;
export type AdmissionAnnotation = keyof typeof ADMISSION_ANNOTATIONS;

export const SIGNATURE: AdmissionAnnotation = 'aurora-gate.dev/signature';
export const EVIDENCE: AdmissionAnnotation = 'aurora-gate.dev/evidence';
export const BREAK_GLASS: AdmissionAnnotation = 'aurora-gate.dev/break-glass';

/** Kubernetes takes 256 KiB of annotations an object; one of ours may have so much, as characters. */
export const MOST_ANNOTATION = 100_000;

/** These change how a container is confined, and are read from the pod. */
const CONFINES = ['container.apparmor.security.beta.kubernetes.io/', 'seccomp.security.alpha.kubernetes.io/'];

/** What admission reads is beside the signature, and the rollback engine notes what it did. */
const isNote = (key: string): boolean => key in ADMISSION_ANNOTATIONS || key === ROLLED_BACK_ANNOTATION;

/** Whether an annotation of the object itself is signed: ours, and those that confine. What others write there changes nothing that runs. */
export const isSignedAnnotation = (key: string): boolean =>
  (key.startsWith(ANNOTATION_PREFIX) && !isNote(key)) || CONFINES.some((prefix) => key.startsWith(prefix));

/** Labels by which the tools of GitOps find what they applied. */
const FOREIGN_LABELS = ['argocd.argoproj.io/', 'kustomize.toolkit.fluxcd.io/'];
export const isSignedLabel = (key: string): boolean =>
  !FOREIGN_LABELS.some((prefix) => key.startsWith(prefix));
