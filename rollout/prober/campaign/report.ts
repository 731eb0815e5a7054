// A campaign in words.
import { availableParallelism } from 'node:os';
import type { CampaignReport } from './campaign.ts';
import { STRIKE_IDS, STRIKES } from './strikes.ts';

const toPercent = (ratio: number): string => `${(Math.floor(ratio * 100_000) / 1000).toFixed(2)} %`;
const toSeconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** What a campaign came to, as a table and a list of what was done. */
export function toCampaignText(report: CampaignReport): string {
  const { due, made, missed, inconclusive, again, seconds, everyMs, flows, strikes, restarts, backAfterMs } =
    report;
  const struck = STRIKE_IDS.filter((id) => strikes[id] !== undefined);
  const kills = struck.reduce((sum, id) => sum + (strikes[id] ?? 0), 0);
  return [
    '| figure | value |',
    '|---|---|',
    `| probes that were due | ${due} (${flows} flows, one period of ${toSeconds(everyMs)}, ${seconds} s) |`,
    `| made within their period | ${made}, ${toPercent(report.madeRatio)}; with 95 % confidence at least ${toPercent(report.atLeastRatio)} |`,
    `| missed | ${missed.length}${missed.length > 0 ? `: ${missed.map(({ flow, period }) => `${flow} ${period}`).join(', ')}` : ''} |`,
    `| could not be judged | ${inconclusive} of those made |`,
    `| made twice | ${again}, after the state was lost |`,
    `| strikes | ${kills} |`,
    `| starts of the prober after its end | ${restarts}; back after ${toSeconds(backAfterMs.median)} (median), ${toSeconds(backAfterMs.worst)} (worst) |`,
    '',
    `Strikes: ${struck.map((id) => `${strikes[id]} × ${STRIKES[id].does}`).join('; ')}.`,
    `Machine: ${availableParallelism()} cores, Node ${process.versions.node}.`,
    '',
  ].join('\n');
}
