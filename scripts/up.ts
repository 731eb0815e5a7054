// npm run up: the embedded stack alone, until Ctrl-C.
import { mkdir } from 'node:fs/promises';
import { Option } from 'commander';
import { parsePlan } from '../lib/core/plan/plan.ts';
import { DEFAULT_SERVICE } from '../lib/core/plan/run-options.ts';
import { ensureTool } from '../lib/node/build/tools.ts';
import { createCommand, parseOrHelp } from '../lib/node/cli/command-line.ts';
import { printError } from '../lib/node/cli/run-script.ts';
import { toStopSignal } from '../lib/node/cli/stop-signal.ts';
import { createCleanup } from '../lib/node/process/cleanup.ts';
import { repoPath } from '../lib/node/process/paths.ts';
import { endLeftovers, noteRun } from '../lib/node/run/leftovers.ts';
import { startSurroundings } from '../lib/node/run/surroundings.ts';
import { loadService } from '../lib/node/service/load-service.ts';
import { PROFILES } from '../thresholds/profiles.ts';

const command = createCommand('npm run up -- [options]')
  .addOption(new Option('--port <number>', 'where the BFF listens').default('3300'))
  .addOption(
    new Option('--defects <spec>', 'defects to switch on, see docs/add-a-defect.md').default(
      process.env.DEFECTS ?? '',
    ),
  )
  .addOption(
    new Option('--service <name>', 'whose stack it is').default(process.env.GATE_SERVICE ?? DEFAULT_SERVICE),
  )
  .addHelpText(
    'after',
    '\nToxiproxy answers at TOXIPROXY_API_URL [http://127.0.0.1:8474]: `npm run chaos -- on latency`. Ctrl-C heals and stops.',
  );

const stop = toStopSignal();
const cleanup = createCleanup();
try {
  const flags = parseOrHelp(command, process.argv.slice(3));
  if (flags) {
    for (const left of await endLeftovers())
      console.error(`a run that was killed had left something: ${left}`);
    const loaded = await loadService(String(flags.service));
    const plan = parsePlan(
      loaded.service,
      { ...process.env, BASE: '', TOXIPROXY_ENABLED: 'true', DEFECTS: String(flags.defects) },
      PROFILES,
    );
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
      bffPort: Number(flags.port),
    });
    console.log(
      `BFF        ${options.BASE}\nupstream   http://${options.TOXIPROXY_UPSTREAM}, behind Toxiproxy at ${plan.chaos.listen}\nToxiproxy  ${plan.chaos.apiUrl}\nCtrl-C stops them.`,
    );
    await new Promise((resolve) => stop.signal.addEventListener('abort', resolve, { once: true }));
  }
} catch (error) {
  printError(error);
  process.exitCode = 2;
} finally {
  await cleanup.run();
  process.exitCode = stop.exitCode() ?? process.exitCode ?? 0;
  stop.release();
}
