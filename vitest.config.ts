import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { sortTests } from './test/house/test-kinds.ts';

const toPath = (file: string) => fileURLToPath(new URL(file, import.meta.url));

const { unit, integration } = sortTests();

/** Files of one worker share its modules, which are loaded once: half of the CPU. So none may leave anything behind. */
const IN_ONE_WORLD = {
  pool: 'threads',
  // Of a mutated module, what runs when it is loaded has to run again.
  isolate: process.env.STRYKER_MUTATOR_WORKER !== undefined,
  restoreMocks: true,
  unstubGlobals: true,
  // For a machine that is busy with other work; what hangs is found by it, not what is slow.
  testTimeout: 30_000,
  maxWorkers: '100%',
} as const;

// unit: pure and fast, beside the file they test. integration: the others beside theirs, and what crosses rooms; which is which is
// read off their imports. e2e: the real binaries; mostly waiting, so three files at a time on two cores.
export default defineConfig({
  // What a bundle is led to by lib/node/build/bundle.ts: tests look at the code of k6 with a service of their own.
  resolve: {
    alias: {
      'service-under-test': toPath('test/k6/shop.ts'),
      'smoke-under-test': toPath('services/aurora/smoke/runtime.ts'),
      'contracts-under-test': toPath('test/k6/shop-contracts.ts'),
      'flow-under-test': toPath('test/k6/flow.ts'),
      // Fakes of k6's modules, on which lib/k6 is tested. The last one would take what begins like it.
      'k6/data': toPath('test/k6/data.ts'),
      'k6/encoding': toPath('test/k6/encoding.ts'),
      'k6/execution': toPath('test/k6/execution.ts'),
      'k6/http': toPath('test/k6/http.ts'),
      'k6/metrics': toPath('test/k6/metrics.ts'),
      k6: toPath('test/k6/k6.ts'),
    },
  },
  test: {
    projects: [
      {
        extends: true,
        test: { ...IN_ONE_WORLD, name: 'unit', include: [...unit] },
      },
      {
        extends: true,
        test: { ...IN_ONE_WORLD, name: 'integration', include: [...integration] },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 240_000,
          hookTimeout: 420_000,
          // k6 and Toxiproxy, built before two files ask for them at once.
          globalSetup: './test/e2e/tools.setup.ts',
          setupFiles: './test/e2e/own-notes.setup.ts',
          maxWorkers: 3,
          // On a machine that others use, too, a stall is no fault of ours: what failed is played once more, and the reporter says so.
          retry: 1,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          // With cosign, which reads what we sign: npm run test:cosign. The first time it is built, which takes 5 minutes.
          name: 'cosign',
          include: ['test/cosign/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 1_200_000,
          sequence: { groupOrder: 3 },
        },
      },
      {
        extends: true,
        test: {
          // Runners of k6-operator, on a Kubernetes whose parts are taken away meanwhile: npm run test:fleet.
          name: 'fleet',
          include: ['test/cluster/fleet*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          globalSetup: './test/cluster/cluster.setup.ts',
          maxWorkers: 1,
          sequence: { groupOrder: 4 },
        },
      },
      {
        extends: true,
        test: {
          // On a Kubernetes of their own: npm run test:cluster. The first time it is built, which takes 20 minutes.
          name: 'cluster',
          include: ['test/cluster/**/*.test.ts'],
          exclude: ['test/cluster/fleet*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          globalSetup: './test/cluster/cluster.setup.ts',
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
