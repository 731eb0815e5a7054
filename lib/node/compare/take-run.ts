// A finished run's folder → the run as it is compared: judged again, its calls taken from the journal.
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { listGateUnits } from '../../../thresholds/gate-units.ts';
import { PROFILES } from '../../../thresholds/profiles.ts';
import type { TakenRun } from '../../core/compare/run.ts';
import { createSampleTaker, type SampleTaker } from '../../core/compare/samples.ts';
import { OptionError } from '../../core/options/option-error.ts';
import { parsePastPlan } from '../../core/plan/past-plan.ts';
import type { Plan } from '../../core/plan/plan.ts';
import { toJsonOrNone, toObject } from '../../core/text/json.ts';
import { judgeRun } from '../run/judge.ts';
import { readJournal } from '../run-folder/journal.ts';
import { readRunText } from '../run-folder/run-file.ts';
import { type RunFiles, toRunFiles } from '../run-folder/run-files.ts';

/** `schema_version` of the summary.json that lies there; null where there is none, or none that can be read. */
async function readSchemaVersion({ summary }: RunFiles): Promise<number | null> {
  const text = await readRunText(summary).catch(() => '');
  const { schema_version } = toObject(toJsonOrNone(text));
  return typeof schema_version === 'number' ? schema_version : null;
}

/**
 * Takes the run in `dir`.
 * @throws OptionError where the folder holds none
 */
export async function takeRun(dir: string): Promise<TakenRun> {
  const files = toRunFiles(dir);
  if (!existsSync(files.journal))
    throw new OptionError(`${dir} holds no events.ndjson; give the folder of a run, latest, or latest~1`);
  let taker: SampleTaker | undefined;
  let plan: Plan | undefined;
  const { loaded, summary } = await judgeRun(files);
  const { service } = loaded;
  await readJournal(files.journal, (row) => {
    if (row.type === 'run.started' && !taker) {
      plan = parsePastPlan(service, row, PROFILES);
      taker = createSampleTaker(service, plan, row.ts);
    }
    taker?.add(row);
  });
  if (!plan || !taker) throw new OptionError(`${dir} holds no run: its journal has no run.started row`);
  return {
    name: basename(dir),
    service,
    plan,
    summary,
    gateUnits: listGateUnits(service, plan),
    schemaVersion: await readSchemaVersion(files),
    // The embedded stack alone leaves a log of itself.
    embedded: existsSync(files.stackLog),
    blocks: taker.blocks(),
  };
}
