// The service's own numbers, for Prometheus. Rates are shares of the requests since start.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { CONVERSATION_ROUTES } from './defects/switchboard.ts';
import { createTenants } from './tenant.ts';

/** How one upstream call ended. */
export type UpstreamOutcome = 'ok' | 'timeout' | 'reset' | 'error';

/** A stage of the conversation, as counted in `aurora_skin_flow_total`. */
export type Stage = 'profile' | 'photo' | 'analysis' | 'reco' | 'chat' | 'bootstrap';

/** How a stage ended for the user. */
export type StageOutcome =
  | 'ok'
  | 'low_confidence'
  | 'timeout_degraded'
  | 'guard_fallback'
  | 'gated'
  | 'blocked'
  | 'rejected';

/** What the routes report to, and where it is read. */
export type BffMetrics = {
  /** The tenant that the value of a header stands for: what the next three take. */
  readonly toTenant: (header: string | undefined) => string;
  readonly countFlow: (tenant: string, stage: Stage, outcome: StageOutcome) => void;
  /** A lookup of what is remembered of a user; a hit where it found what the answer rests on. */
  readonly countLookup: (tenant: string, isHit: boolean) => void;
  readonly startUpstreamCall: (tenant: string, route: string) => (outcome: UpstreamOutcome) => void;
  readonly observeHttp: (route: string, status: number, durationMs: number) => void;
  readonly countDefect: (id: string) => void;
  readonly toText: () => Promise<string>;
  readonly contentType: string;
};

// From a healthy 10 ms to past the 12 s analysis budget.
const DURATION_BUCKETS_S = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 12, 16];

const UPSTREAM_ROUTES = ['/v1/analysis/skin', '/v1/chat'];
const UPSTREAM_OUTCOMES: readonly UpstreamOutcome[] = ['ok', 'timeout', 'reset', 'error'];
/** How each stage may end. */
const STAGE_OUTCOMES: Readonly<Record<Stage, readonly StageOutcome[]>> = {
  profile: ['ok'],
  photo: ['ok', 'rejected'],
  analysis: ['ok', 'low_confidence', 'timeout_degraded'],
  reco: ['ok', 'low_confidence', 'timeout_degraded', 'guard_fallback', 'gated', 'blocked'],
  chat: ['ok'],
  bootstrap: ['ok'],
};

/** Makes a registry of its own, so that several services can live in one test; `processMetrics` adds CPU, heap, lag. */
export function createBffMetrics({ processMetrics = false } = {}): BffMetrics {
  const registry = new Registry();
  const registers = [registry];
  if (processMetrics) collectDefaultMetrics({ register: registry });

  const calls = new Counter({
    name: 'aurora_skin_upstream_calls_total',
    help: 'Calls to the decision upstream, by how they ended.',
    labelNames: ['route', 'outcome', 'tenant'],
    registers,
  });
  const callDuration = new Histogram({
    name: 'aurora_skin_upstream_duration_seconds',
    help: 'How long calls to the decision upstream took, whatever their end.',
    buckets: DURATION_BUCKETS_S,
    registers,
  });
  const inFlight = new Gauge({
    name: 'aurora_skin_upstream_in_flight',
    help: 'Calls to the decision upstream that wait for an answer now.',
    registers,
  });
  const flow = new Counter({
    name: 'aurora_skin_flow_total',
    help: 'Stages of the conversation, by how they ended for the user.',
    labelNames: ['stage', 'outcome', 'tenant'],
    registers,
  });
  const lookups = new Counter({
    name: 'aurora_skin_cache_requests_total',
    help: 'Lookups of what is remembered of a user, by whether they found what the answer rests on.',
    labelNames: ['outcome', 'tenant'],
    registers,
  });
  const http = new Histogram({
    name: 'aurora_http_request_duration_seconds',
    help: 'How long answers took, by route and status.',
    labelNames: ['route', 'status'],
    buckets: DURATION_BUCKETS_S,
    registers,
  });
  const defects = new Counter({
    name: 'aurora_defect_applied_total',
    help: 'How often a switched-on defect changed an answer.',
    labelNames: ['id'],
    registers,
  });

  const seen = { analysis: 0, reco: 0 };
  const bad = { analysisTimeout: 0, recoTimeout: 0, guard: 0 };
  const addRate = (name: string, help: string, readRatio: () => number): void => {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(readRatio());
      },
    });
  };
  addRate(
    'aurora_skin_analysis_timeout_degraded_rate',
    'Share of analyses since start that were degraded.',
    () => bad.analysisTimeout / Math.max(1, seen.analysis),
  );
  addRate(
    'aurora_skin_reco_timeout_degraded_rate',
    'Share of recommendation chats since start that were degraded.',
    () => bad.recoTimeout / Math.max(1, seen.reco),
  );
  addRate(
    'aurora_skin_reco_output_guard_fallback_rate',
    'Share of recommendation chats since start that the output guard had to replace.',
    () => bad.guard / Math.max(1, seen.reco),
  );

  // A counter that was never touched does not exist for its reader, and a rate needs the value before the first event.
  for (const route of CONVERSATION_ROUTES) http.zero({ route, status: 200 });
  const toTenant = createTenants((tenant) => {
    for (const route of UPSTREAM_ROUTES) {
      for (const outcome of UPSTREAM_OUTCOMES) calls.inc({ route, outcome, tenant }, 0);
    }
    for (const [stage, outcomes] of Object.entries(STAGE_OUTCOMES)) {
      for (const outcome of outcomes) flow.inc({ stage, outcome, tenant }, 0);
    }
    for (const outcome of ['hit', 'miss']) lookups.inc({ outcome, tenant }, 0);
  });

  return {
    toTenant,
    countFlow: (tenant, stage, outcome) => {
      flow.inc({ stage, outcome, tenant });
      if (stage === 'analysis') {
        seen.analysis += 1;
        if (outcome === 'timeout_degraded') bad.analysisTimeout += 1;
      }
      if (stage === 'reco') {
        seen.reco += 1;
        if (outcome === 'timeout_degraded') bad.recoTimeout += 1;
        if (outcome === 'guard_fallback') bad.guard += 1;
      }
    },
    countLookup: (tenant, isHit) => lookups.inc({ outcome: isHit ? 'hit' : 'miss', tenant }),
    startUpstreamCall: (tenant, route) => {
      inFlight.inc();
      const stopTimer = callDuration.startTimer();
      return (outcome) => {
        inFlight.dec();
        stopTimer();
        calls.inc({ route, outcome, tenant });
      };
    },
    observeHttp: (route, status, durationMs) => http.observe({ route, status }, durationMs / 1_000),
    countDefect: (id) => defects.inc({ id }),
    toText: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
