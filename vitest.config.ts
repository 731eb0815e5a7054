import { defineConfig } from 'vitest/config';

/** They kill a run and look at what the next start finds: no other run may start meanwhile and find it first. */
const ALONE = ['ends', 'gate-faults', 'disruptor-agent'].map((name) => `test/e2e/${name}.test.ts`);

const e2e = {
  testTimeout: 240_000,
  hookTimeout: 420_000,
  // k6 and Toxiproxy, built before two files ask for them at once.
  globalSetup: './test/e2e/tools.setup.ts',
};

// unit: pure and fast, beside the file they test. e2e: the real binaries; mostly waiting, so two files at a time on two cores.
export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{lib,thresholds,target,scripts,bench}/**/*.test.ts', 'test/*.test.ts'],
          // For a machine that is busy with other work; what hangs is found by it, not what is slow.
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          ...e2e,
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          exclude: ALONE,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          ...e2e,
          name: 'e2e-alone',
          include: ALONE,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
