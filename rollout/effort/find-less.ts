// Whether a run of the gate tried as much as is asked for. One that did not could not tell: its pass is none.
import { Check } from 'typebox/value';
import { toEffort } from '../../lib/core/evidence/effort.ts';
import { type Effort, EffortAmongOthers } from '../../lib/core/evidence/effort-schema.ts';
import { isObject, type Json } from '../../lib/core/text/json.ts';
import { toPlain } from '../../lib/core/text/plain-text.ts';
import { toFullEffort } from './asked-effort.ts';
import type { AskedEffort } from './asked-schema.ts';

/** A run ends with the last of its journeys, and the clocks of its parts are not one: so little less is none. */
const SLACK = 0.01;

const toFigure = (value: number) => String(Number(value.toFixed(3)));
const toSeconds = (value: number) => `${toFigure(value)} s`;
const toRate = (value: number) => `${toFigure(value)} journeys/s`;

/** Where less of it is too little: how it reads. */
const LEAST = [
  ['seconds', '', toSeconds],
  ['chaosS', ' within chaos windows', toSeconds],
  ['spikeS', ' within spikes', toSeconds],
  ['baseRps', ' at baseline', toRate],
  ['chaosRps', ' in a chaos window', toRate],
  ['spikeRps', ' in a spike', toRate],
] as const;

/** What a signed run tells of how much it tried; undefined where it does not tell all of it, as one of an older release. */
export const readSigned = (details: unknown): Effort | undefined =>
  Check(EffortAmongOthers, details) ? details : undefined;

/** The same of a summary.json, which may be anything. */
export function readTried(summary: Json): Effort | undefined {
  const { phases, chaos_modes, load_profile } = summary;
  if (![phases, chaos_modes, load_profile].every(isObject)) return undefined;
  return readSigned(toEffort(summary as Parameters<typeof toEffort>[0]));
}

/**
 * What was run and what is asked for, in half a sentence without a full stop; undefined where the run tried as much.
 * @param tried undefined where nobody told
 */
export function findLess(tried: Effort | undefined, asked: AskedEffort): string | undefined {
  const full = toFullEffort(asked);
  const wanted = `the profile ${asked.profile}`;
  if (tried === undefined) return `does not say how much it tried, and ${wanted} is asked for in full`;
  if (tried.once) return `was one pass without load, and ${wanted} is asked for`;
  if (tried.profile !== asked.profile)
    return `ran with the profile ${toPlain(tried.profile, 40)}, and ${wanted} is asked for`;
  if (tried.timeScale > full.timeScale)
    return `compressed its clock ${toFigure(tried.timeScale)} times, and ${wanted} is asked for on a clock that is not`;
  for (const [key, where, toText] of LEAST)
    if (!(tried[key] >= full[key] * (1 - SLACK)))
      return `played ${toText(tried[key])}${where}, and ${toText(full[key])} are asked for, as ${toReason(asked, key)}`;
  const missing = full.faults.filter((id) => !tried.faults.includes(id));
  return missing.length === 0
    ? undefined
    : `injected ${tried.faults.join(', ') || 'no faults'}, and ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} asked for as well, as ${wanted} has them`;
}

const toReason = ({ profile, leastS }: AskedEffort, key: keyof Effort): string =>
  key === 'seconds' && leastS !== undefined ? 'leastS of the policy says' : `the profile ${profile} has them`;

/** How to run the gate so that it counts. */
export const toGateCommand = ({ profile, leastS, faults }: AskedEffort): string =>
  `npm run soak -- --profile ${profile}${leastS === undefined ? '' : ` --duration-seconds ${leastS}`}${
    faults === false ? '' : ', with its faults (--chaos edge where it has a --base)'
  }`;
