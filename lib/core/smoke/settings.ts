// How a smoke is to be played, checked: the same from a command line and from k6's environment.

import { hideCredentials, SERVICE_ADDRESS, toAddressRemedy } from '../options/address.ts';
import { OptionError } from '../options/option-error.ts';
import type { Id, Service } from '../service/service.ts';

export interface SmokeSettings {
  /** `http://host:port`, without a slash at its end; '' for the embedded service. */
  readonly base: string;
  /** The variant of users that is played; `all` for every one. */
  readonly variant: Id;
  /** How long an answer may take. */
  readonly timeoutMs: number;
  /** The web page whose preflight must be allowed; '' for that of the smoke. */
  readonly origin: string;
}

/** The settings as they are given: as text. */
export type GivenSettings = Readonly<Record<keyof SmokeSettings, string>>;

const ALL_VARIANTS = 'all';
/** What it was called when there were two. */
const BOTH = 'both';

export const SMOKE_DEFAULTS: GivenSettings = {
  base: '',
  variant: ALL_VARIANTS,
  timeoutMs: '15000',
  origin: '',
};

const MAX_TIMEOUT_MS = 120_000;

/**
 * @param show a setting and its value as the user gave them: `--base x` or `BASE=x`
 * @throws OptionError that names the setting and the remedy
 */
export function parseSmokeSettings(
  service: Service,
  given: GivenSettings,
  show: (setting: keyof SmokeSettings, value: string) => string,
): SmokeSettings {
  const refuse = (setting: keyof SmokeSettings, remedy: string): never => {
    throw new OptionError(`${show(setting, given[setting])}: ${remedy}`);
  };
  if (given.base !== '' && !SERVICE_ADDRESS.pattern.test(given.base))
    throw new OptionError(`${show('base', hideCredentials(given.base))}: ${toAddressRemedy(given.base)}`);
  const variants = [...service.variantIds, ALL_VARIANTS];
  const variant =
    variants.find((one) => one === (given.variant === BOTH ? ALL_VARIANTS : given.variant)) ??
    refuse('variant', `give one of ${variants.join(', ')}`);
  const timeoutMs = Number(given.timeoutMs);
  if (!Number.isSafeInteger(timeoutMs) || timeoutMs < 1) refuse('timeoutMs', 'give a whole number from 1');
  if (timeoutMs > MAX_TIMEOUT_MS) refuse('timeoutMs', `give at most ${MAX_TIMEOUT_MS}`);
  return { base: given.base.replace(/\/$/, ''), variant, timeoutMs, origin: given.origin };
}

/** The variants that are played. */
export const listVariants = (service: Service, { variant }: SmokeSettings): readonly Id[] =>
  variant === ALL_VARIANTS ? service.variantIds : [variant];
