// A smoke as a check of a release gate.
import { join } from 'node:path';
import { toVariantOption } from '../../core/plan/run-options.ts';
import { toSmokeFinding } from '../../core/release/stages.ts';
import type { Smoke } from '../../core/smoke/flow.ts';
import { parseSmokeSettings } from '../../core/smoke/settings.ts';
import { writeWhole } from '../files/write-whole.ts';
import { runSmoke } from '../smoke/run-smoke.ts';
import { type ReleaseCheck, toInterrupted } from './run-release-gate.ts';

/** A check that plays this smoke, and leaves its report as `file` in the folder of the gate. */
export const toSmokeCheck = (check: {
  readonly id: string;
  readonly why: string;
  readonly smoke: Smoke;
  readonly file: string;
}): ReleaseCheck => ({
  id: check.id,
  why: check.why,
  async run({ loaded, values, base, dir }, io) {
    const { smoke } = check;
    const variant = values[toVariantOption(loaded.service).env];
    const settings = parseSmokeSettings(loaded.service, {
      BASE: base,
      SMOKE_LANG: variant,
      WITHOUT: values.WITHOUT,
    });
    const report = await runSmoke(
      loaded,
      smoke,
      { ...settings, defects: values.DEFECTS ?? '', junit: '' },
      { stop: io.stop, onProgress: (done, of) => io.onProgress(`${smoke.name}: ${done} of ${of} flows`) },
    );
    await writeWhole(join(dir, check.file), `${JSON.stringify(report, null, 2)}\n`);
    // Calls that a signal cut off look like a service that does not answer.
    return io.stop.aborted ? toInterrupted(io.stop) : toSmokeFinding(report);
  },
});
