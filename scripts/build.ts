// npm run build: scenarios → dist/, for a plain `k6 run`.
import { DEFAULT_SERVICE } from '../lib/core/plan/run-options.ts';
import { buildScenarios, K6_SMOKE } from '../lib/node/build/bundle.ts';
import { BUILD } from '../lib/node/cli/commands.ts';
import { runCommand } from '../lib/node/cli/run-command.ts';
import { hasPart, listServiceIds, loadService } from '../lib/node/service/load-service.ts';

async function buildFor(id: string): Promise<Readonly<Record<string, number>>> {
  const loaded = await loadService(id);
  const scenarios = ['soak', ...(hasPart(loaded, K6_SMOKE) ? ['smoke'] : [])];
  return buildScenarios(loaded, id === DEFAULT_SERVICE ? [...scenarios, 'disrupt'] : scenarios);
}

await runCommand(BUILD, async () => {
  const startedAt = performance.now();
  for (const id of listServiceIds()) {
    const files = await buildFor(id).catch((error: unknown) => {
      throw new Error(`the build failed: ${error instanceof Error ? error.message : error}`, {
        cause: error,
      });
    });
    for (const [file, bytes] of Object.entries(files)) {
      console.log(
        `dist/${file}  ${(bytes / 1024).toFixed(0)} kB  ${Math.round(performance.now() - startedAt)} ms`,
      );
    }
  }
  return 0;
});
