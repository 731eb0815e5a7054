// A file of a release policy → the policy, or every fault of it by line and column.
import type { TSchema } from 'typebox';
import {
  type Locate,
  readYaml,
  toFaultLine,
  type YamlFault,
  type YamlReading,
} from '../../lib/node/yaml/read-yaml.ts';
import { readYamlFile } from '../../lib/node/yaml/read-yaml-file.ts';
import { toFaultPath, type ValuesFault } from '../values/fault.ts';
import { checkPolicy } from './check-policy.ts';
import { Facts } from './facts-schema.ts';
import { ReleasePolicy } from './policy-schema.ts';

/** What a file came to: a value, or lines `<name>:<line>:<column>: <what is wrong>`. */
export type PolicyReading = { readonly policy: ReleasePolicy } | { readonly faults: readonly string[] };
export type FactsReading = { readonly facts: Facts } | { readonly faults: readonly string[] };

function toReading<T>(
  name: string,
  read: YamlReading<unknown> & { readonly locate: Locate },
  check: (value: T) => readonly ValuesFault[],
): { readonly value: T } | { readonly faults: readonly string[] } {
  const toLine = (fault: YamlFault) => toFaultLine(name, fault);
  if ('faults' in read) return { faults: read.faults.map(toLine) };
  const value = read.value as T;
  const faults = check(value).map(({ at, says }) => {
    const path = toFaultPath(at);
    return toLine({ ...read.locate(at), path, text: `${path}: ${says}` });
  });
  return faults.length > 0 ? { faults } : { value };
}

const toPolicyReading = (name: string, read: Parameters<typeof toReading>[1]): PolicyReading => {
  const reading = toReading<ReleasePolicy>(name, read, checkPolicy);
  return 'faults' in reading ? reading : { policy: reading.value };
};

const widen = (schema: TSchema): TSchema => schema;

/** A policy as a text has it. @param name what messages call it */
export const readReleasePolicyText = (name: string, text: string): PolicyReading =>
  toPolicyReading(name, readYaml(text, widen(ReleasePolicy)));

/** A policy as a file has it. */
export const readReleasePolicy = async (file: string): Promise<PolicyReading> =>
  toPolicyReading(file, await readYamlFile(file, widen(ReleasePolicy)));

/** Facts as a file has them, YAML or JSON. */
export async function readFacts(file: string): Promise<FactsReading> {
  const reading = toReading<Facts>(file, await readYamlFile(file, widen(Facts)), () => []);
  return 'faults' in reading ? reading : { facts: reading.value };
}
