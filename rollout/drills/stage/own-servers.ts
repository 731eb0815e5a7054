// The decision server and the prober of a drill, in its own process, in the network of the cluster.
import { join } from 'node:path';
import type { Monitored } from '../../../lib/core/monitoring/monitored.ts';
import { parsePrometheusTarget } from '../../../lib/core/monitoring/prometheus-options.ts';
import { createCleanup } from '../../../lib/node/process/cleanup.ts';
import type { LoadedService } from '../../../lib/node/service/load-service.ts';
import { withComparisonBounds, withComparisons } from '../../measure/comparisons.ts';
import { type DecisionServer, startDecisionServer } from '../../serve/start-server.ts';
import { toVersionUrl } from '../../values/addresses.ts';
import { pickPolicy } from '../../values/pick-policy.ts';
import type { Values } from '../../values/values-schema.ts';
import { toDrillPolicy } from '../policy.ts';
import { startProber } from './probers.ts';

/** The servers of a drill, wherever they run. */
export interface StageServers {
  readonly decisions: Pick<DecisionServer, 'subscribe'>;
  close(): Promise<void>;
}

/**
 * Starts both at the addresses of the values.
 * @param options.canaryUrl where the prober finds the canary; its own Service where left out
 * @throws OptionError where an address cannot be had
 */
export async function startOwnServers(options: {
  readonly loaded: LoadedService;
  readonly monitored: Monitored;
  readonly values: Values;
  readonly canaryUrl: string | undefined;
  readonly seed: number;
  readonly dir: string;
  readonly say: (line: string) => void;
  readonly stop: AbortSignal;
}): Promise<StageServers> {
  const { loaded, monitored, values, canaryUrl, seed, dir, say, stop } = options;
  const cleanup = createCleanup();
  const toPlace = (url: string) => {
    const { hostname, port } = new URL(url);
    return { host: hostname, port: Number(port) };
  };
  try {
    const decisions = await startDecisionServer({
      ...toPlace(values.addresses.decision),
      token: undefined,
      stateDir: join(dir, 'decisions'),
      policy: withComparisonBounds(toDrillPolicy(pickPolicy(values)), monitored),
      sources: {
        monitored: withComparisons(monitored),
        prometheus: parsePrometheusTarget({
          PROMETHEUS_URL: values.addresses.prometheus,
          PROMETHEUS_TOKEN: '',
        }),
        prober: {
          name: 'Prober',
          url: values.addresses.prober,
          urlEnv: 'PROBER_URL',
          token: '',
          tokenEnv: 'PROBER_TOKEN',
          stop,
        },
        gate: '',
        inFlight: '',
        hashLabel: 'hash',
        environment: values.environment,
      },
      hasGuards: values.guard !== undefined,
      countBackMs: 30_000,
      tell: say,
    });
    cleanup.add(() => decisions.close());
    const targets = {
      canary: canaryUrl ?? toVersionUrl(values, 'canary'),
      stable: toVersionUrl(values, 'stable'),
    };
    cleanup.add(await startProber({ loaded, targets, ...toPlace(values.addresses.prober), seed, dir, say }));
    return { decisions, close: () => cleanup.run() };
  } catch (error) {
    await cleanup.run().catch(() => {});
    throw error;
  }
}
