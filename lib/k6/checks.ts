// The contracts inside k6: validators that were compiled from contracts/ at build time.
import contractsByRoute from '../../contracts/routes.json';
import { validators } from '../../generated/validators.js';
import type { Validate } from '../core/invariants.ts';
import type { RouteId } from '../core/journeys.ts';

/**
 * Route → validate function, by the version of its contract that contracts/routes.json names.
 * @throws Error where a route has no contract
 */
export function createValidate(): (route: RouteId) => Validate {
  const toValidate = (key: string): Validate => {
    const contract = (contractsByRoute as Record<string, string>)[key] ?? key;
    const validator = validators[contract];
    if (!validator) throw new Error(`no contract "${contract}" for ${key}: see contracts/routes.json`);
    return (body) => {
      if (validator(body)) return undefined;
      const fault = validator.errors?.[0];
      return `${contract}: ${fault?.instancePath || 'the body'} ${fault?.message ?? 'is not as agreed'}`;
    };
  };
  const table: Readonly<Record<RouteId, Validate>> = {
    profile_update: toValidate('profile_update'),
    photos_upload: toValidate('photos_upload'),
    analysis_skin: toValidate('analysis_skin'),
    chat: toValidate('chat'),
  };
  return (route) => table[route];
}
