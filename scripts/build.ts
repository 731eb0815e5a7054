// npm run build: scenarios → dist/, for a plain `k6 run`.
import { buildScenarios } from '../lib/node/build/bundle.ts';

if (process.argv.includes('--help')) {
  console.log('npm run build   bundles each of scenarios/*.ts into dist/, contracts compiled in');
} else {
  try {
    const startedAt = performance.now();
    const files = await buildScenarios(['soak', 'disrupt', 'smoke']);
    for (const [file, bytes] of Object.entries(files)) {
      console.log(
        `dist/${file}  ${(bytes / 1024).toFixed(0)} kB  ${Math.round(performance.now() - startedAt)} ms`,
      );
    }
  } catch (error) {
    console.error(`aurora-gate: the build failed: ${error instanceof Error ? error.message : error}`);
    process.exitCode = 2;
  }
}
