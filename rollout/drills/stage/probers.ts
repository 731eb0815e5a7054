// The synthetic flows of a drill: every flow of the service, at the canary and at the stable version, some seconds apart.
import { join } from 'node:path';
import { OptionError } from '../../../lib/core/options/option-error.ts';
import type { LoadedService } from '../../../lib/node/service/load-service.ts';
import { readFlowSet } from '../../flows/files/flow-set.ts';
import { createFlowPlayer } from '../../flows/play/player.ts';
import { aim } from '../../prober/aim.ts';
import { serveFlows } from '../../prober/serve.ts';

/** Much more often than in any environment: a drill has a minute where those have an hour. */
const EVERY_MS = 8_000;
const DEADLINE_MS = 8_000;

/**
 * Starts a prober.
 * @param targets name → address
 * @returns what ends it
 * @throws OptionError where a flow has a fault, or the address cannot be had
 */
export async function startProber(start: {
  readonly loaded: LoadedService;
  readonly targets: Readonly<Record<string, string>>;
  readonly host: string;
  readonly port: number;
  readonly seed: number;
  readonly dir: string;
  readonly say: (line: string) => void;
}): Promise<() => Promise<void>> {
  const { loaded, targets, host, port, seed, dir, say } = start;
  const { flows, faults } = await readFlowSet(loaded);
  if (faults.length > 0)
    throw new OptionError(`the flows of ${loaded.service.id} have faults; npm run flows -- lint lists them`);
  const place = { deadlineMs: DEADLINE_MS, jitterRatio: 0.5 };
  const timing = { everyMs: EVERY_MS, scale: 1, seed };
  const aimed = flows.flatMap((flow) =>
    Object.entries(targets).map(([name, base]) => aim(flow, place, { name, base }, timing)),
  );
  const stop = new AbortController();
  const options = {
    environment: 'staging',
    host,
    port,
    stateFile: join(dir, 'prober.json'),
    logFile: join(dir, 'flows.ndjson'),
    concurrency: 4,
    without: [],
  };
  const player = await createFlowPlayer(loaded);
  let served: Promise<void> = Promise.resolve();
  await new Promise<string>((resolve, reject) => {
    served = serveFlows(player, aimed, options, { stop: stop.signal, onListening: resolve, tell: say });
    served.catch(reject);
  });
  return async () => {
    stop.abort();
    await served;
  };
}
