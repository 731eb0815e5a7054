import { expect, it } from 'vitest';
import { repoPath } from '../../lib/node/files/paths.ts';
import { checkValues } from '../values/check-values.ts';
import { readValuesFile } from '../values/read-values.ts';
import { toPodValues } from './pod-values.ts';

const VALUES = 'rollout/drills/values.yaml';
const IMAGE = 'docker.io/local/suite:1';
const read = await readValuesFile(VALUES, repoPath(VALUES));
if ('faults' in read) throw new Error(read.faults.join());
const { values } = read;

it('have both servers, read by Prometheus, and no gate where none is asked for', () => {
  const made = toPodValues(values, {}, IMAGE);
  expect(checkValues(made)).toEqual([]);
  expect(made.guards).toMatchObject({ decisionIsScraped: true, proberIsScraped: true });
  expect(made.servers).toMatchObject({ decision: { image: IMAGE, port: 9444 }, prober: { image: IMAGE } });
  expect(made.addresses).toMatchObject({
    decision: 'http://10.96.0.63:9444',
    prober: 'http://10.96.0.64:9445',
  });
  expect(made.gate).toBeUndefined();
});

it('have the gate at one step where it is asked for', () => {
  const made = toPodValues(values, { gate: 'pass' }, IMAGE);
  expect(checkValues(made)).toEqual([]);
  expect(made.gate).toMatchObject({ image: IMAGE });
  expect(made.rollout.steps.filter(({ gate }) => gate === true)).toHaveLength(1);
});

it('are refused where the servers have no addresses', () => {
  const { clusterIps: _, ...without } = values;
  expect(() => toPodValues(without, {}, IMAGE)).toThrow('clusterIps');
});
