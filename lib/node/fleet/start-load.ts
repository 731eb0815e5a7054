// The load of a run: the k6 of this machine, or runners in a cluster.
import { type PrometheusTarget, toK6Output } from '../../core/monitoring/prometheus-options.ts';
import { isLoopback } from '../../core/options/address.ts';
import type { OptionValues } from '../../core/options/option.ts';
import { OptionError } from '../../core/options/option-error.ts';
import { isCounted } from '../../core/plan/place-options.ts';
import type { Plan } from '../../core/plan/plan.ts';
import { NotReachedError } from '../http/preflight.ts';
import { toDirect } from '../http/proxy.ts';
import { openCountedConsole, withCountedConsole } from '../k6/counted-console.ts';
import { startK6 } from '../k6/start-k6.ts';
import type { RunNote } from '../leftovers/notes.ts';
import type { Load } from '../process/child.ts';
import type { Cleanup } from '../process/cleanup.ts';
import { toRunLabels } from '../prometheus/run-monitor.ts';
import type { RunFiles } from '../run-folder/run-files.ts';
import type { LoadedService } from '../service/load-service.ts';
import type { Fleet } from './open-fleet.ts';
import { startFleet } from './start-fleet.ts';

/** Whether others than this machine play the load. */
export const isFleet = ({ runners, segment }: Plan): boolean => runners > 1 && segment === undefined;

/**
 * Where the runners of a fleet find what is started here.
 * @throws OptionError where that is not to be had, and something is; and for addresses by which each runner would mean its own pod
 */
export function requireHost({ host }: Fleet, { base, chaos }: Plan): string {
  if (base !== '' && isLoopback(new URL(base).hostname))
    throw new OptionError(
      `BASE=${base}: by that each runner means its own pod; give an address by which runners reach the service`,
    );
  if (chaos.enabled && chaos.leg === 'edge' && isLoopback(new URL(`http://${chaos.listen}`).hostname))
    throw new OptionError(
      `TOXIPROXY_LISTEN=${chaos.listen}: runners in a cluster do not reach the loopback of this machine; give an ip:port that they reach`,
    );
  if (host !== undefined) return host;
  if (base === '')
    throw new OptionError(
      'BASE is empty: runners in a cluster of your own do not reach the embedded stack of this machine; give the address of the service in that cluster',
    );
  return '127.0.0.1';
}

/** Why BASE cannot be had, for one who plays it by runners elsewhere: these may well reach it. */
export function toCoordinatorError(error: unknown): unknown {
  if (!(error instanceof NotReachedError)) return error;
  return new OptionError(
    `${error.message}. The coordinator has to reach it by the same address as its runners: where this machine does not, start it in the cluster, by deploy/k6-operator/job.yaml`,
  );
}

interface LoadStart {
  readonly loaded: LoadedService;
  readonly plan: Plan;
  readonly files: RunFiles;
  /** The built script. */
  readonly bundle: string;
  /** Of k6 on this machine. */
  readonly environment: OptionValues;
  readonly trust: OptionValues;
  /** The run's option values, all resolved. */
  readonly options: OptionValues;
  readonly prometheus: PrometheusTarget | undefined;
  /** The cluster of its runners; undefined where the k6 of this machine plays it. */
  readonly fleet: Fleet | undefined;
  /** That k6. */
  readonly k6: string | undefined;
  readonly state: RunNote;
  readonly cleanup: Cleanup;
  readonly stop: AbortSignal;
  readonly say: (line: string) => void;
}

/** Starts it. @throws OptionError, Error where it does not begin */
export async function startLoad(load: LoadStart): Promise<Load> {
  const { loaded, plan, files, bundle, environment, prometheus, fleet, k6 = '', state } = load;
  const output = prometheus ? toK6Output(prometheus, environment) : {};
  // The script asks for none of them; its output has the first where it reads it.
  const options = {
    ...load.options,
    PROMETHEUS_TOKEN: undefined,
    ALERTMANAGER_TOKEN: undefined,
    SIGN_KEY_PASSWORD: undefined,
  };
  if (fleet) {
    const { cleanup, stop, say } = load;
    return startFleet({ fleet, loaded, plan, bundle, files, options, k6: output, cleanup, stop, say });
  }
  const direct = toDirect(environment, [new URL(`http://${plan.k6Address}`).hostname]);
  const counted = isCounted(options)
    ? await openCountedConsole(loaded.service, files, load.cleanup)
    : undefined;
  const child = await startK6(
    k6,
    bundle,
    files,
    { ...environment, ...load.trust, ...direct, ...output },
    options,
    {
      notePid: (pid) => state.addChild('k6', pid),
      ...(counted ? { console: counted.path } : {}),
      ...(prometheus ? { tags: toRunLabels(loaded.service.id, files.dir) } : {}),
    },
  );
  return counted ? withCountedConsole(child, counted) : child;
}
