// The service's contracts for a command that judges a few dozen answers: compiled when it starts, without a build before.
import { readdir, readFile } from 'node:fs/promises';
import { Ajv2020, type AnySchemaObject } from 'ajv/dist/2020.js';
import type { Validate } from '../../../services/aurora/answer/invariants.ts';
import contractsByRoute from '../../../services/aurora/contracts/routes.json' with { type: 'json' };
import { BOOTSTRAP_CONTRACT, type ContractId, toContractFault } from '../../core/smoke/flow.ts';
import { repoPath } from '../process/paths.ts';

const CONTRACTS: Readonly<Record<ContractId, string>> = {
  ...contractsByRoute,
  bootstrap: BOOTSTRAP_CONTRACT,
};

/** A validator for each contract; the first fault as `<JSON Pointer> <message>`. Throws where a schema is no schema. */
export async function readContracts(): Promise<(contract: ContractId) => Validate> {
  const names = (await readdir(repoPath('services/aurora/contracts'))).filter((name) =>
    name.endsWith('.schema.json'),
  );
  const schemas = await Promise.all(
    names.map(
      async (name) =>
        JSON.parse(await readFile(repoPath('services/aurora/contracts', name), 'utf8')) as AnySchemaObject,
    ),
  );
  const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, schemas });
  return (contract) => {
    const validate = ajv.getSchema(CONTRACTS[contract]);
    if (!validate) throw new Error(`contracts/ has no schema ${CONTRACTS[contract]}`);
    return (body) => {
      if (validate(body)) return undefined;
      const [fault] = validate.errors ?? [];
      return toContractFault(fault ?? { instancePath: '' });
    };
  };
}
