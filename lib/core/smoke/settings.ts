// How a smoke is to be played, checked: the same from a command line and from k6's environment.

import { LANGS, type Lang } from '../../../services/aurora/journeys.ts';
import { hideCredentials, SERVICE_ADDRESS, toAddressRemedy } from '../options/address.ts';
import { OptionError } from '../options/option-error.ts';

export interface SmokeSettings {
  /** `http://host:port`, without a slash at its end; '' for the embedded service. */
  readonly base: string;
  readonly lang: Lang | 'both';
  /** How long an answer may take. */
  readonly timeoutMs: number;
  /** The web page whose preflight must be allowed. */
  readonly origin: string;
}

/** The settings as they are given: as text. */
export type GivenSettings = Readonly<Record<keyof SmokeSettings, string>>;

export const SMOKE_DEFAULTS: GivenSettings = {
  base: '',
  lang: 'both',
  timeoutMs: '15000',
  origin: 'https://aurora.pivota.cc',
};
export const SMOKE_LANGS = [...LANGS, 'both'] as const;

const MAX_TIMEOUT_MS = 120_000;

/**
 * @param show a setting and its value as the user gave them: `--base x` or `BASE=x`
 * @throws OptionError that names the setting and the remedy
 */
export function parseSmokeSettings(
  given: GivenSettings,
  show: (setting: keyof SmokeSettings, value: string) => string,
): SmokeSettings {
  const refuse = (setting: keyof SmokeSettings, remedy: string): never => {
    throw new OptionError(`${show(setting, given[setting])}: ${remedy}`);
  };
  if (given.base !== '' && !SERVICE_ADDRESS.pattern.test(given.base))
    throw new OptionError(`${show('base', hideCredentials(given.base))}: ${toAddressRemedy(given.base)}`);
  const lang =
    SMOKE_LANGS.find((one) => one === given.lang) ?? refuse('lang', `give one of ${SMOKE_LANGS.join(', ')}`);
  const timeoutMs = Number(given.timeoutMs);
  if (!Number.isSafeInteger(timeoutMs) || timeoutMs < 1) refuse('timeoutMs', 'give a whole number from 1');
  if (timeoutMs > MAX_TIMEOUT_MS) refuse('timeoutMs', `give at most ${MAX_TIMEOUT_MS}`);
  return { base: given.base.replace(/\/$/, ''), lang, timeoutMs, origin: given.origin };
}

/** The languages that are played. */
export const listLangs = (lang: SmokeSettings['lang']): readonly Lang[] => (lang === 'both' ? LANGS : [lang]);
