// Colours: on a terminal, and where FORCE_COLOR asks for them.
import picocolors from 'picocolors';
import type { ComparisonPaint } from '../../../core/compare/terminal.ts';
import type { Paint } from '../../../core/text/columns.ts';

/** Both, since the stream decides and not the one that picocolors looks at. */
const pc = picocolors.createColors(true);

/** Whether `stream` takes colours: NO_COLOR (https://no-color.org) wins over FORCE_COLOR, that over whether it is a terminal. */
export function isColoured(
  { isTTY }: { readonly isTTY?: boolean },
  { NO_COLOR, FORCE_COLOR, TERM }: Readonly<Record<string, string | undefined>> = process.env,
): boolean {
  if (NO_COLOR) return false;
  if (FORCE_COLOR) return !['0', 'false'].includes(FORCE_COLOR);
  return isTTY === true && TERM !== 'dumb';
}

const COLOURS = { pass: pc.green, fail: pc.red, inconclusive: pc.yellow, skipped: pc.dim, left_out: pc.dim };

/** Paints by outcome where `stream` takes colours; leaves the text as it is elsewhere. */
export function createPaint(stream: { readonly isTTY?: boolean }): Paint {
  const paints = isColoured(stream);
  return (outcome, text) => (paints ? COLOURS[outcome](text) : text);
}

const COMPARED = {
  better: pc.green,
  same: (text: string) => text,
  worse: pc.red,
  inconclusive: pc.yellow,
  not_comparable: pc.yellow,
};

/** The same by the verdict of a comparison. */
export function createComparisonPaint(stream: { readonly isTTY?: boolean }): ComparisonPaint {
  const paints = isColoured(stream);
  return (verdict, text) => (paints ? COMPARED[verdict](text) : text);
}
