// A smoke's settings out of k6's environment.
import { SERVICE } from 'service-under-test';
import { OptionError } from '../../core/options/option-error.ts';
import { parseSmokeSettings, type SmokeSettings } from '../../core/smoke/settings.ts';

/** @throws Error with the one sentence of the variable that cannot be used; k6 then ends before the first call */
export function readSmokeSettings(): SmokeSettings {
  try {
    const settings = parseSmokeSettings(SERVICE, __ENV);
    if (settings.base === '')
      throw new OptionError(
        'BASE is not given, and k6 has no embedded service; give one, as -e BASE=http://127.0.0.1:3300',
      );
    return settings;
  } catch (error) {
    throw error instanceof OptionError ? new Error(`aurora-gate: ${error.message}`) : error;
  }
}
