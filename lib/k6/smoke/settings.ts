// A smoke's settings out of k6's environment.
import { SERVICE } from 'service-under-test';
import { OptionError } from '../../core/options/option-error.ts';
import { parseSmokeSettings, SMOKE_DEFAULTS, type SmokeSettings } from '../../core/smoke/settings.ts';

/** k6 hands on the environment it was started in, where LANG is the machine's own. */
const VARIABLES = {
  base: 'BASE',
  variant: 'SMOKE_LANG',
  timeoutMs: 'TIMEOUT_MS',
  origin: 'ORIGIN',
} as const satisfies Record<keyof SmokeSettings, string>;

/** @throws Error with the one sentence of the variable that cannot be used; k6 then ends before the first call */
export function readSmokeSettings(): SmokeSettings {
  const read = (setting: keyof SmokeSettings) => __ENV[VARIABLES[setting]] || SMOKE_DEFAULTS[setting];
  const given = {
    base: read('base'),
    variant: read('variant'),
    timeoutMs: read('timeoutMs'),
    origin: read('origin'),
  };
  if (given.base === '')
    throw new Error(
      'aurora-gate: BASE is not given, and k6 has no embedded service; give one, as -e BASE=http://127.0.0.1:3300',
    );
  try {
    return parseSmokeSettings(SERVICE, given, (setting, value) => `${VARIABLES[setting]}=${value}`);
  } catch (error) {
    throw error instanceof OptionError ? new Error(`aurora-gate: ${error.message}`) : error;
  }
}
