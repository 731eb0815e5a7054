// The embedded stack alone, with its Toxiproxy, until it is told to stop.
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { PROFILES } from '../../../thresholds/profiles.ts';
import type { OptionValues } from '../../core/options/option.ts';
import { readOptions } from '../../core/options/read-options.ts';
import { parsePlan } from '../../core/plan/plan.ts';
import { ensureTool } from '../build/tools.ts';
import { UP } from '../cli/commands.ts';
import { keptPath } from '../files/paths.ts';
import { endLeftovers } from '../leftovers/leftovers.ts';
import { noteRun } from '../leftovers/notes.ts';
import { createCleanup } from '../process/cleanup.ts';
import { loadService } from '../service/load-service.ts';
import { startSurroundings } from './surroundings.ts';

export interface UpIo {
  readonly stop: AbortSignal;
  /** Says what was found at the start, and what went wrong at the end. */
  readonly say: (sentence: string) => void;
  /** Shows a title while the work goes on. */
  readonly showWhile: <T>(title: string, work: () => Promise<T>) => Promise<T>;
  readonly onUp: (addresses: UpAddresses) => void;
}

export interface UpAddresses {
  readonly service: string;
  /** Where the upstream is, where Toxiproxy listens for its callers, and its control address; for a service that has one. */
  readonly upstream:
    | { readonly url: string; readonly listen: string; readonly toxiproxy: string }
    | undefined;
}

/**
 * Starts the stack and keeps it up until `stop` aborts; then heals and ends it.
 * @param values option values by variable name
 * @throws OptionError, ToolError and others where it does not come up; nothing is left running then
 */
export async function runUp(values: OptionValues, { stop, say, showWhile, onUp }: UpIo): Promise<void> {
  const { text, number } = readOptions(UP.options, values);
  const cleanup = createCleanup();
  try {
    for (const left of await endLeftovers()) say(`a run that was killed had left something: ${left}`);
    const loaded = await loadService(text('GATE_SERVICE'));
    const hasUpstream = loaded.service.reference?.upstream !== undefined;
    const plan = parsePlan(loaded.service, { ...values, TOXIPROXY_ENABLED: String(hasUpstream) }, PROFILES);
    await mkdir(keptPath('.state'), { recursive: true });
    const state = await noteRun('npm run up');
    cleanup.add(() => state.remove());
    const files = {
      stackLog: keptPath('.state/up-stack.log'),
      toxiproxyLog: keptPath('.state/up-toxiproxy.log'),
    };
    const toxiproxy = await ensureTool('toxiproxy');
    const around = { loaded, plan, files, toxiproxy, cleanup, state, servicePort: number('UP_PORT') };
    const { options } = await showWhile('starting the stack', () => startSurroundings(around));
    const { listen, apiUrl } = plan.chaos;
    const url = `http://${options.TOXIPROXY_UPSTREAM}`;
    onUp({
      service: options.BASE ?? '',
      upstream: hasUpstream ? { url, listen, toxiproxy: apiUrl } : undefined,
    });
    if (!stop.aborted) await once(stop, 'abort');
  } finally {
    await cleanup.run().catch((error: Error) => say(`not all of it was ended: ${error.message}`));
  }
}
