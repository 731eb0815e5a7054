// npm run build: scenarios → dist/, for a plain `k6 run`.
import { buildScenarios } from '../lib/node/build/bundle.ts';
import { BUILD } from '../lib/node/cli/commands.ts';
import { runCommand } from '../lib/node/cli/run-command.ts';

await runCommand(BUILD, async () => {
  const startedAt = performance.now();
  const files = await buildScenarios(['soak', 'disrupt', 'smoke']).catch((error: unknown) => {
    throw new Error(`the build failed: ${error instanceof Error ? error.message : error}`, { cause: error });
  });
  for (const [file, bytes] of Object.entries(files)) {
    console.log(
      `dist/${file}  ${(bytes / 1024).toFixed(0)} kB  ${Math.round(performance.now() - startedAt)} ms`,
    );
  }
  return 0;
});
