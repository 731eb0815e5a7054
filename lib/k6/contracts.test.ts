import { describe, expect, it, test } from 'vitest';
import { SERVICE } from '../../test/k6/shop.ts';
import { createValidate, findContract } from './contracts.ts';

describe('a contract', () => {
  it('finds the first fault of a body, and none of one that keeps it', () => {
    const findFault = findContract('items.v1');
    const faults = [{ instancePath: '/id', message: 'is missing' }, { instancePath: '/name' }];
    expect(findFault({ faults })).toEqual({ instancePath: '/id', message: 'is missing' });
    expect(findFault({})).toBeUndefined();
  });

  it('that says no fault of a body that it refuses has one at its root', () => {
    expect(findContract('items.v1')({ faults: [] })).toEqual({ instancePath: '' });
  });

  it('is not asked of a body that surely keeps it', () => {
    const faults = [{ instancePath: '/id' }];
    expect(findContract('items.v1')({ faults, sure: true })).toBeUndefined();
    expect(findContract('order.v1')({ faults, sure: true })).toEqual({ instancePath: '/id' });
  });

  it('that is not there is named', () => {
    expect(() => findContract('items.v2')).toThrow('no contract "items.v2"');
  });
});

describe('the contracts of the routes', () => {
  const validate = createValidate(SERVICE);

  test.each<[string, readonly object[], string]>([
    ['items', [{ instancePath: '/id', message: 'must be a string' }], 'items.v1: /id must be a string'],
    ['orders', [{ instancePath: '', message: 'must be an object' }], 'order.v1: the body must be an object'],
    ['orders', [{ instancePath: '/total' }], 'order.v1: /total is not as agreed'],
    ['items', [], 'items.v1: the body is not as agreed'],
  ])('say what is wrong with an answer of %s', (route, faults, said) => {
    expect(validate(route)?.({ faults })).toBe(said);
  });

  it('say nothing of an answer that keeps its own', () => {
    expect(validate('items')?.({})).toBeUndefined();
  });

  it('are of the routes that have one, and no others', () => {
    expect(['items', 'orders', 'receipts', 'gone'].filter((route) => validate(route) !== undefined)).toEqual([
      'items',
      'orders',
    ]);
  });

  it('are all there before the first call', () => {
    const routes = { ...SERVICE.routes, more: { ...SERVICE.routes.items!, contract: 'more.v1' } };
    expect(() => createValidate({ ...SERVICE, routes })).toThrow('no contract "more.v1"');
  });
});
