import { expect, test } from 'vitest';
import { splitUserinfo } from './address.ts';

test.each([
  ['http://127.0.0.1:3300/metrics', 'http://127.0.0.1:3300/metrics', {}],
  ['http://u:p@127.0.0.1:3300/metrics', 'http://127.0.0.1:3300/metrics', { authorization: 'Basic dTpw' }],
  ['https://u@host/', 'https://host/', { authorization: 'Basic dTo=' }],
  ['http://u:p%40ss@host/', 'http://host/', { authorization: 'Basic dTpwQHNz' }],
])('%s', (address, url, headers) => expect(splitUserinfo(address)).toEqual({ url, headers }));
