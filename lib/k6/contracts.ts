// The contracts inside k6: validators that were compiled from contracts/ at build time.

import { validators } from '../../generated/validators.js';
import type { Validate } from '../../services/aurora/answer/invariants.ts';
import contractsByRoute from '../../services/aurora/contracts/routes.json';
import type { RouteId } from '../../services/aurora/journeys.ts';

/** What is wrong with a body: where, as a JSON Pointer, '' for its root, and what. */
export interface ContractFault {
  readonly instancePath: string;
  readonly message?: string;
}

/**
 * The contract of a route, by the version that services/aurora/contracts/routes.json names, or of its own name.
 * @throws Error where there is none
 */
export function findContract(key: string): {
  readonly contract: string;
  /** The first fault of a body; undefined where it keeps the contract. */
  readonly findFault: (body: unknown) => ContractFault | undefined;
} {
  const contract = (contractsByRoute as Record<string, string>)[key] ?? key;
  const validator = validators[contract];
  if (!validator)
    throw new Error(`no contract "${contract}" for ${key}: see services/aurora/contracts/routes.json`);
  const unnamed: ContractFault = { instancePath: '' };
  return {
    contract,
    findFault: (body) => (validator(body) ? undefined : (validator.errors?.[0] ?? unnamed)),
  };
}

/**
 * Route → validate function, by the version of its contract that services/aurora/contracts/routes.json names.
 * @throws Error where a route has no contract
 */
export function createValidate(): (route: RouteId) => Validate {
  const toValidate = (key: string): Validate => {
    const { contract, findFault } = findContract(key);
    return (body) => {
      const fault = findFault(body);
      if (fault === undefined) return undefined;
      return `${contract}: ${fault.instancePath || 'the body'} ${fault.message ?? 'is not as agreed'}`;
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
