// The pieces of a picture: texts, escaped, and figures in their units.
import { escapeMarkup } from '../../lib/core/text/escape.ts';
import { toPlain } from '../../lib/core/text/plain-text.ts';

/** A rectangle of the picture, in px. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** The colours of what is no data. */
export const INK = {
  text: '#222222',
  quiet: '#666666',
  line: '#dddddd',
  frame: '#ffffff',
  page: '#f4f5f7',
} as const;

const px = (value: number) => String(Number(value.toFixed(1)));

/** A line of text at a point; what others wrote cannot be markup, and is cut where it has no room. */
export function toText(x: number, y: number, content: string, more = '', maxChars = 200): string {
  return `<text x="${px(x)}" y="${px(y)}" ${more}>${escapeMarkup(toPlain(content, maxChars))}</text>`;
}

export function toRect({ x, y, w, h }: Box, fill: string, more = ''): string {
  return `<rect x="${px(x)}" y="${px(y)}" width="${px(Math.max(0, w))}" height="${px(Math.max(0, h))}" fill="${fill}" ${more}/>`;
}

export function toRule(x1: number, y1: number, x2: number, y2: number, colour: string, more = ''): string {
  return `<line x1="${px(x1)}" y1="${px(y1)}" x2="${px(x2)}" y2="${px(y2)}" stroke="${colour}" ${more}/>`;
}

/** Chars that fit into a width at a size, for a sans-serif: on average a char is 0.56 of its height wide. */
export const toFitting = (widthPx: number, sizePx: number): number =>
  Math.max(4, Math.floor(widthPx / (sizePx * 0.56)));

const round = (value: number) => {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1000) return Math.round(value).toLocaleString('en');
  return String(Number(value.toPrecision(3)));
};

/** A figure in the unit of its panel, as Grafana writes it. */
export function toFigure(value: number, unit: string): string {
  if (!Number.isFinite(value)) return '–';
  switch (unit) {
    case 'percent':
      return `${round(value)} %`;
    case 'percentunit':
      return `${round(value * 100)} %`;
    case 'currencyUSD':
      return `$${round(value)}`;
    case 's':
      return Math.abs(value) < 1 && value !== 0 ? `${round(value * 1000)} ms` : `${round(value)} s`;
    default:
      return unit.startsWith('suffix:') ? `${round(value)}${unit.slice('suffix:'.length)}` : round(value);
  }
}
