// What the prober shows of itself: /metrics, /healthz and /v1/flows.
import { once } from 'node:events';
import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { OptionError } from '../../lib/core/options/option-error.ts';
import type { FlowOutcome } from '../flows/play/flow-result.ts';
import type { ProberMetrics } from './metrics.ts';
import type { Prober, ProbeView } from './prober.ts';

export interface ProberApp {
  readonly prober: Prober;
  readonly metrics: ProberMetrics;
  readonly environment: string;
  readonly now: () => number;
  /** Why what must survive a restart could not be written; '' where it was. */
  readonly trouble: () => string;
}

/** What is told of a flow. `never`: it was not played yet. */
interface ShownFlow {
  readonly id: string;
  readonly environment: string;
  readonly target: string;
  readonly slo: string;
  readonly outcome: FlowOutcome | 'never';
  readonly because: string;
  /** When the last run ended; null for never. */
  readonly at: string | null;
  readonly ageS: number | null;
  readonly everyS: number;
  /** Of the last runs, 20 at most. */
  readonly recent: Readonly<Record<FlowOutcome, number>>;
  /** The same runs one by one, the newest last: who asks about a version counts those since it is there. */
  readonly runs: readonly {
    readonly outcome: FlowOutcome;
    readonly startedAt: string;
    /** Only where it failed since nothing came back. */
    readonly unreached?: true;
  }[];
}

/** A flow as /v1/flows tells it. */
export function toShownFlow(
  { probe, last, recent }: ProbeView,
  environment: string,
  nowMs: number,
): ShownFlow {
  const count = (outcome: FlowOutcome) => recent.filter((one) => one.outcome === outcome).length;
  return {
    id: probe.flow,
    environment,
    target: probe.target,
    slo: probe.slo.id,
    outcome: last?.outcome ?? 'never',
    because: last?.because ?? '',
    at: last ? new Date(last.endedAtMs).toISOString() : null,
    ageS: last ? Math.max(0, (nowMs - last.endedAtMs) / 1000) : null,
    everyS: probe.table.everyMs / 1000,
    recent: { pass: count('pass'), fail: count('fail'), inconclusive: count('inconclusive') },
    runs: recent.map(({ outcome, unreached, startedAtMs }) => ({
      outcome,
      startedAt: new Date(startedAtMs).toISOString(),
      ...(unreached ? { unreached } : {}),
    })),
  };
}

/** The app, testable without a socket. */
export function createProberApp({ prober, metrics, environment, now, trouble }: ProberApp) {
  const app = new Hono();
  app.use(async (c, next) => {
    await next();
    c.header('x-content-type-options', 'nosniff');
    c.header('cache-control', 'no-store');
  });
  app.get('/healthz', (c) => {
    const stall = prober.findStall();
    const saved = trouble();
    const body = { status: stall === '' ? 'ok' : 'stalled', stall, state: saved === '' ? 'saved' : saved };
    return c.json(body, stall === '' ? 200 : 503);
  });
  app.get('/v1/flows', (c) =>
    c.json({ flows: prober.views().map((view) => toShownFlow(view, environment, now())) }),
  );
  app.get('/metrics', async (c) =>
    c.body(await metrics.toText(), 200, { 'content-type': metrics.contentType }),
  );
  app.notFound((c) =>
    c.json({ error: 'NOT_FOUND', message: 'there are /v1/flows, /metrics and /healthz' }, 404),
  );
  return app;
}

/** Listens. @throws OptionError where it cannot */
export async function listen(
  app: ReturnType<typeof createProberApp>,
  host: string,
  port: number,
): Promise<{ readonly url: string; readonly close: () => void }> {
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new OptionError(
      `the prober cannot listen at ${host}:${port} (${why}); give another --port or --host`,
    );
  }
  const address = server.address();
  const at = address === null || typeof address === 'string' ? port : address.port;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${at}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
