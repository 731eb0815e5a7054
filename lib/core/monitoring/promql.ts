// Pieces of PromQL of which the rules are made.
import type { Selector } from './monitored.ts';

/** A text as PromQL quotes it. */
export const toQuoted = (text: string): string =>
  `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;

/** A pattern that fits these texts and no other; Prometheus anchors it at both ends. */
export const toOneOf = (texts: readonly string[]): string =>
  toQuoted(texts.map((text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|'));

/** A selector that demands these labels as well. */
export function toSelector(selector: Selector, matchers: readonly string[]): string {
  const at = selector.indexOf('{');
  const name = at < 0 ? selector : selector.slice(0, at);
  const own = at < 0 ? '' : selector.slice(at + 1, selector.lastIndexOf('}'));
  const all = [...matchers, own].filter((one) => one !== '').join(',');
  return all === '' ? name : `${name}{${all}}`;
}

const toBy = (labels: readonly string[]) => (labels.length === 0 ? '' : ` by (${labels.join(', ')})`);

/** How often a second the events of a counter come, over a window, added up by these labels. */
export const toRate = (selector: string, window: string, by: readonly string[] = []): string =>
  `sum${toBy(by)} (rate(${selector}[${window}]))`;

/**
 * The share of one counter in another over a window (0..1), by these labels; nothing where there is no traffic. What was never
 * counted has no series, and is a share of 0: `or vector(0)` would say so under no label, beside the shares of those that have one.
 */
export function toShare(part: string, whole: string, window: string, by: readonly string[] = []): string {
  const all = toRate(whole, window, by);
  return `(${toRate(part, window, by)} or 0 * ${all}) / (${all} > 0)`;
}

/** A condition that holds only while the counter of all events goes up; `by` are the labels of both sides. */
export const toGuarded = (
  condition: string,
  whole: string,
  window: string,
  by: readonly string[] = [],
): string => `(${condition}) and on (${by.join(', ')}) ${toRate(whole, window, by)} > 0`;
