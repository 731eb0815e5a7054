// A values file → values of which manifests may be made, or every fault of it by line and column.
import {
  type Locate,
  readYaml,
  toFaultLine,
  type YamlFault,
  type YamlReading,
} from '../../lib/node/yaml/read-yaml.ts';
import { readYamlFile } from '../../lib/node/yaml/read-yaml-file.ts';
import { checkValues } from './check-values.ts';
import { toFaultPath } from './fault.ts';
import { Values } from './values-schema.ts';

/** What a file came to: values, or lines `<name>:<line>:<column>: <what is wrong>`. */
export type ValuesReading = { readonly values: Values } | { readonly faults: readonly string[] };

function toReading(name: string, read: YamlReading<unknown> & { readonly locate: Locate }): ValuesReading {
  const toLine = (fault: YamlFault) => toFaultLine(name, fault);
  if ('faults' in read) return { faults: read.faults.map(toLine) };
  const values = read.value as Values;
  const faults = checkValues(values).map(({ at, says }) => {
    const path = toFaultPath(at);
    return toLine({ ...read.locate(at), path, text: `${path}: ${says}` });
  });
  return faults.length > 0 ? { faults } : { values };
}

/** Values as a text has them. @param name what messages call it */
export const readValuesText = (name: string, text: string): ValuesReading =>
  toReading(name, readYaml(text, Values));

/** Values as a file has them. @param name what messages call it */
export const readValuesFile = async (name: string, path: string): Promise<ValuesReading> =>
  toReading(name, await readYamlFile(path, Values));
