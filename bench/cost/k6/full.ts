// The soak itself, with every check, counter, threshold, event line and its sentinel; only the load is another.
import type { Options } from 'k6/options';
import { options as soak } from '../../../scenarios/soak.ts';
import { toBenchLoad } from './load.ts';

export { handleSummary, journey, sentinel, setup, teardown } from '../../../scenarios/soak.ts';

export const options: Options = {
  ...soak,
  scenarios: {
    ...soak.scenarios,
    soak: { ...toBenchLoad(__ENV.BENCH_LOAD ?? '', Number(__ENV.DURATION_SECONDS)), exec: 'journey' },
  },
};
