// The contracts of a smoke inside k6.
import type { Validate } from '../../core/answer/findings.ts';
import { toContractFault } from '../../core/smoke/flow.ts';
import { findContract } from '../contracts.ts';

/** A validator for the contract with this `$id`; the first fault as `<JSON Pointer> <message>`. */
export function createSmokeValidate(contract: string): Validate {
  const findFault = findContract(contract);
  return (body) => {
    const fault = findFault(body);
    return fault && toContractFault(fault);
  };
}
