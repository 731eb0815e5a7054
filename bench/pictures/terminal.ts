// What a terminal shows, as a picture that stays text: SVG.
import { escapeMarkup } from '../../lib/core/text/escape.ts';

/** Of the few colours that our reports have, on a dark ground. */
const COLOURS: Readonly<Record<string, string>> = {
  31: '#ff7b72',
  32: '#7ee787',
  33: '#e3b341',
  2: '#8b949e',
};
const [GROUND, INK] = ['#0d1117', '#e6edf3'];
const [CHAR_PX, LINE_PX, MARGIN_PX] = [7.83, 18, 16];
const FONT = 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace';

/** What begins a colour: its code, an m, then text. */
const ESCAPE = '\u001b[';

/** A line with its colours as parts of a text. */
function toParts(line: string): string {
  return line
    .split(ESCAPE)
    .map((part, n) => {
      const [, code = '', rest = ''] = n === 0 ? ['', '', part] : (/^([\d;]*)m(.*)$/s.exec(part) ?? []);
      const colour = COLOURS[code];
      // Other blanks are not kept in a row.
      const text = escapeMarkup(rest).replaceAll(' ', '\u00a0');
      return colour === undefined || rest === '' ? text : `<tspan fill="${colour}">${text}</tspan>`;
    })
    .join('');
}

/**
 * A picture of what was printed.
 * @param title what a screen reader says of it
 */
export function toTerminalSvg(title: string, printed: string, columns: number): string {
  const lines = printed.trimEnd().split('\n');
  const width = Math.ceil(columns * CHAR_PX + 2 * MARGIN_PX);
  const height = lines.length * LINE_PX + 2 * MARGIN_PX;
  const rows = lines.flatMap((line, n) =>
    line.trim() === ''
      ? []
      : [`<text x="${MARGIN_PX}" y="${MARGIN_PX + (n + 0.75) * LINE_PX}">${toParts(line)}</text>`],
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escapeMarkup(title)}</title>`,
    `<rect width="100%" height="100%" rx="8" fill="${GROUND}"/>`,
    `<g font-family='${FONT}' font-size="13" fill="${INK}">`,
    ...rows,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}
