// Whether the rules that Prometheus has loaded are those of some rule files.
import { parse } from 'yaml';
import { toList, toObject } from '../../lib/core/text/json.ts';
import type { LoadedGroup, LoadedRule } from '../servers/prometheus.ts';

/** A rule as its file has it. */
export interface WrittenRule {
  readonly name: string;
  readonly expr: string;
  /** How long an alert must hold before it fires, seconds. */
  readonly forSec: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}
export interface WrittenGroup {
  readonly file: string;
  readonly name: string;
  readonly rules: readonly WrittenRule[];
}

const UNIT_SEC: Readonly<Record<string, number>> = {
  ...{ ms: 0.001, s: 1, m: 60, h: 3_600 },
  ...{ d: 86_400, w: 604_800, y: 31_536_000 },
};

/** A period as Prometheus writes it (`1h30m`) → seconds; 0 for ''. */
export function parsePeriodSec(text: string): number {
  const parts = [...text.matchAll(/(\d{1,12})(ms|[smhdwy])/g)];
  return parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * (UNIT_SEC[unit] ?? 0), 0);
}

const toTexts = (value: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(toObject(value)).map(([name, text]) => [name, String(text)]));

/**
 * The groups of rule files.
 * @param files file name → text
 * @throws Error where one is no YAML
 */
export function parseRuleFiles(files: Readonly<Record<string, string>>): readonly WrittenGroup[] {
  return Object.entries(files).flatMap(([file, text]) =>
    toList(toObject(parse(text)).groups).map((group) => {
      const { name, rules } = toObject(group);
      return { file, name: String(name), rules: toList(rules).map(toWrittenRule) };
    }),
  );
}

function toWrittenRule(value: unknown): WrittenRule {
  const rule = toObject(value);
  return {
    name: String(rule.alert ?? rule.record),
    expr: String(rule.expr),
    forSec: parsePeriodSec(String(rule.for ?? '')),
    labels: toTexts(rule.labels),
    annotations: toTexts(rule.annotations),
  };
}

const toSorted = (texts: Readonly<Record<string, string>> = {}) =>
  JSON.stringify(Object.entries(texts).sort(([a], [b]) => (a < b ? -1 : 1)));

const toBaseName = (path: string) => path.slice(path.lastIndexOf('/') + 1);

/**
 * What is loaded otherwise than it is written, a clause each; empty where all is the same. Groups of other files are somebody else's.
 * @param toCanonical an expression as Prometheus writes it
 */
export async function listDifferences(
  written: readonly WrittenGroup[],
  loaded: readonly LoadedGroup[],
  toCanonical: (expr: string) => Promise<string>,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const group of written) {
    const same = loaded.find(({ name, file }) => name === group.name && toBaseName(file) === group.file);
    if (same) found.push(...(await compareGroup(group, same, toCanonical)));
    else found.push(`group ${group.name} is not loaded`);
  }
  const files = new Set(written.map(({ file }) => file));
  for (const { name, file } of loaded) {
    if (!files.has(toBaseName(file)) || written.some((group) => group.name === name)) continue;
    found.push(`group ${name} is loaded, and in no file`);
  }
  return found;
}

async function compareGroup(
  group: WrittenGroup,
  { rules }: LoadedGroup,
  toCanonical: (expr: string) => Promise<string>,
): Promise<readonly string[]> {
  if (group.rules.length !== rules.length)
    return [`group ${group.name} has ${rules.length} rules loaded, and ${group.rules.length} written`];
  const found = await Promise.all(
    group.rules.map(async (rule, n) => {
      const other = rules[n];
      const what = other && (await findOther(rule, other, toCanonical));
      return what === undefined ? [] : [`${rule.name} has another ${what}`];
    }),
  );
  return found.flat();
}

async function findOther(
  rule: WrittenRule,
  loaded: LoadedRule,
  toCanonical: (expr: string) => Promise<string>,
): Promise<string | undefined> {
  if (rule.name !== loaded.name) return `name (${loaded.name})`;
  if (rule.forSec !== (loaded.duration ?? 0)) return `"for" (${loaded.duration} s, written ${rule.forSec} s)`;
  if (toSorted(rule.labels) !== toSorted(loaded.labels)) return 'set of labels';
  if (toSorted(rule.annotations) !== toSorted(loaded.annotations)) return 'annotation';
  if (rule.expr === loaded.query) return undefined;
  const [written, had] = [await toCanonical(rule.expr), await toCanonical(loaded.query)];
  return written === had ? undefined : 'expression';
}
