// What the decision server shows of itself to Prometheus: the series of lib/core/monitoring/rollout-series.ts.
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { DECISION_SERIES, type DecisionSeries } from '../../lib/core/monitoring/rollout-series.ts';
import type { Json } from '../../lib/core/text/json.ts';
import { ACTIONS } from '../decision/decision.ts';
import type { Measurements } from '../decision/measurements.ts';
import type { Override } from '../decision/override.ts';
import type { RolloutName } from './store.ts';
import type { Decided } from './watch.ts';

/** The readings of a look, as a label names their sources. */
const READINGS = { counts: 'counters', usage: 'usage', flows: 'prober', gate: 'gate' } as const;

export interface DecisionMetrics {
  readonly contentType: string;
  toText(): Promise<string>;
  /** A decision that is news. */
  count(decided: Decided): void;
  /** A look, of which each source that was asked and could not be read is counted. */
  countLook(measurements: Measurements, asked: Readonly<Record<keyof typeof READINGS, boolean>>): void;
}

/** What is read at each scrape. */
export interface ToShow {
  shown(): readonly Decided[];
  overrides(): readonly (RolloutName & Override)[];
}

type First = (decided: Pick<Decided, 'namespace' | 'rollout' | 'canary' | 'decision'>) => string;
const toFirstKey: First = ({ namespace, rollout, canary, decision }) =>
  [namespace, rollout, canary, decision].join(' ');

/** @param rows of the journal, of which the first decisions of a canary are taken */
export function createDecisionMetrics(watch: ToShow, rows: readonly Json[]): DecisionMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const first = new Map<string, number>();
  const noteFirst = (decided: Parameters<First>[0] & { readonly at: string }) => {
    const key = toFirstKey(decided);
    if (!first.has(key)) first.set(key, Date.parse(decided.at) / 1_000);
  };
  for (const row of rows) if (row.type === 'decision') noteFirst(row as unknown as Decided);

  const toOptions = (name: DecisionSeries) => ({
    name,
    help: DECISION_SERIES[name].help,
    labelNames: [...DECISION_SERIES[name].labels],
    registers: [registry],
  });
  type Set = (labels: Record<string, string>, value: number) => void;
  const gauge = (name: DecisionSeries, read: (set: Set) => void) =>
    new Gauge({
      ...toOptions(name),
      collect() {
        this.reset();
        read((labels, value) => this.set(labels, value));
      },
    });
  const ofEach = (to: (decided: Decided, set: Set, labels: Record<string, string>) => void) => (set: Set) => {
    for (const decided of watch.shown()) {
      const { namespace, rollout, canary, stable } = decided;
      to(decided, set, { namespace, rollout, canary, stable });
    }
  };
  gauge(
    'rollout_decision_now',
    ofEach(({ decision }, set, labels) => {
      for (const one of ACTIONS) set({ ...labels, decision: one }, one === decision ? 1 : 0);
    }),
  );
  gauge(
    'rollout_decision_taken_timestamp_seconds',
    ofEach(({ at }, set, labels) => set(labels, Date.parse(at) / 1_000)),
  );
  gauge(
    'rollout_decision_first_timestamp_seconds',
    ofEach((decided, set, labels) => {
      for (const decision of ACTIONS) {
        const atSec = first.get(toFirstKey({ ...decided, decision }));
        if (atSec !== undefined) set({ ...labels, decision }, atSec);
      }
    }),
  );
  gauge(
    'rollout_decision_held_seconds',
    ofEach(({ heldS }, set, labels) => set(labels, heldS)),
  );
  gauge(
    'rollout_decision_health',
    ofEach(({ health }, set, labels) => {
      if (health !== null) set(labels, health);
    }),
  );
  gauge('rollout_decision_override', (set) => {
    for (const { namespace, rollout, to } of watch.overrides()) set({ namespace, rollout, decision: to }, 1);
  });
  const changes = new Counter(toOptions('rollout_decision_changes_total'));
  const failures = new Counter(toOptions('rollout_decision_look_failures_total'));
  for (const source of Object.values(READINGS)) failures.inc({ source }, 0);
  const lastOf = new Map<string, string>();
  return {
    contentType: registry.contentType,
    toText: () => registry.metrics(),
    count(decided) {
      noteFirst(decided);
      const { namespace, rollout, canary, decision } = decided;
      const key = `${namespace} ${rollout} ${canary}`;
      // Other reasons for the same are no change.
      if (lastOf.get(key) === decision) return;
      lastOf.set(key, decision);
      changes.inc({ namespace, rollout, decision });
    },
    countLook(measurements, asked) {
      for (const name of Object.keys(READINGS) as (keyof typeof READINGS)[]) {
        if (asked[name] && 'missing' in measurements[name]) failures.inc({ source: READINGS[name] });
      }
    },
  };
}
