// Colours, on a terminal only.
import pc from 'picocolors';
import type { ComparisonPaint } from '../../../core/compare/terminal.ts';
import type { Paint } from '../../../core/text/columns.ts';

const COLOURS = { pass: pc.green, fail: pc.red, inconclusive: pc.yellow, skipped: pc.dim, left_out: pc.dim };

/** Paints by outcome where `stream` is a terminal (and NO_COLOR is not set); leaves the text as it is elsewhere. */
export function createPaint(stream: { readonly isTTY?: boolean }): Paint {
  return (outcome, text) => (stream.isTTY ? COLOURS[outcome](text) : text);
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
  return (verdict, text) => (stream.isTTY ? COMPARED[verdict](text) : text);
}
