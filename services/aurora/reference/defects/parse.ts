// Reads a defect spec: `id[,rate=0.01][,route=/v1/chat][,lang=CN][,header=x-trace-id:chaos]…`, several separated by `;`.
import type { Spoken } from '../envelopes/renderers.ts';
import type { Lang } from '../envelopes/turn.ts';
import { DEFECT_IDS, DEFECTS, type DefectId, isDefectId } from './table.ts';

/** One switched-on defect and the calls it is meant for. */
export type DefectRule = {
  readonly id: DefectId;
  /** Share of the matching calls that are hit, 0..1. @default 1 */
  readonly ratio: number;
  /** Which calls are hit is drawn by this seed, so that they come as chance has it; null means every so-manieth. */
  readonly drawSeed: number | null;
  /** Exact path; null means every conversational route. */
  readonly route: string | null;
  readonly lang: Lang | null;
  readonly header: { readonly name: string; readonly contains: string } | null;
  /** Milliseconds after the first call of a user during which nothing happens. @default 0 */
  readonly afterMs: number;
  /** How long the defect lasts from then, milliseconds. @default Infinity */
  readonly forMs: number;
  /** Calls that are hit at most. @default Infinity */
  readonly times: number;
  readonly whileUpstreamFailing: boolean;
  /** Milliseconds, for the defects that take time; null means the table's own. */
  readonly ms: number | null;
  /** Kilobytes, for the defects that leave some behind; null means the table's own. */
  readonly kb: number | null;
};

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000 };

function parseDurationMs(id: string, key: string, text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(text);
  const unitMs = UNIT_MS[match?.[2] ?? ''];
  if (match?.[1] === undefined || unitMs === undefined) {
    throw new Error(`defect ${id}: ${key}=${text} is not a duration; write it like 500ms, 10s or 2m.`);
  }
  return Number(match[1]) * unitMs;
}

function parseRatio(id: string, text: string): number {
  const ratio = /^(?:\d+|\d*\.\d+)$/.test(text) ? Number(text) : Number.NaN;
  if (!(ratio > 0 && ratio <= 1)) {
    throw new Error(
      `defect ${id}: rate=${text} is not a share; write a number above 0 and up to 1, like 0.01.`,
    );
  }
  return ratio;
}

function parseHeader(id: string, text: string): DefectRule['header'] {
  const colon = text.indexOf(':');
  if (colon < 1 || colon === text.length - 1) {
    throw new Error(
      `defect ${id}: header=${text} is not name:substring; write it like header=x-trace-id:chaos.`,
    );
  }
  return { name: text.slice(0, colon).trim().toLowerCase(), contains: text.slice(colon + 1).trim() };
}

function parseOption(id: DefectId, key: string, value: string): Partial<DefectRule> {
  switch (key) {
    case 'rate':
      return { ratio: parseRatio(id, value) };
    case 'draw':
      if (!/^\d+$/.test(value))
        throw new Error(`defect ${id}: draw=${value} must be a whole number, the seed of its draws, like 7.`);
      return { drawSeed: Number(value) };
    case 'route':
      if (!value.startsWith('/'))
        throw new Error(`defect ${id}: route=${value} must start with "/", like /v1/chat.`);
      return { route: value };
    case 'lang':
      if (value !== 'EN' && value !== 'CN') throw new Error(`defect ${id}: lang=${value} must be EN or CN.`);
      return { lang: value };
    case 'header':
      return { header: parseHeader(id, value) };
    case 'after':
      return { afterMs: parseDurationMs(id, key, value) };
    case 'for':
      return { forMs: parseDurationMs(id, key, value) };
    case 'times':
      if (!/^[1-9]\d*$/.test(value))
        throw new Error(`defect ${id}: times=${value} must be a whole number from 1, like 3.`);
      return { times: Number(value) };
    case 'ms':
      if (!('ms' in DEFECTS[id].effect))
        throw new Error(`defect ${id}: it takes no time, so leave out ms=${value}.`);
      return { ms: parseDurationMs(id, key, `${value}ms`) };
    case 'kb':
      if (!('kb' in DEFECTS[id].effect))
        throw new Error(`defect ${id}: it leaves no memory behind, so leave out kb=${value}.`);
      if (!/^[1-9]\d*$/.test(value))
        throw new Error(`defect ${id}: kb=${value} must be a whole number from 1, like 100.`);
      return { kb: Number(value) };
    case 'while':
      if (value !== 'upstream_failing') {
        throw new Error(`defect ${id}: while=${value} must be upstream_failing.`);
      }
      return { whileUpstreamFailing: true };
    default:
      throw new Error(
        `defect ${id}: the option "${key}" is not known; choose rate, draw, times, route, lang, header, after, for, while, ms or kb.`,
      );
  }
}

function parseRule(text: string, spoken: Spoken | undefined): DefectRule {
  const [id = '', ...options] = text.split(',').map((part) => part.trim());
  if (!isDefectId(id)) {
    throw new Error(`the defect "${id}" is not known; choose one of: ${DEFECT_IDS.join(', ')}.`);
  }
  const { only } = DEFECTS[id];
  if (only !== undefined && spoken !== undefined && only !== spoken) {
    throw new Error(`defect ${id}: only --envelope ${only} can have it, and this service speaks ${spoken}.`);
  }
  const rule: DefectRule = {
    id,
    ratio: 1,
    drawSeed: null,
    route: null,
    lang: null,
    header: null,
    afterMs: 0,
    forMs: Number.POSITIVE_INFINITY,
    times: Number.POSITIVE_INFINITY,
    whileUpstreamFailing: false,
    ms: null,
    kb: null,
  };
  const read = options.map((option) => {
    const equals = option.indexOf('=');
    if (equals < 1) {
      throw new Error(`defect ${id}: "${option}" is not an option; write key=value, like rate=0.01.`);
    }
    return parseOption(id, option.slice(0, equals).trim(), option.slice(equals + 1).trim());
  });
  return Object.assign(rule, ...read);
}

/**
 * Reads a spec into its rules; an empty spec is no rules.
 * @param spoken what the service speaks; where it is given, a defect that only the other envelope can have is refused
 * Throws an Error whose message is one sentence that names what is wrong (and lists the ids where one is unknown).
 */
export function parseDefects(spec: string, spoken?: Spoken): readonly DefectRule[] {
  return spec
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => parseRule(part, spoken));
}
