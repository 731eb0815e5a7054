// The alert rules, as data: what each looks at, how grave it is, and what whoever is on call does about it.
import type { ProbeCountId } from './figures-schema.ts';

export const SEVERITIES = ['warn', 'high'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What makes a rule fire. */
export type Trigger =
  /** Any of the judged answers raised this counter. */
  | { readonly kind: 'any'; readonly of: ProbeCountId; readonly what: string }
  /** Requests failed in so many runs within the window, this one included. */
  | { readonly kind: 'failing_runs'; readonly runs: number }
  /** Every failed request of this run was an infra flake, and no other run in the window failed. */
  | { readonly kind: 'only_flakes' }
  /** The variants do not come in their shares; judged from so many samples on. */
  | { readonly kind: 'split'; readonly minSamples: number };

export interface AlertRule {
  readonly id: string;
  readonly severity: Severity;
  readonly why: string;
  /** The first thing to do; docs/probe.md has the rest. */
  readonly action: string;
  readonly trigger: Trigger;
}

export const ALERT_RULES = [
  {
    id: 'meta_missing',
    severity: 'high',
    why: 'an answer without meta came around the rollout, or the envelope lost it',
    action: 'page, freeze the ramp',
    trigger: { kind: 'any', of: 'meta_null_count', what: 'answers without meta' },
  },
  {
    id: 'header_meta_mismatch',
    severity: 'high',
    why: 'headers and meta disagree, or something on the way strips headers: nobody can tell who got which variant',
    action: 'page, freeze the ramp',
    trigger: { kind: 'any', of: 'mismatch_count', what: 'answers whose headers differ from meta' },
  },
  {
    id: 'bucket_out_of_range',
    severity: 'high',
    why: 'a bucket outside 0 to 99 is a bug in hashing or parsing',
    action: 'page, freeze the ramp',
    trigger: { kind: 'any', of: 'bucket_out_of_range_count', what: 'answers with a bucket outside 0 to 99' },
  },
  {
    id: 'elevated_failures',
    severity: 'high',
    why: 'failures that are there again in the next run are no flake',
    action: 'page, freeze the ramp',
    trigger: { kind: 'failing_runs', runs: 2 },
  },
  {
    id: 'infra_flake_single_run',
    severity: 'warn',
    why: 'a CDN or firewall in between refuses a request now and then',
    action: 'observe the next run, do not page',
    trigger: { kind: 'only_flakes' },
  },
  {
    id: 'variant_split_drift',
    severity: 'warn',
    why: 'users do not get the variants in the shares that were set',
    action: 'check the rollout variables and the bucket mapping',
    trigger: { kind: 'split', minSamples: 300 },
  },
] as const satisfies readonly AlertRule[];

export type AlertId = (typeof ALERT_RULES)[number]['id'];
