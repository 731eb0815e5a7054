import { expect, test } from 'vitest';
import { repoPath } from '../../lib/node/files/paths.ts';
import { readValuesFile } from '../values/read-values.ts';
import { listBeyond } from './check-limits.ts';

const PROD = await readValuesFile('prod', repoPath('rollout/values/prod.yaml'));

test.each<[number, number, readonly string[]]>([
  [5, 30, []],
  [1, 1, []],
  [6, 30, ['ADAPT_FIRST=6: prod allows 5 at most']],
  [5, 31, ['ADAPT_MAX_RISE=31: prod allows 30 at most']],
  [50, 90, ['ADAPT_FIRST=50: prod', 'ADAPT_MAX_RISE=90: prod']],
])('in prod, %i percent at first and rises of %i are beyond it: %j', (firstPct, maxRisePct, says) => {
  if ('faults' in PROD) throw new Error(PROD.faults.join());
  const found = listBeyond({ firstPct, maxRisePct }, PROD.values);
  expect(found).toHaveLength(says.length);
  for (const [n, text] of says.entries()) expect(found[n]).toContain(text);
});
