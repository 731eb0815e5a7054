// The pinned binaries that end-to-end tests run, built one after the other before the first of them begins.
import { ensureTool } from '../../lib/node/build/tools.ts';

/** Takes no time where they are built already. */
export async function setup(): Promise<void> {
  for (const tool of [
    'k6',
    'toxiproxy',
    'disruptor-agent',
    'k6-disruptor',
    'prometheus',
    'promtool',
    'alertmanager',
  ] as const)
    await ensureTool(tool);
}
