import { expect, test } from 'vitest';
import { findUntaken, isErrorStatus, isServerError } from './status.ts';

// As Chromium and k6 read them off a socket: 099 and 999 are taken as they are, and neither is ok.
test.each([
  [1, true, true],
  [99, true, true],
  [200, false, false],
  [299, false, false],
  [302, false, false],
  [400, true, false],
  [499, true, false],
  [500, true, true],
  [599, true, true],
  [600, true, true],
  [999, true, true],
])('status %i is an error: %s, of the server: %s', (status, isError, isServers) => {
  expect([isErrorStatus(status), isServerError(status)]).toEqual([isError, isServers]);
});

test.each([
  [200, undefined],
  [201, undefined],
  [206, undefined],
  [205, /drops the body/],
  [300, /no 2xx/],
  [302, /no 2xx/],
  [304, /no 2xx/],
  [399, /no 2xx/],
])('the body of a %i is taken unless %s', (status, why) => {
  const found = findUntaken(status);
  if (why) expect(found).toMatch(why);
  else expect(found).toBeUndefined();
});
