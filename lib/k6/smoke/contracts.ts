// The contracts of a smoke inside k6.
import { toFaultText } from '../../core/answer/contract-fault.ts';
import type { Validate } from '../../core/answer/findings.ts';
import { findContract } from '../contracts.ts';

/** A validator for the contract with this `$id`; the first fault as `<JSON Pointer> <message>`. */
export function createSmokeValidate(contract: string): Validate {
  const findFault = findContract(contract);
  return (body) => {
    const fault = findFault(body);
    return fault && toFaultText(fault, 'the root');
  };
}
