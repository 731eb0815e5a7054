import { expect, test } from 'vitest';
import { text } from '../../core/options/option.ts';
import { sortVariables } from './runner-env.ts';

const TABLE = [text('BASE', '', ''), text('PLAIN', '', ''), text('PIN', '', '', undefined, { secret: true })];

test.each<[string, Record<string, string | undefined>, 'env' | 'secrets' | 'neither']>([
  ['an option', { PLAIN: 'a' }, 'env'],
  ['one that was not given', { PLAIN: undefined }, 'neither'],
  ['one that is blank', { PLAIN: '' }, 'neither'],
  ['one that is secret by its table', { PIN: '12345' }, 'secrets'],
  ['one that is secret by its name', { SHOP_TOKEN: 'abcdef' }, 'secrets'],
  ['an address with a password', { BASE: 'http://me:hidden@10.0.0.1' }, 'secrets'],
  ['an address without', { BASE: 'http://10.0.0.1' }, 'env'],
])('%s: %j to %s', (_, values, where) => {
  const sorted = sortVariables(TABLE, values);
  expect(sorted).toEqual({ env: {}, secrets: {}, ...(where === 'neither' ? {} : { [where]: values }) });
});

test('Kubernetes puts nothing in the place of a part of a value', () =>
  expect(sortVariables(TABLE, { PLAIN: 'a $(BASE) b' }).env).toEqual({ PLAIN: 'a $$(BASE) b' }));
