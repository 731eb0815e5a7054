// The contracts inside k6: validators that were compiled from the service's contracts/ at build time.
import { quickChecks, validators } from 'contracts-under-test';
import { type ContractFault, toFaultText } from '../core/answer/contract-fault.ts';
import type { Validate } from '../core/answer/findings.ts';
import type { Id, Service } from '../core/service/service.ts';

/**
 * The contract with this `$id`.
 * @returns a function that finds the first fault of a body; undefined where it keeps the contract
 * @throws Error where the service has no such contract
 */
export function findContract(contract: string): (body: unknown) => ContractFault | undefined {
  const validator = validators[contract];
  if (!validator) throw new Error(`the service has no contract "${contract}" among its contracts/`);
  const unnamed: ContractFault = { instancePath: '' };
  const isSurelyKept = quickChecks[contract] ?? (() => false);
  return (body) => (isSurelyKept(body) || validator(body) ? undefined : (validator.errors?.[0] ?? unnamed));
}

/**
 * Route → validate function; undefined for a route without a contract.
 * @throws Error where a route names a contract that the service has not
 */
export function createValidate({ routes }: Service): (route: Id) => Validate | undefined {
  const table = new Map<Id, Validate>();
  for (const [route, { contract }] of Object.entries(routes)) {
    if (contract === undefined) continue;
    const findFault = findContract(contract);
    table.set(route, (body) => {
      const fault = findFault(body);
      if (fault === undefined) return undefined;
      return `${contract}: ${toFaultText(fault, 'the body')}`;
    });
  }
  return (route) => table.get(route);
}
