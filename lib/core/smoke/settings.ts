// How a smoke is to be played: its options, on the command line and in k6's environment, and what they come to.

import type { Command } from '../options/command.ts';
import {
  BY_HAND,
  choice,
  integer,
  type Option,
  type OptionValues,
  onOff,
  pickOptions,
  text,
} from '../options/option.ts';
import { OptionError } from '../options/option-error.ts';
import { readOptions } from '../options/read-options.ts';
import { toBaseOption } from '../options/target.ts';
import { SHARED_OPTIONS } from '../plan/run-options.ts';
import { parseWithout, toWithoutOption } from '../service/parts.ts';
import type { Id, Service } from '../service/service.ts';
import { trimSlashes } from '../text/ends.ts';

export interface SmokeSettings {
  /** `http://host:port`, without a slash at its end; '' for the embedded service. */
  readonly base: string;
  /** The variant of users that is played; `all` for every one. */
  readonly variant: Id;
  /** How long an answer may take. */
  readonly timeoutMs: number;
  /** The web page whose preflight must be allowed; '' for that of the smoke. */
  readonly origin: string;
  /** The parts that the deployment lacks. */
  readonly without: readonly Id[];
}

/** What a smoke was asked for on the command line. */
export interface SmokeRequest extends SmokeSettings {
  /** The smoke by the name of its file, like `runtime`. */
  readonly suite: string;
  /** Defects of the embedded service, as in docs/add-a-defect.md. */
  readonly defects: string;
  /** Where JUnit XML goes, '' for nowhere. */
  readonly junit: string;
  /** Whether the report is printed as JSON. */
  readonly json: boolean;
}

const ALL_VARIANTS = 'all';
/** What it was called when there were two. */
const BOTH = 'both';

/** What a smoke takes wherever it is played. k6 hands on the environment it was started in, where LANG is the machine's own. */
const toSettings = (service: Service): readonly Option[] => [
  toBaseOption('the service, http://host:port; left out: the embedded one'),
  choice(
    'SMOKE_LANG',
    ALL_VARIANTS,
    [...new Set([...service.variantIds, ALL_VARIANTS, BOTH])],
    `the variant of users that is played; ${BOTH}: all`,
    { flag: 'lang', byHand: BY_HAND.narrows },
  ),
  integer('TIMEOUT_MS', '15000', 1, 120_000, 'how long an answer may take'),
  text('ORIGIN', '', 'the web page whose calls must be allowed (CORS); empty: the one that the smoke names'),
  toWithoutOption(service),
];

/** The command that plays the smokes of a service. */
export const toSmokeCommand = (service: Service): Command => ({
  name: 'smoke',
  does: 'Plays the key flows of the service once, as a user or two, without load.',
  options: [
    ...pickOptions(SHARED_OPTIONS, 'GATE_SERVICE'),
    text('SMOKE_SUITE', 'runtime', 'which of its smokes: a file of smoke/ in its folder', undefined, {
      flag: 'suite',
      byHand: BY_HAND.narrows,
    }),
    ...toSettings(service),
    ...pickOptions(SHARED_OPTIONS, 'DEFECTS'),
    text('SMOKE_JUNIT', '', 'file that takes the checks as JUnit XML', undefined, { flag: 'junit' }),
    onOff('SMOKE_JSON', 'prints the report as JSON instead of lines', { flag: 'json' }),
  ],
  target: { reads: 'BASE' },
  examples: [
    ['smoke', 'against the embedded service'],
    [`smoke -- --base http://127.0.0.1:3300 --lang ${service.variantIds[0]}`, 'yours, for some users only'],
    ['smoke -- --junit reports/smoke.xml', 'for CI'],
  ],
  exitCodes: { 0: 'every check held', 1: 'one was broken', 2: 'it could not begin', 3: 'it cannot tell' },
  endsInOrder: true,
});

/**
 * Option values → how a smoke is played.
 * @throws OptionError that names the variable and the remedy
 */
export function parseSmokeSettings(service: Service, values: OptionValues): SmokeSettings {
  const { text: own, number } = readOptions(toSettings(service), values);
  const variant = own('SMOKE_LANG');
  return {
    base: trimSlashes(own('BASE')),
    variant: variant === BOTH ? ALL_VARIANTS : variant,
    timeoutMs: number('TIMEOUT_MS'),
    origin: own('ORIGIN'),
    without: parseWithout(service, values),
  };
}

/**
 * Option values of a smoke's command line → what was asked for.
 * @throws OptionError that names the variable and the remedy
 */
export function parseSmokeRequest(service: Service, values: OptionValues): SmokeRequest {
  const settings = parseSmokeSettings(service, values);
  const { text: own, isOn } = readOptions(toSmokeCommand(service).options, values);
  const defects = own('DEFECTS');
  if (settings.base !== '' && defects !== '')
    throw new OptionError('DEFECTS: only the embedded service has defects; leave it out, or BASE');
  return {
    ...settings,
    suite: own('SMOKE_SUITE'),
    defects,
    junit: own('SMOKE_JUNIT'),
    json: isOn('SMOKE_JSON'),
  };
}

/** The variants that are played. */
export const listVariants = (service: Service, { variant }: SmokeSettings): readonly Id[] =>
  variant === ALL_VARIANTS ? service.variantIds : [variant];
