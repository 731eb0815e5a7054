// What a release of Aurora is held to before its soak, the cheap checks first.
import { join } from 'node:path';
import { collectGiven } from '../../../lib/core/options/read-options.ts';
import type { Smoke } from '../../../lib/core/smoke/flow.ts';
import type { CheckInput, ReleaseCheck } from '../../../lib/node/release/run-release-gate.ts';
import { toSmokeCheck } from '../../../lib/node/release/smoke-check.ts';
import { PROBE, parseProbePlan } from '../probe/options.ts';
import { runProbe } from '../probe/run/run-probe.ts';
import { SMOKE as RECO_GATES } from '../smoke/reco-gates.ts';
import { SMOKE as RUNTIME } from '../smoke/runtime.ts';
import { toProbeFinding } from './probe-finding.ts';

const PROBE_BASE = 'AURORA_ROLLOUT_PROBE_BASE';

/** The probe with its own variables, but for what all checks of a gate share. */
function toProbePlan({ values, env, base, dir }: CheckInput) {
  const options = PROBE.options.filter((option) => option.env !== PROBE_BASE);
  const own = collectGiven(options, {}, env);
  return parseProbePlan({
    AURORA_ROLLOUT_PROBE_STATE_FILE: join(dir, 'probe_state.json'),
    ...own,
    // Only the soak of a gate is shown there: a candidate is not what the scheduled probe watches.
    PROMETHEUS_URL: undefined,
    PROMETHEUS_TOKEN: undefined,
    [PROBE_BASE]: base,
    AURORA_ROLLOUT_PROBE_OUT_DIR: dir,
    AURORA_ROLLOUT_PROBE_DEFECTS: values.DEFECTS ?? '',
    WITHOUT: values.WITHOUT,
    ...(values.SOAK_LANG ? { AURORA_ROLLOUT_PROBE_LANG: values.SOAK_LANG } : {}),
  });
}

/** The checks, with the smokes of this release. */
export const toChecks = (runtime: Smoke, recoGates: Smoke): readonly ReleaseCheck[] => [
  toSmokeCheck({ id: 'smoke', why: 'the key flows work', smoke: runtime, file: 'smoke.json' }),
  toSmokeCheck({
    id: 'reco_gates',
    why: 'the recommendation gates hold in their four cases',
    smoke: recoGates,
    file: 'reco-gates.json',
  }),
  {
    id: 'probe',
    why: 'the rollout facts agree',
    prepare: (input) => void toProbePlan(input),
    async run(input, { onProgress, stop }) {
      const plan = toProbePlan(input);
      const { report } = await runProbe(input.loaded, plan, {
        onProgress: (done) => onProgress(`rollout probe: ${done} of ${plan.samples} samples`),
        stop,
      });
      return toProbeFinding(report);
    },
  },
];

export const CHECKS = toChecks(RUNTIME, RECO_GATES);
