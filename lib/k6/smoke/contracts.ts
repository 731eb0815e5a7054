// The contracts of a smoke inside k6.
import type { Validate } from '../../../services/aurora/answer/invariants.ts';
import { BOOTSTRAP_CONTRACT, type ContractId, toContractFault } from '../../core/smoke/flow.ts';
import { findContract } from '../contracts.ts';

/** A validator for each contract; the first fault as `<JSON Pointer> <message>`. */
export function createSmokeValidate(): (contract: ContractId) => Validate {
  return (contract) => {
    const { findFault } = findContract(contract === 'bootstrap' ? BOOTSTRAP_CONTRACT : contract);
    return (body) => {
      const fault = findFault(body);
      return fault && toContractFault(fault);
    };
  };
}
