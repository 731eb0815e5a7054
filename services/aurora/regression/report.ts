// The report of a regression: what is written, and how an earlier one is read again.

import { isObject } from '../../../lib/core/text/json.ts';
import type { ComparedRun } from './compare.ts';
import { type Product, toProductKey } from './hotset.ts';
import type { RegressionReport, Round } from './report-schema.ts';
import { PARTS } from './rounds.ts';
import { PERCENTILE_METHOD, summarizeRounds } from './summary.ts';

/** The versions whose rounds and set-up are as today's: of an earlier report, nothing else is read. */
const READ_VERSIONS: readonly unknown[] = [1, 2];

/** What must be alike in two runs: which pages were visited, in which way, after how much warm-up. */
export function toSetup(
  hotset: readonly Product[],
  pdpPath: string,
  warmupRounds: number,
): Record<string, string> {
  return {
    'hot set': hotset.map(toProductKey).sort().join(','),
    path: pdpPath,
    'time limits, ms': Object.entries(PARTS)
      .map(([part, { timeoutMs }]) => `${part} ${timeoutMs}`)
      .join(', '),
    'number of warm-up rounds': String(warmupRounds),
  };
}

type Facts = Omit<
  RegressionReport,
  'schema_version' | 'percentile_method' | 'est_e2e' | 'summary_formal' | 'summary_warmup' | 'summary_all'
>;

/** Puts the report together. */
export function createReport(facts: Facts): RegressionReport {
  const { rounds, ...rest } = facts;
  const of = (phase: Round['phase']) => summarizeRounds(rounds.filter((one) => one.phase === phase));
  return {
    schema_version: 2,
    ...rest,
    percentile_method: PERCENTILE_METHOD,
    est_e2e: 'first_screen_ms + backfill_ms; reviews and similar are fetched side by side',
    summary_formal: of('formal'),
    summary_warmup: of('warmup'),
    summary_all: summarizeRounds(rounds),
    rounds,
  };
}

function isRound(value: unknown): value is Round {
  if (!isObject(value) || !isObject(value.parts)) return false;
  const { parts } = value;
  const isPart = (name: string) => isObject(parts[name]) && typeof parts[name].ready === 'boolean';
  return (
    typeof value.product === 'string' &&
    (value.phase === 'formal' || value.phase === 'warmup') &&
    Number.isFinite(value.est_e2e_ms) &&
    Object.keys(PARTS).every(isPart)
  );
}

/** Reads what a comparison needs out of an earlier report's text, or says in half a sentence why it cannot. */
export function parseEarlierReport(text: string): ComparedRun | { readonly problem: string } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { problem: 'it is no JSON' };
  }
  if (!isObject(json) || !('schema_version' in json)) return { problem: 'it is no report of a regression' };
  if (!READ_VERSIONS.includes(json.schema_version))
    return { problem: `its version is ${json.schema_version}, and 1 and 2 can be read` };
  const { rounds, setup, status } = json;
  if (!Array.isArray(rounds) || !rounds.every(isRound) || !isObject(setup))
    return { problem: 'it is no report of a regression' };
  if (status !== 'completed')
    return { problem: `that run was ${status === 'out_of_time' ? 'out of time' : 'interrupted'}` };
  const named = Object.entries(setup).map(([name, value]) => [name, String(value)] as const);
  return { rounds: rounds.filter(({ phase }) => phase === 'formal'), setup: Object.fromEntries(named) };
}
