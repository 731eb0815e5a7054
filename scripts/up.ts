// npm run up: the embedded stack alone, until Ctrl-C.
import { mkdir } from 'node:fs/promises';
import { readOptions } from '../lib/core/options/read-options.ts';
import { parsePlan } from '../lib/core/plan/plan.ts';
import { ensureTool } from '../lib/node/build/tools.ts';
import { UP } from '../lib/node/cli/commands.ts';
import { runCommand } from '../lib/node/cli/run-command.ts';
import { createCleanup } from '../lib/node/process/cleanup.ts';
import { repoPath } from '../lib/node/process/paths.ts';
import { endLeftovers, noteRun } from '../lib/node/run/leftovers.ts';
import { startSurroundings } from '../lib/node/run/surroundings.ts';
import { loadService } from '../lib/node/service/load-service.ts';
import { PROFILES } from '../thresholds/profiles.ts';

await runCommand(UP, async ({ values }, stop) => {
  const { text, number } = readOptions(UP.options, values);
  const cleanup = createCleanup();
  try {
    for (const left of await endLeftovers()) console.error(`left over from a run that was killed: ${left}`);
    const loaded = await loadService(text('GATE_SERVICE'));
    const hasUpstream = loaded.service.reference?.upstream !== undefined;
    const plan = parsePlan(loaded.service, { ...values, TOXIPROXY_ENABLED: String(hasUpstream) }, PROFILES);
    await mkdir(repoPath('.state'), { recursive: true });
    const state = await noteRun('npm run up');
    cleanup.add(() => state.remove());
    const files = {
      stackLog: repoPath('.state/up-stack.log'),
      toxiproxyLog: repoPath('.state/up-toxiproxy.log'),
    };
    const toxiproxy = await ensureTool('toxiproxy');
    const { options } = await startSurroundings({
      loaded,
      plan,
      files,
      toxiproxy,
      cleanup,
      state,
      bffPort: number('UP_PORT'),
    });
    console.log(`service    ${options.BASE}`);
    if (hasUpstream)
      console.log(
        `upstream   http://${options.TOXIPROXY_UPSTREAM}, behind Toxiproxy at ${plan.chaos.listen}\nToxiproxy  ${plan.chaos.apiUrl}`,
      );
    console.log('Ctrl-C stops them.');
    if (!stop.signal.aborted)
      await new Promise((resolve) => stop.signal.addEventListener('abort', resolve, { once: true }));
    return stop.exitCode();
  } finally {
    await cleanup.run();
  }
});
