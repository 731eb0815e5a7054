// The parts of Argo Rollouts' own kinds (argoproj.io/v1alpha1, release 1.10) that the templates use. Keys as in its CRDs; what is not
// here is not used. The API server has the last word: test/cluster.
import type { JobSpec } from 'kubernetes-types/batch/v1.js';
import type { PodTemplateSpec } from 'kubernetes-types/core/v1.js';
import type { LabelSelector, ObjectMeta } from 'kubernetes-types/meta/v1.js';

const API = 'argoproj.io/v1alpha1';
export const ARGO_API = API;
type Api = typeof API;

/** A period as Go reads it. */
export type Period = `${number}s`;

/** Where an argument of an analysis gets its value. */
export type ArgumentSource =
  | { readonly value: string }
  | {
      readonly valueFrom:
        | { readonly podTemplateHashValue: 'Latest' | 'Stable' }
        | { readonly fieldRef: { readonly fieldPath: string } };
    };
export type Argument = { readonly name: string } & ArgumentSource;

export interface AnalysisRef {
  readonly templates: readonly { readonly templateName: string }[];
  readonly args?: readonly Argument[];
}

export type CanaryStep =
  | { readonly setWeight: number }
  | { readonly pause: { readonly duration: Period } }
  | { readonly analysis: AnalysisRef };

export type TrafficRouting =
  | { readonly nginx: { readonly stableIngress: string } }
  | {
      readonly plugins: {
        readonly 'argoproj-labs/gatewayAPI': { readonly httpRoute: string; readonly namespace: string };
      };
    };

export interface Canary {
  readonly canaryService: string;
  readonly stableService: string;
  readonly canaryMetadata: { readonly labels: Readonly<Record<string, string>> };
  readonly stableMetadata: { readonly labels: Readonly<Record<string, string>> };
  readonly maxSurge: number;
  readonly maxUnavailable: number;
  readonly antiAffinity?:
    | { readonly requiredDuringSchedulingIgnoredDuringExecution: Readonly<Record<never, never>> }
    | { readonly preferredDuringSchedulingIgnoredDuringExecution: { readonly weight: number } };
  readonly trafficRouting?: TrafficRouting;
  readonly abortScaleDownDelaySeconds?: number;
  readonly analysis: AnalysisRef & { readonly startingStep: number };
  readonly steps: readonly CanaryStep[];
}

export interface Rollout {
  readonly apiVersion: Api;
  readonly kind: 'Rollout';
  readonly metadata: ObjectMeta;
  readonly spec: {
    readonly replicas: number;
    readonly revisionHistoryLimit: number;
    readonly minReadySeconds: number;
    readonly progressDeadlineSeconds: number;
    readonly progressDeadlineAbort: boolean;
    readonly rollbackWindow?: { readonly revisions: number };
    readonly selector: LabelSelector;
    readonly template: PodTemplateSpec;
    readonly strategy: { readonly canary: Canary };
  };
}

export type Provider =
  | {
      readonly prometheus: { readonly address: string; readonly query: string; readonly timeout: number };
    }
  | { readonly web: { readonly url: string; readonly timeoutSeconds: number; readonly jsonPath?: string } }
  | { readonly job: { readonly spec: JobSpec } };

export interface Metric {
  readonly name: string;
  readonly interval?: Period;
  readonly count?: number;
  /** Of a measurement; neither of the two: it is inconclusive. */
  readonly successCondition?: string;
  readonly failureCondition?: string;
  /** So many failed measurements are overlooked; -1: none ends the run, and only `consecutiveSuccessLimit` counts. */
  readonly failureLimit?: number;
  readonly inconclusiveLimit?: number;
  readonly consecutiveErrorLimit?: number;
  readonly consecutiveSuccessLimit?: number;
  readonly provider: Provider;
}

export interface AnalysisTemplate {
  readonly apiVersion: Api;
  readonly kind: 'AnalysisTemplate';
  readonly metadata: ObjectMeta;
  readonly spec: {
    readonly args?: readonly { readonly name: string; readonly value?: string }[];
    readonly metrics: readonly Metric[];
  };
}
