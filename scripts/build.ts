// npm run build: scenarios → dist/, for a plain `k6 run`.
import { DEFAULT_SERVICE } from '../lib/core/plan/run-options.ts';
import { buildScenarios, K6_SMOKE } from '../lib/node/build/bundle.ts';
import { hasPart, listServiceIds, loadService } from '../lib/node/service/load-service.ts';

if (process.argv.includes('--help')) {
  console.log(
    'npm run build   bundles each of scenarios/*.ts into dist/ for each service, its contracts compiled in',
  );
} else {
  try {
    const startedAt = performance.now();
    for (const id of listServiceIds()) {
      const loaded = await loadService(id);
      const scenarios = ['soak', ...(hasPart(loaded, K6_SMOKE) ? ['smoke'] : [])];
      const own = id === DEFAULT_SERVICE ? [...scenarios, 'disrupt'] : scenarios;
      for (const [file, bytes] of Object.entries(await buildScenarios(loaded, own))) {
        console.log(
          `dist/${file}  ${(bytes / 1024).toFixed(0)} kB  ${Math.round(performance.now() - startedAt)} ms`,
        );
      }
    }
  } catch (error) {
    console.error(`aurora-gate: the build failed: ${error instanceof Error ? error.message : error}`);
    process.exitCode = 2;
  }
}
