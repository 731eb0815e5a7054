// A comparison as a page in Markdown, as the job page of a CI shows it.
import { escapeMarkdown } from '../escape.ts';
import { toPlain } from '../probe/plain-text.ts';
import type { Comparison, RunHead } from './compare.ts';
import { toGateRows, toLineRows, VERDICT_WORDS } from './wording.ts';

const LONGEST = 1_000;
const toCell = (text: string) => escapeMarkdown(toPlain(text, LONGEST));

function toTable([head = [], ...rows]: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows.map((row) => row.map(toCell))]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');
}

const toRunRow = (when: string, run: RunHead) => [
  when,
  run.name,
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
    toTable([
      ['', 'run', 'started', 'its verdict', 'seed', 'defects'],
      ...base.map((run) => toRunRow('then', run)),
      toRunRow('now', now),
    ]),
    ...(lines.length > 0
      ? [
          '## Figures',
          `Each band at ${(confidence * 100).toFixed(3)} %, all together at 99 %.`,
          toTable(toLineRows(lines)),
        ]
      : []),
    ...(gates.length > 0 ? ['## Gates', toTable(toGateRows(gates))] : []),
  ];
  return `${parts.join('\n\n')}\n`;
}
