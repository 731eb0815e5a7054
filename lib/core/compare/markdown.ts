// A comparison as a page in Markdown, as the job page of a CI shows it.
import { toCell, toTable } from '../text/markdown.ts';
import type { Comparison, RunHead } from './comparison-schema.ts';
import { SEEN_FROM, SHORT_UNITS, showRunners, toGateRows, toLineRows, VERDICT_WORDS } from './wording.ts';

const toWhole = ([head = [], ...rows]: readonly (readonly string[])[]) => toTable(head, rows);

const toRunRow = (when: string, run: RunHead) => [
  when,
  `${run.name}${showRunners(run)}`,
  run.started_at,
  `${run.outcome}: ${run.because}`,
  String(run.seed),
  run.defects || '–',
];

/** The comparison as Markdown, ending with a newline. */
export function toMarkdown(comparison: Comparison): string {
  const { base, now, gates, lines, verdict, reasons, confidence } = comparison;
  const parts = [
    `# Compared: ${VERDICT_WORDS[verdict]}`,
    reasons.map((reason) => `- ${toCell(reason)}`).join('\n'),
    toWhole([
      ['', 'run', 'started', 'its verdict', 'seed', 'defects'],
      ...base.map((run) => toRunRow('then', run)),
      toRunRow('now', now),
    ]),
    ...(lines.length > 0
      ? [
          '## Figures',
          `Each band at ${(confidence * 100).toFixed(3)} %, all together at 99 %; ${SEEN_FROM}; ${SHORT_UNITS}.`,
          toWhole(toLineRows(lines)),
        ]
      : []),
    ...(gates.length > 0 ? ['## Gates', toWhole(toGateRows(gates))] : []),
  ];
  return `${parts.join('\n\n')}\n`;
}
