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
import { PROFILES } from '../thresholds/profiles.ts';

await runCommand(UP, async ({ values }, stop) => {
  const cleanup = createCleanup();
  try {
    for (const left of await endLeftovers())
      console.error(`a run that was killed had left something: ${left}`);
    const plan = parsePlan({ ...values, TOXIPROXY_ENABLED: 'true' }, PROFILES);
    await mkdir(repoPath('.state'), { recursive: true });
    const state = await noteRun('npm run up');
    cleanup.add(() => state.remove());
    const files = {
      stackLog: repoPath('.state/up-stack.log'),
      toxiproxyLog: repoPath('.state/up-toxiproxy.log'),
    };
    const toxiproxy = await ensureTool('toxiproxy');
    const { options } = await startSurroundings({
      plan,
      files,
      toxiproxy,
      cleanup,
      state,
      bffPort: readOptions(UP.options, values).number('UP_PORT'),
    });
    console.log(
      `BFF        ${options.BASE}\nupstream   http://${options.TOXIPROXY_UPSTREAM}, behind Toxiproxy at ${plan.chaos.listen}\nToxiproxy  ${plan.chaos.apiUrl}\nCtrl-C stops them.`,
    );
    if (!stop.signal.aborted)
      await new Promise((resolve) => stop.signal.addEventListener('abort', resolve, { once: true }));
    return stop.exitCode();
  } finally {
    await cleanup.run();
  }
});
