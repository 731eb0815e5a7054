// The availability of the prober, measured by a campaign against it.
import { readFile } from 'node:fs/promises';
import { replaceBlock } from '../../../lib/core/power/report.ts';
import { repoPath } from '../../../lib/node/files/paths.ts';
import { withTemporaryDir } from '../../../lib/node/files/temporary.ts';
import { writeWhole } from '../../../lib/node/files/write-whole.ts';
import { runCampaign } from '../../prober/campaign/campaign.ts';
import { toCampaignText } from '../../prober/campaign/report.ts';
import { type Action, takeFlows, toEveryMs } from './context.ts';

const PAGE = 'docs/synthetic-probes.md';
const USUAL_EVERY_MS = 15_000;
/** What is aimed at. */
const LEAST_RATIO = 0.999;

/** 0 where enough of the probes were made, 1 where not. */
export const runAvailability: Action = async (context) => {
  const { loaded, options, stop, print, tell } = context;
  const flows = (await takeFlows(context)).map(({ id }) => id);
  const everyMs = toEveryMs(context) ?? USUAL_EVERY_MS;
  const kills = options.number('FLOWS_KILLS');
  const report = await withTemporaryDir('campaign', (dir) =>
    runCampaign(
      {
        loaded,
        flows,
        everyMs,
        kills,
        seed: options.number('FLOWS_SEED'),
        pausesMs: [everyMs, everyMs * 2],
        dir,
      },
      { stop, onStrike: (n, does) => tell(`${n} of ${kills}: ${does}`) },
    ),
  );
  if (stop.aborted) return 3;
  const text = toCampaignText(report);
  if (options.isOn('FLOWS_JSON')) print(JSON.stringify(report));
  else print(text.trimEnd());
  if (options.isOn('FLOWS_WRITE')) {
    const page = await readFile(repoPath(PAGE), 'utf8');
    await writeWhole(repoPath(PAGE), replaceBlock(page, 'availability', `\n${text}\n`));
    tell(`wrote ${PAGE}`);
  }
  return report.madeRatio >= LEAST_RATIO ? 0 : 1;
};
