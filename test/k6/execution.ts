// The fake of `k6/execution`.
import { tags, world } from './world.ts';

/** In k6 an abort is no exception but an interrupt: neither `catch` nor `finally` sees it. Here it is one, so that a test can. */
export class TestAborted extends Error {}

const execution = {
  vu: { metrics: { tags } },
  scenario: {
    get iterationInTest() {
      return world.iteration;
    },
  },
  instance: {
    get currentTestRunDuration() {
      return world.runMs;
    },
    get vusActive() {
      return world.vusActive();
    },
    get vusInitialized() {
      return world.vusInitialized;
    },
  },
  test: {
    abort(reason = '') {
      world.aborted = reason;
      throw new TestAborted(`test aborted: ${reason}`);
    },
  },
};

// k6's module has its parts as a default export.
// biome-ignore lint/style/noDefaultExport: as k6 has it
export default execution;
