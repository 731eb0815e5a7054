import { describe, expect, it } from 'vitest';
import { findProxy, toDirect } from './proxy.ts';

const PROXY = 'http://proxy.test:3128';
const BOTH = { HTTP_PROXY: PROXY, HTTPS_PROXY: 'http://secure.test:3128' };

describe('a call goes', () => {
  it.each([
    ['http://shop.test', {}, undefined],
    ['http://shop.test', BOTH, PROXY],
    ['https://shop.test/v1', BOTH, BOTH.HTTPS_PROXY],
    ['https://shop.test', { HTTP_PROXY: PROXY }, undefined],
    ['http://shop.test', { http_proxy: PROXY }, PROXY],
    ['http://shop.test', { HTTP_PROXY: PROXY, http_proxy: 'http://other.test' }, PROXY],
    ['http://shop.test', { HTTP_PROXY: '', http_proxy: PROXY }, PROXY],
    ['http://shop.test', { HTTP_PROXY: 'proxy.test:3128' }, PROXY],
    ['http://shop.test', { ALL_PROXY: PROXY, NODE_USE_ENV_PROXY: '1' }, undefined],
    ['http://10.1.2.3', BOTH, PROXY],
  ])('%s with %o through %s', (address, env, proxy) => {
    expect(findProxy(address, env)).toBe(proxy);
  });

  it.each([
    'http://localhost:3300',
    'http://LOCALHOST',
    'http://shop.localhost',
    'http://127.0.0.1',
    'http://127.8.9.1:80',
    'https://[::1]:3300',
  ])('%s, which is this machine, directly', (address) => {
    expect(findProxy(address, BOTH)).toBeUndefined();
  });
});

describe('NO_PROXY', () => {
  it.each([
    ['*', 'http://shop.test', true],
    ['other.test, shop.test', 'http://shop.test', true],
    ['SHOP.test', 'http://Shop.Test', true],
    ['shop.test', 'http://bff.shop.test', true],
    ['shop.test', 'http://workshop.test', false],
    ['.shop.test', 'http://bff.shop.test', true],
    ['.shop.test', 'http://shop.test', false],
    ['*.shop.test', 'http://bff.shop.test', true],
    ['*.shop.test', 'http://shop.test', false],
    ['shop.test:80', 'http://shop.test', true],
    ['shop.test:443', 'https://shop.test', true],
    ['shop.test:8080', 'http://shop.test', false],
    ['10.1.2.3', 'http://10.1.2.3', true],
    ['10.1.2.3', 'http://10.1.2.30', false],
    ['10.1.2.3:81', 'http://10.1.2.3', false],
    ['10.0.0.0/8', 'http://10.1.2.3', true],
    ['10.0.0.0/8', 'http://11.1.2.3', false],
    ['10.0.0.0/64', 'http://10.1.2.3', false],
    ['10.0.0.0/8', 'http://shop.test', false],
    ['fd00::/8', 'http://[fd00::1]', true],
    ['fd00::1', 'http://[fd00::1]:80', true],
    ['[fd00::1]:81', 'http://[fd00::1]:81', true],
    ['[fd00::1]:81', 'http://[fd00::1]:82', false],
    ['', 'http://shop.test', false],
    [',,:80', 'http://shop.test', false],
  ])('%s exempts %s: %s', (list, address, exempt) => {
    expect(findProxy(address, { ...BOTH, NO_PROXY: list }) === undefined).toBe(exempt);
    expect(findProxy(address, { ...BOTH, no_proxy: list }) === undefined).toBe(exempt);
  });

  it('of k6 names what we never call through a proxy', () => {
    expect(toDirect({ no_proxy: 'a.test' }, ['b.test'])).toEqual({ NO_PROXY: 'a.test,.localhost,b.test' });
    expect(toDirect({}, [])).toEqual({ NO_PROXY: '.localhost' });
  });
});
