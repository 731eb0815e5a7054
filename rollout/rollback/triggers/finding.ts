// What a rollback can be started by, and whether it is: pure.

/** What each looks at. */
const TRIGGER_DOCS = {
  'slo-burn':
    'an alert of the monitoring that an error budget burns fast fires in Prometheus, and began after the version did',
  alert: 'Alertmanager posted such an alert to `/v1/alerts`',
  probes: 'a synthetic flow against the version failed twice in a row',
  gate: 'the newest run of the gate against the version failed',
  decision:
    'the decision server says abort or rollback of the version, also because the release policy wants it taken back',
  hook: 'somebody asked for it by a webhook',
  cli: 'somebody asked for it by the command',
} as const;
export type Trigger = keyof typeof TRIGGER_DOCS;

/** What one of them found. `unknown`: it could not be told, and nothing follows from it. */
export interface Finding {
  readonly trigger: Trigger;
  readonly outcome: 'bad' | 'fine' | 'unknown';
  readonly text: string;
}

/** The version that may be taken back by itself: a canary, or one that was promoted of late. */
export interface Candidate {
  readonly version: string;
  /** Epoch ms. */
  readonly beganAtMs: number;
  /** When it got all the users; null for a canary. */
  readonly promotedAtMs: number | null;
}

/** True while a version is watched: as a canary, and for the bake time after its promotion. */
export const isWatched = ({ promotedAtMs }: Candidate, bakeMs: number, nowMs: number): boolean =>
  promotedAtMs === null || nowMs - promotedAtMs <= bakeMs;

/**
 * Whether a rollback starts. One finding is enough: each of them has its own way to be sure. What cannot be told starts none.
 * @returns undefined where none does
 */
export function decideStart(
  candidate: Candidate | undefined,
  findings: readonly Finding[],
  bakeMs: number,
  nowMs: number,
): { readonly trigger: Trigger; readonly reasons: readonly string[] } | undefined {
  if (candidate === undefined || !isWatched(candidate, bakeMs, nowMs)) return undefined;
  const bad = findings.filter(({ outcome }) => outcome === 'bad');
  const [first] = bad;
  return first && { trigger: first.trigger, reasons: bad.map(({ trigger, text }) => `${trigger}: ${text}`) };
}
