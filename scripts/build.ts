// npm run build: scenarios → dist/, for a plain `k6 run`.
import { buildAll } from '../lib/node/build/bundle.ts';
import { BUILD } from '../lib/node/cli/commands.ts';
import { runCommand } from '../lib/node/cli/run-command.ts';
import { showWhile } from '../lib/node/cli/spinner.ts';

await runCommand(BUILD, async () => {
  const startedAt = performance.now();
  const files = await showWhile('bundling', buildAll);
  const tookMs = Math.round(performance.now() - startedAt);
  for (const [file, bytes] of Object.entries(files))
    console.log(`dist/${file}  ${(bytes / 1024).toFixed(0)} kB  ${tookMs} ms`);
  return 0;
});
