// What drills came to, as a table for a terminal and as JSON for everything else.
import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { group } from 'd3-array';
import { escapeMarkup } from '../../../lib/core/text/escape.ts';
import type { Drill } from '../drill.ts';
import type { DrillRun } from '../run-drill.ts';
import { toDrillChart } from './chart.ts';
import { toEnding } from './ending.ts';
import { computeSpread, type DrillFigures, type Spread } from './figures.ts';
import { toPage, toTable } from './page.ts';
import { toScrolled } from './scrolled.ts';

/** The figures whose median and worst are told. */
const SPREADS = ['detectS', 'backS', 'argoAbortS', 'promoteS', 'failedCalls', 'calls'] as const;

/** A drill that was played, as its file tells it. */
export interface PlayedDrill {
  readonly drill: Pick<Drill, 'id' | 'why' | 'ends'>;
  readonly figures: DrillFigures;
  readonly isAsItMust: boolean;
}

/** What several runs of one drill came to. */
export interface DrillSummary extends Readonly<Record<(typeof SPREADS)[number], Spread | null>> {
  readonly id: string;
  readonly why: string;
  readonly ends: string;
  readonly runs: number;
  readonly asItMust: number;
}

/** Runs of the same drill together, in the order in which they were first played. */
export const summarizeDrills = (runs: readonly PlayedDrill[]): readonly DrillSummary[] =>
  [...group(runs, ({ drill }) => drill.id).values()].map((same) => summarize(same));

function summarize(same: readonly PlayedDrill[]): DrillSummary {
  const { id = '', why = '', ends = '' } = same[0]?.drill ?? {};
  const spreads = SPREADS.map(
    (key) => [key, computeSpread(same.map(({ figures }) => figures[key]))] as const,
  );
  return {
    ...{ id, why, ends, runs: same.length },
    asItMust: same.filter(({ isAsItMust }) => isAsItMust).length,
    ...(Object.fromEntries(spreads) as Record<(typeof SPREADS)[number], Spread | null>),
  };
}

const TITLES = [
  ...['drill', 'must end', 'ended so', 'to decide', 'back on stable', 'Argo aborted', 'promoted after'],
  'calls that failed',
];
const toCell = (spread: Spread | null, unit = ' s') =>
  spread === null
    ? '–'
    : spread.median === spread.worst
      ? `${spread.median}${unit}`
      : `${spread.median}${unit}, worst ${spread.worst}${unit}`;

const toRow = (one: DrillSummary): readonly string[] => [
  ...[one.id, one.ends, `${one.asItMust} of ${one.runs}`],
  ...[one.detectS, one.backS, one.argoAbortS, one.promoteS].map((spread) => toCell(spread)),
  toCell(one.failedCalls, ''),
];

/** The table, in Markdown. */
export function toDrillTable(summaries: readonly DrillSummary[]): string {
  const toLine = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rows = summaries.map(toRow).map(([id = '', ...cells]) => toLine([`\`${id}\``, ...cells]));
  return [toLine(TITLES), `|${TITLES.map(() => '---|').join('')}`, ...rows].join('\n');
}

/** What stands between the marks of docs/rollout.md. */
export const toDrillBlock = (runs: readonly PlayedDrill[]): string =>
  `${runs.length} drills on ${availableParallelism()} cores.\n\n${toDrillTable(summarizeDrills(runs))}\n`;

/** The page of a campaign: its table, and each drill with its picture and the reasons of its end. */
export function toDrillPage(runs: readonly DrillRun[]): string {
  const parts = runs.map((run) => {
    const { drill, isAsItMust, reasons, sightings } = run;
    const end = `It ${toEnding(run)}`;
    return [
      `<h2>${escapeMarkup(drill.id)}</h2>`,
      `<p>${escapeMarkup(drill.why)} <span${isAsItMust ? '' : ' class="fail"'}>${escapeMarkup(end)}</span>.</p>`,
      toScrolled(
        'wide',
        `Chart of ${drill.id}`,
        toDrillChart(
          sightings,
          `${drill.id}: calls a second (blue), those that failed (red), share of the canary (line, right)`,
        ),
      ),
      ...(reasons.length === 0
        ? []
        : [`<ul>${reasons.map((reason) => `<li>${escapeMarkup(reason)}</li>`).join('')}</ul>`]),
    ].join('\n');
  });
  const figures = toTable(
    TITLES,
    summarizeDrills(runs).map((one) => toRow(one).map(escapeMarkup)),
  );
  const asTheyMust = runs.filter(({ isAsItMust }) => isAsItMust).length;
  return toPage(
    `Drills: ${asTheyMust} of ${runs.length} ended as they must`,
    [toScrolled('wide', 'Figures of each drill', figures), ...parts].join('\n'),
  );
}

/** A report as a terminal gets it: its lines, and whether every drill ended as it must. */
export interface DrillReport {
  readonly lines: readonly string[];
  readonly isAsItMust: boolean;
}

/** Writes `drills.json` and `report.html` into the folder. */
export async function writeDrillReport(runs: readonly DrillRun[], dir: string): Promise<DrillReport> {
  const summaries = summarizeDrills(runs);
  const told = runs.map(({ drill, figures, isAsItMust, reasons }) => ({
    drill,
    figures,
    isAsItMust,
    reasons,
  }));
  await writeFile(join(dir, 'drills.json'), `${JSON.stringify({ summaries, runs: told }, null, 2)}\n`);
  await writeFile(join(dir, 'report.html'), toDrillPage(runs));
  const wrong = runs.filter(({ isAsItMust }) => !isAsItMust);
  const sentences = wrong.map((run) => `${run.drill.id} ${toEnding(run)}`);
  const lines = [...toDrillTable(summaries).split('\n'), ...sentences, `report: ${join(dir, 'report.html')}`];
  return { lines, isAsItMust: wrong.length === 0 };
}
