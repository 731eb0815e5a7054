import { expect, it, test } from 'vitest';
import { createTenants } from './tenant.ts';

test.each([
  [undefined, 'direct'],
  ['', 'direct'],
  ['  ', 'direct'],
  ['vip-clinic', 'vip-clinic'],
  [' shop_2 ', 'shop_2'],
  ['direct', 'direct'],
  ['a'.repeat(40), 'a'.repeat(40)],
  ['a'.repeat(41), 'other'],
  ['a b', 'other'],
  ['a"b', 'other'],
  ['诊所', 'other'],
])('a header of %j is the tenant %s', (header, tenant) => {
  expect(createTenants(() => {})(header)).toBe(tenant);
});

it('knows 200 names, tells of each once, and keeps those it knows', () => {
  const told: string[] = [];
  const toTenant = createTenants((tenant) => told.push(tenant));
  const names = Array.from({ length: 200 }, (_, n) => `t${n}`);
  expect([...names, ...names].map(toTenant)).toEqual([...names, ...names]);
  expect(toTenant('one-more')).toBe('other');
  expect(toTenant('t0')).toBe('t0');
  expect(told).toEqual(['direct', 'other', ...names]);
});
