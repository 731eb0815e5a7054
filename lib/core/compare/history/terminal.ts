// A history on a terminal: what changed and what was never tried; the rest is on the page.
import type { GateOutcome } from '../../outcome.ts';
import { type Look, PLAIN_LOOK, toParagraphs } from '../../text/columns.ts';
import { toShown } from '../../text/plain-text.ts';
import { redactTexts } from '../../text/redact.ts';
import type { History, HistoryGroup } from './history-schema.ts';
import { listChanges, toDay, toGateWords, toLookedFor, toVerdictWords } from './wording.ts';

/** Of a long list a terminal shows its beginning. */
const MOST_ROWS = 12;

/** The history as text that ends with a newline. */
export function toHistoryText(read: History, look: Look = PLAIN_LOOK): string {
  const history = redactTexts(read, toShown);
  const toLines = (rows: readonly (readonly string[])[], indentColumns = 2) =>
    look.toRows(rows, indentColumns).flat();
  const toList = (
    rows: readonly (readonly string[])[],
    more: string,
    outcomes: readonly GateOutcome[] = [],
  ) => [
    ...look.toRows(rows.slice(0, MOST_ROWS), 4).flatMap((lines, n) => {
      const outcome = outcomes[n];
      return outcome === undefined ? lines : lines.map((line) => look.paint(outcome, line));
    }),
    ...(rows.length > MOST_ROWS ? toLines([[`and ${rows.length - MOST_ROWS} more ${more}`]], 4) : []),
  ];
  const toGroup = (group: HistoryGroup): readonly (readonly string[])[] => {
    const { runs, gates, title } = group;
    const [first, last] = [runs[0], runs.at(-1)];
    const odd = gates.filter(
      ({ failed, could_not_tell: unclear, held }) => failed + unclear > 0 || held === 0,
    );
    return [
      [
        ...toLines([[title]]),
        ...toLines([[`${toVerdictWords(runs)}; ${first ? toDay(first) : ''} to ${last ? toDay(last) : ''}`]]),
      ],
      toList(
        listChanges(group).map(({ day, figure, step, worse }) => [worse ? '▲' : '▼', day, figure, step]),
        'changes',
      ),
      toLines([[toLookedFor(group, history)]], 4),
      toList(
        odd.map((gate) => [gate.id, toGateWords(gate)]),
        'gates',
        odd.map(({ failed, could_not_tell: unclear }) =>
          failed > 0 ? 'fail' : unclear > 0 ? 'inconclusive' : 'skipped',
        ),
      ),
    ];
  };
  const paragraphs = [
    ...history.groups.flatMap(toGroup),
    toList(
      history.left_out.map(({ file, why }) => ['left out', file, why]),
      'files left out: left_out in history.json',
    ),
  ];
  return toParagraphs(paragraphs);
}
