// How a smoke is to be played: its options, on the command line and in k6's environment, and what they come to.

import { LANGS, type Lang } from '../../../services/aurora/journeys.ts';
import { SERVICE_ADDRESS } from '../options/address.ts';
import type { Command } from '../options/command.ts';
import {
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
import { OPTIONS } from '../plan/run-options.ts';

export interface SmokeSettings {
  /** `http://host:port`, without a slash at its end; '' for the embedded service. */
  readonly base: string;
  readonly lang: Lang | 'both';
  /** How long an answer may take. */
  readonly timeoutMs: number;
  /** The web page whose preflight must be allowed. */
  readonly origin: string;
}

/** What a smoke was asked for on the command line. */
export interface SmokeRequest extends SmokeSettings {
  /** Defects of the embedded service, as in docs/add-a-defect.md. */
  readonly defects: string;
  /** Where JUnit XML goes, '' for nowhere. */
  readonly junit: string;
  /** Whether the report is printed as JSON. */
  readonly json: boolean;
}

/** What a smoke takes wherever it is played. k6 hands on the environment it was started in, where LANG is the machine's own. */
const SETTINGS: readonly Option[] = [
  text('BASE', '', 'the service, http://host:port; empty: the embedded one', SERVICE_ADDRESS),
  choice('SMOKE_LANG', 'both', [...LANGS, 'both'], 'language of the calls', { flag: 'lang' }),
  integer('TIMEOUT_MS', '15000', 1, 120_000, 'how long an answer may take'),
  text('ORIGIN', 'https://aurora.pivota.cc', 'the web page whose calls must be allowed (CORS)'),
];

/** The command of a smoke: `name` is its name after `npm run`, `does` what it asks in a sentence. */
export const toSmokeCommand = (name: string, does: string): Command => ({
  name,
  does,
  options: [
    ...SETTINGS,
    ...pickOptions(OPTIONS, 'DEFECTS'),
    text('SMOKE_JUNIT', '', 'file that takes the checks as JUnit XML', undefined, { flag: 'junit' }),
    onOff('SMOKE_JSON', 'prints the report as JSON instead of lines', { flag: 'json' }),
  ],
  examples: [
    [name, 'against the embedded service'],
    [`${name} -- --base http://127.0.0.1:3300 --lang CN`, 'yours, in one language'],
    [`${name} -- --junit reports/${name.replace(':', '-')}.xml`, 'for CI'],
  ],
  exitCodes: { 0: 'every check held', 1: 'one was broken', 2: 'it could not begin', 3: 'it cannot tell' },
  endsInOrder: true,
});

/**
 * Option values → how a smoke is played.
 * @throws OptionError that names the variable and the remedy
 */
export function parseSmokeSettings(values: OptionValues): SmokeSettings {
  const { text: own, number } = readOptions(SETTINGS, values);
  return {
    base: own('BASE').replace(/\/$/, ''),
    lang: LANGS.find((lang) => lang === own('SMOKE_LANG')) ?? 'both',
    timeoutMs: number('TIMEOUT_MS'),
    origin: own('ORIGIN'),
  };
}

/**
 * Option values of a smoke's command line → what was asked for.
 * @throws OptionError that names the variable and the remedy
 */
export function parseSmokeRequest(command: Command, values: OptionValues): SmokeRequest {
  const settings = parseSmokeSettings(values);
  const { text: own, isOn } = readOptions(command.options, values);
  const defects = own('DEFECTS');
  if (settings.base !== '' && defects !== '')
    throw new OptionError('DEFECTS: only the embedded service has defects; leave it out, or BASE');
  return { ...settings, defects, junit: own('SMOKE_JUNIT'), json: isOn('SMOKE_JSON') };
}

/** The languages that are played. */
export const listLangs = (lang: SmokeSettings['lang']): readonly Lang[] => (lang === 'both' ? LANGS : [lang]);
