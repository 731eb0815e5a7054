// A service's contracts for a command that judges a few dozen answers: compiled when it starts, without a build before.
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { AnySchemaObject } from 'ajv/dist/2020.js';
import { toFaultText } from '../../core/answer/contract-fault.ts';
import type { Validate } from '../../core/answer/findings.ts';
import { describeRepeatedKey } from '../../core/text/json.ts';
import type { LoadedService } from './load-service.ts';

const SUFFIX = '.schema.json';

/** The folders in which the contracts of a service lie, absolute paths. */
export function listContractFolders({ service, dir }: LoadedService): readonly string[] {
  return (service.contractFolders ?? ['contracts']).map((folder) => join(dir, folder));
}

/**
 * The files of a service's contracts, absolute paths. Of two with one name the later folder's counts.
 * @throws Error where a folder cannot be read
 */
export async function listContractFiles(loaded: LoadedService): Promise<readonly string[]> {
  const files = new Map<string, string>();
  for (const folder of listContractFolders(loaded))
    for (const name of (await readdir(folder)).sort())
      if (name.endsWith(SUFFIX)) files.set(name, join(folder, name));
  return [...files.values()];
}

/**
 * A validator by the `$id` of its contract; the first fault as `<JSON Pointer> <message>`.
 * @throws Error where a schema is no schema
 */
export async function readContracts(loaded: LoadedService): Promise<(contract: string) => Validate> {
  const files = await listContractFiles(loaded);
  const schemas = await Promise.all(
    files.map(async (file) => {
      const text = await readFile(file, 'utf8');
      const schema = JSON.parse(text) as AnySchemaObject;
      const repeated = describeRepeatedKey(text);
      if (repeated !== undefined) throw new Error(`${basename(file)}: ${repeated}`);
      return schema;
    }),
  );
  const { Ajv2020 } = await import('ajv/dist/2020.js');
  const ajv = new Ajv2020({
    ...{ strict: true, strictTypes: false, strictRequired: false },
    // Else a key like `constructor`, which every object inherits, is there in each.
    ownProperties: true,
    schemas,
  });
  return (contract) => {
    const validate = ajv.getSchema(contract);
    if (!validate) throw new Error(`${loaded.service.id} has no contract ${contract}`);
    return (body) => {
      if (validate(body)) return undefined;
      const [fault] = validate.errors ?? [];
      return toFaultText(fault ?? { instancePath: '' }, 'the root');
    };
  };
}
