// The feed's own numbers, for Prometheus; read when they are asked for.
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { DROP_REASONS } from './client.ts';
import type { FeedState } from './feed.ts';

export interface FeedMetrics {
  toText(): Promise<string>;
  readonly contentType: string;
}

const LINE_KINDS = ['rows', 'malformed', 'oversized', 'unknown'] as const;
const ROTATIONS = ['renamed', 'truncated'] as const;

/** Metrics that read `state` at each scrape; `processMetrics` adds CPU, memory and event loop lag. */
export function createFeedMetrics(state: () => FeedState, { processMetrics = true } = {}): FeedMetrics {
  const registry = new Registry();
  const registers = [registry];
  if (processMetrics) collectDefaultMetrics({ register: registry });
  const gauge = (name: string, help: string, read: (now: FeedState) => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read(state()));
      },
    });
  const counter = <K extends string>(
    name: string,
    help: string,
    label: string,
    kinds: readonly K[],
    read: (now: FeedState, kind: K) => number,
  ) =>
    new Counter({
      name,
      help,
      labelNames: [label],
      registers,
      collect() {
        this.reset();
        for (const kind of kinds) this.inc({ [label]: kind }, read(state(), kind));
      },
    });
  gauge('aurora_live_clients', 'Readers of the stream now.', ({ clients }) => clients);
  gauge('aurora_live_journal_present', 'Whether the journal lies where it should.', ({ journal }) =>
    journal.present ? 1 : 0,
  );
  counter(
    'aurora_live_lines_total',
    'Lines of the journal, by what they were.',
    'kind',
    LINE_KINDS,
    (now, kind) => now.counts[kind],
  );
  counter(
    'aurora_live_rotations_total',
    'Rotations of the journal, by how.',
    'how',
    ROTATIONS,
    (now, how) => now.counts[how],
  );
  counter(
    'aurora_live_dropped_total',
    'Readers the feed let go, by why.',
    'reason',
    DROP_REASONS,
    (now, reason) => now.dropped[reason],
  );
  return { toText: () => registry.metrics(), contentType: registry.contentType };
}
