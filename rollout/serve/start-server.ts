// The decision server as a whole: its folder, its looks, its routes, its end.
import { createAdaptorServer } from '@hono/node-server';
import { isLoopback } from '../../lib/core/options/address.ts';
import { OptionError } from '../../lib/core/options/option-error.ts';
import { toMessage } from '../../lib/core/text/message.ts';
import type { Policy } from '../decision/policy-schema.ts';
import { toJournalHistory } from '../facts/history.ts';
import { type CheckOptions, createReleaseCheck } from '../facts/release-check.ts';
import { ANSWERED, createGuardTallies } from '../measure/guard-tallies.ts';
import { measure, type Sources } from '../measure/measure.ts';
import { type AppOptions, createDecisionApp } from './app.ts';
import type { DecisionRecorder } from './evidence.ts';
import { openJournal } from './journal.ts';
import { createDecisionMetrics, type DecisionMetrics } from './metrics.ts';
import { openStore } from './store.ts';
import { createWatch, type Decided } from './watch.ts';

/** What is measured beside the guards' counts. */
type OtherSources = Omit<Sources, 'guards'>;

export interface ServerOptions extends Pick<AppOptions, 'token'> {
  readonly host: string;
  /** 0: any port that is free. */
  readonly port: number;
  readonly stateDir: string;
  readonly policy: Policy;
  readonly sources: OtherSources;
  /** Traffic guards stand before the service, and what they count is compared, too. */
  readonly hasGuards: boolean;
  /** Events are counted from so much before the first question on, in ms. */
  readonly countBackMs: number;
  /** What releases are held to beside the policy; undefined where nothing is. */
  readonly release?: Pick<CheckOptions, 'policy' | 'sources' | 'history'> | undefined;
  /** Signs what is decided; left out where nothing is signed. */
  readonly recorder?: DecisionRecorder | undefined;
  readonly tell: (line: string) => void;
}

export interface DecisionServer {
  /** Where it listens. */
  readonly url: string;
  /** Calls back at every decision that is news. Gives the end of it. */
  subscribe(callback: (decided: Decided) => void): () => void;
  close(): Promise<void>;
}

const CLOSE_MS = 500;

/**
 * Starts the server. What an earlier one knew goes on from its folder.
 * @throws OptionError where the folder or the port cannot be had
 */
export async function startDecisionServer(options: ServerOptions): Promise<DecisionServer> {
  const { host, stateDir, policy, hasGuards, countBackMs, recorder, tell, token, release } = options;
  const tallies = createGuardTallies(Date.now);
  const sources: Sources = { ...options.sources, ...(hasGuards ? { guards: tallies } : {}) };
  const store = await openStore(stateDir);
  const journal = await openJournal(stateDir);
  const { known, unusable } = await store.readAll();
  for (const file of unusable) tell(`${file} cannot be used, and is left out: that canary begins anew`);
  const asked = {
    counts: sources.prometheus !== undefined,
    usage: sources.prometheus !== undefined,
    flows: sources.prober !== undefined,
    gate: sources.gate !== '',
  };
  let metrics: DecisionMetrics | undefined;
  const watch = createWatch(
    {
      policy,
      slos: [...sources.monitored.slos, ...(hasGuards ? [ANSWERED] : [])],
      look: async (about, state) => {
        const measurements = await measure(sources, about, state, policy);
        metrics?.countLook(measurements, asked);
        return measurements;
      },
      release:
        release &&
        createReleaseCheck({
          ...release,
          // Without a log of evidence the server's own journal says what it has let go forward, and taken back.
          history: release.history ?? (async (canary) => toJournalHistory(journal.rows(), canary)),
          tell,
        }),
      store,
      journal,
      recorder,
      tell,
      now: Date.now,
      countBackMs,
    },
    known,
  );
  metrics = createDecisionMetrics(watch, journal.rows());
  watch.subscribe(metrics.count);
  const app = createDecisionApp(watch, journal, metrics, tallies, { token, isLocal: isLoopback(host) });
  const server = createAdaptorServer({ fetch: app.fetch });
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(options.port, host, resolve);
    });
  } catch (error) {
    await watch.close();
    throw new OptionError(
      `cannot listen on ${host}:${options.port} (${toMessage(error)}); give ROLLOUT_HOST and ROLLOUT_PORT others`,
    );
  }
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : options.port;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    subscribe: watch.subscribe,
    async close() {
      await watch.close();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        setTimeout(() => 'closeAllConnections' in server && server.closeAllConnections(), CLOSE_MS).unref();
        if ('closeIdleConnections' in server) server.closeIdleConnections();
      });
    },
  };
}
