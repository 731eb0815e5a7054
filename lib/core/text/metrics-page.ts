// A page of metrics as a Prometheus server reads it: its text format and OpenMetrics. The packages that parse it (parse-prometheus-text-format,
// exposition) are years without a release, join samples of one family, and take an HTML page or a cut line for a sample without a value.
import { withoutMark } from './ends.ts';

/** One sample. `value` may be NaN or infinite: the formats allow it. */
export interface MetricSample {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly value: number;
}

/** `types` by the name that the page declares them under: OpenMetrics leaves off a counter's `_total`. */
export interface MetricsPage {
  readonly samples: readonly MetricSample[];
  readonly types: ReadonlyMap<string, string>;
}

const NAME = /[a-zA-Z_:][\w:]*/y;
/** A label, or the name of a metric in quotes; then what follows it. Group 1: label name, 2: quoted name, 3: value, 4: `,` or `}`. */
const PAIR =
  /[ \t]*(?:([a-zA-Z_]\w*)|"([^"\\]*(?:\\.[^"\\]*)*)")[ \t]*(?:=[ \t]*"([^"\\]*(?:\\.[^"\\]*)*)"[ \t]*)?([,}])/y;
const END = /[ \t]*\}/y;
/** Value, timestamp (ms, or seconds with a fraction), exemplar: group 1 is the value. */
const TAIL = /[ \t]*([^ \t#]+)(?:[ \t]+[-+.\deE]+)?[ \t]*(?:#[ \t]*\{.*)?$/y;
const NUMBER = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?$/i;
const INFINITE = /^([-+]?)inf(?:inity)?$/i;

/**
 * Parses a page of Prometheus' text format (0.0.4, with the quoted names of 1.0.0) or OpenMetrics 1.0: samples come as they
 * stand, histograms and summaries as their single series. One broken line breaks the page, as for a Prometheus server.
 * @throws SyntaxError that names the line
 */
export function parseMetricsPage(text: string): MetricsPage {
  const samples: MetricSample[] = [];
  const types = new Map<string, string>();
  let ended = false;
  for (const [index, raw] of withoutMark(text).split('\n').entries()) {
    const line = raw.trim();
    if (line === '') continue;
    if (ended) throw new SyntaxError(`line ${index + 1} comes after # EOF`);
    if (line.startsWith('#')) {
      const [, word, name = '', type = ''] = line.split(/[ \t]+/, 4);
      if (word === 'TYPE') types.set(unquote(name), type.toLowerCase());
      ended = line === '# EOF';
      continue;
    }
    const sample = parseSample(line);
    if (!sample) throw new SyntaxError(`line ${index + 1} is no sample of a metric: ${line.slice(0, 80)}`);
    samples.push(sample);
  }
  return { samples, types };
}

function parseSample(line: string): MetricSample | undefined {
  const labels = new Map<string, string>();
  let [name = ''] = matchAt(NAME, line, 0) ?? [];
  let at = name.length;
  while (line[at] === ' ' || line[at] === '\t') at++;
  if (line[at] === '{') {
    at++;
    for (let open = true; open; ) {
      const end = matchAt(END, line, at);
      if (end) {
        at += end[0].length;
        break;
      }
      const pair = matchAt(PAIR, line, at);
      if (!pair) return undefined;
      const [all, label, quoted, value, after] = pair;
      if (value !== undefined) labels.set(label ?? readEscapes(quoted ?? ''), readEscapes(value));
      else if (quoted !== undefined && name === '' && labels.size === 0) name = readEscapes(quoted);
      else return undefined;
      at += all.length;
      open = after === ',';
    }
  }
  const tail = matchAt(TAIL, line, at);
  const value = tail ? parseValue(tail[1] ?? '') : undefined;
  return name === '' || value === undefined ? undefined : { name, labels, value };
}

function matchAt(pattern: RegExp, line: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(line);
}

function parseValue(text: string): number | undefined {
  if (NUMBER.test(text)) return Number(text);
  const infinite = INFINITE.exec(text);
  if (infinite) return infinite[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return /^nan$/i.test(text) ? Number.NaN : undefined;
}

const readEscapes = (text: string) =>
  text.replace(/\\(.)/g, (whole, char: string) =>
    char === 'n' ? '\n' : char === '\\' || char === '"' ? char : whole,
  );

const unquote = (name: string) => (name.startsWith('"') ? readEscapes(name.slice(1, -1)) : name);
