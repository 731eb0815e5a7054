// What a run needs around k6: the embedded stack where there is no BASE, and Toxiproxy where there is chaos.

import type { OptionValues } from '../../core/options/option.ts';
import { OptionError } from '../../core/options/option-error.ts';
import type { Plan } from '../../core/plan/plan.ts';
import { createConnectionCount } from '../chaos/accepted-connections.ts';
import type { ChaosOptions } from '../chaos/chaos.ts';
import { heal } from '../chaos/chaos.ts';
import { type StartAgent, startDisruptorAgent } from '../chaos/disruptor-agent.ts';
import { takeHold } from '../chaos/hold.ts';
import { connectToxiproxy, type ProxySpec, TOXIC_PREFIX, type ToxiproxyClient } from '../chaos/toxiproxy.ts';
import { startToxiproxy } from '../chaos/toxiproxy-process.ts';
import { readUpstreamTotals } from '../chaos/upstream-reading.ts';
import type { RunNote } from '../leftovers/notes.ts';
import type { Cleanup } from '../process/cleanup.ts';
import { markProcess } from '../process/look.ts';
import type { RunFiles } from '../run-folder/run-files.ts';
import type { LoadedService } from '../service/load-service.ts';
import { type Service, startService, startUpstream, toHostPort } from '../stack/stack.ts';

export const PROXY_NAME = 'aurora_upstream';
const EDGE_PROXY_NAME = 'aurora_edge';

export interface SurroundingsOptions {
  readonly loaded: LoadedService;
  readonly plan: Plan;
  readonly files: Pick<RunFiles, 'stackLog' | 'toxiproxyLog'>;
  /** The Toxiproxy binary to start, where there is to be chaos; undefined: one that already answers at TOXIPROXY_API_URL. */
  readonly toxiproxy: string | undefined;
  /** The disruptor's agent, where a fault of the plan needs it. */
  readonly agent?: string | undefined;
  readonly cleanup: Cleanup;
  readonly state: RunNote;
  /** The run that nobody else may use its Toxiproxy beside; undefined where any may, as that of `npm run up`. */
  readonly holdFor?: string;
  /** The port of the embedded service; 0 takes a free one. */
  readonly servicePort?: number;
  /** Where others than this machine find the embedded service. @default 127.0.0.1 */
  readonly host?: string;
}

type Chaos = Omit<ChaosOptions, 'slots' | 'faults' | 'write'>;

export interface Surroundings {
  /** Option values that are known now that everything is up. */
  readonly options: OptionValues;
  readonly chaos: Chaos | undefined;
  /** What was found on a Toxiproxy that somebody else left ill, and what was done about it. */
  readonly found: readonly string[];
}

/** Starts what `plan` needs around k6; everything started is undone by `cleanup`, toxics first. */
export async function startSurroundings(options: SurroundingsOptions): Promise<Surroundings> {
  const { loaded, plan, files, cleanup, state } = options;
  const keep = async (name: string, service: Service) => {
    cleanup.add(async () => void (await service.child.stop()));
    await state.addChild(name, service.child.pid);
    return service;
  };
  if (plan.base !== '') {
    const name = plan.chaos.leg === 'edge' ? EDGE_PROXY_NAME : PROXY_NAME;
    const proxy = { name, listen: plan.chaos.listen, upstream: plan.chaos.upstream };
    const started = plan.chaos.enabled
      ? await startChaos(options, proxy, plan.metricsUrl || `${plan.base}/metrics`)
      : undefined;
    return { options: { BASE: plan.base }, chaos: started?.chaos, found: started?.found ?? [] };
  }
  const start = async (upstreamUrl: string | undefined) =>
    keep(
      'service',
      await startService(loaded, {
        upstreamUrl,
        defects: plan.defects,
        logFile: files.stackLog,
        port: options.servicePort ?? 0,
        ...(options.host === undefined ? {} : { host: options.host }),
      }),
    );
  // The service that calls its upstream by way of a proxy is told the address of that, which is known by now: both start at once.
  const byProxy =
    plan.chaos.enabled && plan.chaos.leg === 'upstream' && loaded.service.reference?.upstream !== undefined
      ? start(`http://${plan.chaos.listen}`)
      : undefined;
  // Told where it is waited for. Whatever happens until then, nothing is ended before it is up, and so can be ended too.
  byProxy?.catch(() => {});
  cleanup.add(async () => void (await byProxy?.catch(() => {})));
  const upstream = await startUpstream(loaded, files.stackLog);
  if (upstream) await keep('upstream', upstream);
  if (plan.chaos.enabled && plan.chaos.leg === 'edge') {
    const service = await start(upstream?.url);
    const serviceHost = toHostPort(service.url);
    const proxy = { name: EDGE_PROXY_NAME, listen: plan.chaos.listen, upstream: serviceHost };
    const started = await startChaos(options, proxy, `${service.url}/metrics`);
    return { options: { BASE: service.url, TOXIPROXY_UPSTREAM: serviceHost }, ...started };
  }
  if (!upstream) {
    if (plan.chaos.enabled)
      throw new OptionError(
        `TOXIPROXY_ENABLED: the embedded ${loaded.service.id} has no upstream; give CHAOS=edge, or leave chaos out`,
      );
    const service = await start(undefined);
    // By an upstream that is itself a run is known for one of the embedded stack, whose addresses are free ones.
    const itself = { BASE: service.url, TOXIPROXY_UPSTREAM: toHostPort(service.url) };
    return { options: itself, chaos: undefined, found: [] };
  }
  const upstreamHost = toHostPort(upstream.url);
  const proxy = { name: PROXY_NAME, listen: plan.chaos.listen, upstream: upstreamHost };
  // The metrics of the service are read at an address that is known only when it is up.
  let metricsUrl = '';
  const started = plan.chaos.enabled ? await startChaos(options, proxy, () => metricsUrl) : undefined;
  const service = await (byProxy ?? start(upstream.url));
  metricsUrl = plan.metricsUrl || `${service.url}/metrics`;
  return {
    options: { BASE: service.url, TOXIPROXY_UPSTREAM: upstreamHost, METRICS_URL: metricsUrl },
    chaos: started?.chaos,
    found: started?.found ?? [],
  };
}

async function startChaos(
  { loaded, plan, files, cleanup, state: note, toxiproxy, agent, holdFor }: SurroundingsOptions,
  proxy: ProxySpec,
  metricsUrl: string | (() => string),
): Promise<{ readonly chaos: Chaos; readonly found: readonly string[] }> {
  const { apiUrl } = plan.chaos;
  let client = connectToxiproxy({ apiUrl });
  const server = toxiproxy
    ? await startToxiproxy({
        binary: toxiproxy,
        apiUrl,
        logFile: files.toxiproxyLog,
        notePid: (pid) => note.addChild('toxiproxy', pid),
      })
    : undefined;
  if (server) cleanup.add(() => server.stop());
  const hold =
    holdFor === undefined
      ? undefined
      : await takeHold(apiUrl, { owner: await markProcess(process.pid), runDir: holdFor });
  if (hold) cleanup.add(() => hold.release());
  if (!server) await note.setProxy({ apiUrl, ...proxy });
  const ownProcess = server && {
    async restart(): Promise<ToxiproxyClient> {
      await server.restart();
      // Without it another run may come; without the rest nothing is healed.
      await hold?.renew().catch(() => {});
      client = connectToxiproxy({ apiUrl });
      return client;
    },
  };
  const countConnections = server && createConnectionCount(files.toxiproxyLog, proxy.name);
  const startAgent: StartAgent = async (upstream, errors, forSec) => {
    if (agent === undefined) throw new Error('no agent was made ready for this run');
    const started = await startDisruptorAgent({
      binary: agent,
      upstream,
      errors,
      forSec,
      logFile: files.stackLog,
      notePid: (pid) => note.addChild('disruptor-agent', pid),
    });
    cleanup.add(() => started.stop());
    return started;
  };
  const chaos = {
    client,
    proxy,
    startAgent,
    ...(ownProcess ? { ownProcess } : {}),
    readUpstream: async () => {
      const totals = await readUpstreamTotals(
        loaded.service.upstreamMetrics,
        typeof metricsUrl === 'string' ? metricsUrl : metricsUrl(),
        client,
        proxy.name,
      );
      const connections = await countConnections?.().catch(() => undefined);
      return connections === undefined ? totals : { ...totals, connections };
    },
  };
  const state = await client.ensureProxy(proxy).catch((error: unknown) => {
    throw new OptionError(error instanceof Error ? error.message : String(error));
  });
  // Found at the start: what a killed run, or a hand, left on a Toxiproxy that is not ours to restart.
  const found = state === 'enabled' ? [`found ${proxy.name} disabled: enabled it again`] : [];
  const toxics = (await client.readToxics(proxy.name)).filter(({ name }) => name.startsWith(TOXIC_PREFIX));
  if (toxics.length > 0) {
    const { why } = await heal(chaos);
    found.push(`found toxics on ${proxy.name}: ${why}`);
  }
  cleanup.add(async () => {
    // On a Toxiproxy of another's, which was out of reach, a toxic may be left.
    if (!(await heal(chaos)).healed) note.keep();
  });
  return { chaos, found };
}
