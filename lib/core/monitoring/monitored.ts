// What a service shows of itself to Prometheus, as its folder says it (`services/<id>/monitoring.ts`, exported as MONITORED). From it
// come its recording rules, alerts and dashboard.
import type { Id } from '../service/service.ts';

/** Counters of Prometheus, picked by name and labels: `name` or `name{label="value"}`. */
export type Selector = string;

/** The three shares of which the composite health is made. */
export const SHARE_IDS = ['effectiveness', 'utilisation', 'low_confidence'] as const;
export type ShareId = (typeof SHARE_IDS)[number];

/** How much of one counter is in another. */
export interface Share {
  /** As a panel is headed: `Cache hits`. */
  readonly title: string;
  /** What it is the share of, in one sentence. */
  readonly meaning: string;
  readonly part: Selector;
  readonly whole: Selector;
}

/** What a service level objective counts. */
export interface Slo {
  readonly id: Id;
  readonly title: string;
  /** The promise in words. */
  readonly why: string;
  /** The share of good events that is promised (0..1), in any 30 days. */
  readonly objectiveRatio: number;
  /** The events that break it; those that keep it where only these can be counted. Exactly one of the two is given. */
  readonly bad?: Selector;
  readonly good?: Selector;
  readonly all: Selector;
}

/**
 * Events by which two versions are compared, and which nobody promised a share of: what a version that answers sooner, since it does less
 * than the one before it, does less of. They have neither an alert nor a budget.
 */
export interface Comparison extends Omit<Slo, 'objectiveRatio'> {
  /** The canary is worse where its share of bad events is larger by more than this. */
  readonly toleranceRatio: number;
  /** It is as good where the difference is less than this. */
  readonly marginRatio: number;
}

/** From where on a figure is a warning, and from where on critical; `below` where small figures are the bad ones. */
export interface Threshold {
  readonly warning: number;
  readonly critical: number;
  readonly bad: 'above' | 'below';
}

/** What a service shows of itself to Prometheus. */
export interface Monitored {
  /** How its recorded series begin, as `aurora` in `aurora:effectiveness_ratio:5m`; in alerts it is capitalised. */
  readonly prefix: Id;
  /** The scrape job of its metrics. */
  readonly job: string;
  /** The label that tells one customer's events from another's; left out where none does. */
  readonly tenantLabel?: string;
  /** Tenants whose alerts page at once: named one by one, since a pattern takes in who is new without anybody's word. */
  readonly vipTenants: readonly string[];
  readonly shares: Readonly<Record<ShareId, Share>>;
  /** The calls that cost money, and what a thousand of them cost in US dollars. */
  readonly cost: { readonly of: Selector; readonly usdPerThousand: number; readonly source: string };
  /** What each good share is worth of the health of 100; their sum is 1. */
  readonly healthWeights: {
    readonly effectiveness: number;
    readonly quality: number;
    readonly efficiency: number;
  };
  /** Of the shares in percent, of the cost in US dollars for 30 days, and of the health of 0 to 100. */
  readonly thresholds: Readonly<Record<ShareId | 'cost' | 'health', Threshold>>;
  /** Bounds of the two alerts that page for a VIP tenant, in percent. */
  readonly vipBounds: { readonly effectiveness: number; readonly low_confidence: number };
  readonly slos: readonly Slo[];
  /** Only where versions of the service are compared: docs/rollout-decision.md. */
  readonly comparisons?: readonly Comparison[];
}
