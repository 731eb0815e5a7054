// What k6 tells a VU of itself. Kept, since each reading of exec.vu or exec.scenario builds the whole object anew; its properties are live.
import exec from 'k6/execution';

let tags: typeof exec.vu.metrics.tags | undefined;
let scenario: typeof exec.scenario | undefined;

/** The tags that all samples of this VU carry from now on. */
export function getTags(): typeof exec.vu.metrics.tags {
  tags ??= exec.vu.metrics.tags;
  return tags;
}

/** Which iteration of its scenario this is, counted over all VUs, from 0. */
export function readIteration(): number {
  scenario ??= exec.scenario;
  return scenario.iterationInTest;
}
