import { expect, test } from 'vitest';
import { listDefects, toDefectHint } from './defect-names.ts';
import { loadService } from './load-service.ts';

test.each(['aurora', 'aurora-chatcards'])('the defects of %s are known by name', async (id) => {
  expect(await listDefects(await loadService(id))).toContain('notice_without_actions');
});
test('a reference without a table of them has none', async () => {
  expect(await listDefects(await loadService('example'))).toEqual([]);
});

test.each([
  ['htp_500_json', ' (Did you mean http_500_json?)'],
  ['hang;http_50_json,rate=0.1', ' (Did you mean http_500_json?)'],
  ['hang,rate=0.1', ''],
  ['nothing_like_it', ''],
])('%s%s', (spec, hint) => expect(toDefectHint(spec, ['hang', 'http_500_json'])).toBe(hint));
