import { describe, expect, it, test } from 'vitest';
import {
  createUnsentWatch,
  describeStall,
  describeTroubles,
  findOwnTrouble,
  OWN_TROUBLES,
} from './unsent.ts';

/** As k6 and Node say it; those of k6 with its code behind. */
test.each<[string, string]>([
  ['dial: unknown errno 24 error with msg `too many open files` (k6 code 1213)', 'descriptors'],
  ['dial: unknown errno 23 error with msg `too many open files in system` (k6 code 1213)', 'descriptors'],
  [
    'lookup shop on 10.0.0.2:53: dial udp 10.0.0.2:53: socket: too many open files (k6 code 1100)',
    'descriptors',
  ],
  ['dial: unknown errno 99 error with msg `cannot assign requested address` (k6 code 1213)', 'ports'],
  ['dial: unknown errno 98 error with msg `address already in use` (k6 code 1213)', 'ports'],
  ['dial: unknown errno 105 error with msg `no buffer space available` (k6 code 1213)', 'memory'],
  ['dial: unknown errno 12 error with msg `cannot allocate memory` (k6 code 1213)', 'memory'],
  ['dial: unknown errno 101 error with msg `network is unreachable` (k6 code 1213)', 'network'],
  ['dial: unknown errno 100 error with msg `network is down` (k6 code 1213)', 'network'],
  ['dial: unknown errno 1 error with msg `operation not permitted` (k6 code 1213)', 'forbidden'],
  ['ip is blacklisted (k6 code 1110)', 'forbidden'],
  ['hostname is blocked (k6 code 1111)', 'forbidden'],
  ['request timeout (k6 code 1050); its time-out was noticed 3.2 s late', 'stalled'],
  ['not complete within 5000 ms; its time-out was noticed 60.0 s late', 'stalled'],
  ['lookup: no such host (k6 code 1101)', 'name'],
  ['lookup shop on 10.0.0.2:53: server misbehaving (k6 code 1100)', 'name'],
  ['lookup shop: i/o timeout (k6 code 1100)', 'name'],
  ['x509: unknown authority (k6 code 1310)', 'certificate'],
  ["x509: certificate doesn't match hostname (k6 code 1311)", 'certificate'],
  [
    'tls: failed to verify certificate: x509: certificate has expired or is not yet valid (k6 code 1000)',
    'certificate',
  ],
  ['remote error: tls: certificate required (k6 code 1000)', 'certificate'],
  ['proxyconnect tcp: dial tcp 127.0.0.1:1: connect: connection refused (k6 code 1200)', 'proxy'],
  ['proxyconnect tcp: dial tcp: lookup proxy: no such host (k6 code 1101)', 'proxy'],
  ['Proxy Authentication Required (k6 code 1000)', 'proxy'],
  ['EMFILE connect EMFILE 127.0.0.1:80 - Local (undefined:undefined)', 'descriptors'],
  ['EADDRNOTAVAIL connect EADDRNOTAVAIL 127.0.0.1:80', 'ports'],
  ['ENOTFOUND getaddrinfo ENOTFOUND shop', 'name'],
  ['EAI_AGAIN getaddrinfo EAI_AGAIN shop', 'name'],
  ['ENETUNREACH connect ENETUNREACH 10.0.0.1:80', 'network'],
  ['EPERM connect EPERM 10.0.0.1:80', 'forbidden'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT self-signed certificate', 'certificate'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE unable to verify the first certificate', 'certificate'],
  ['CERT_HAS_EXPIRED certificate has expired', 'certificate'],
  ["ERR_TLS_CERT_ALTNAME_INVALID Hostname/IP does not match certificate's altnames", 'certificate'],
])('%s is a trouble of this machine: %s', (error, id) => {
  expect(findOwnTrouble(error)?.id).toBe(id);
});

test.each([
  'dial: connection refused (k6 code 1212)',
  'dial: i/o timeout (k6 code 1211)',
  'read: connection reset by peer (k6 code 1220)',
  'write: broken pipe (k6 code 1201)',
  'request timeout (k6 code 1050)',
  'not complete within 5000 ms',
  'EOF (k6 code 1000)',
  'unexpected EOF (k6 code 1000)',
  'dial: unknown errno 113 error with msg `no route to host` (k6 code 1213)',
  'tls: first record does not look like a TLS handshake (k6 code 1301)',
  'http2: stream error with http2 ErrCode INTERNAL_ERROR (k6 code 1633)',
  'net/http: HTTP/1.x transport connection broken: malformed HTTP response (k6 code 1000)',
  'Service Unavailable (k6 code 1000)',
  'ECONNREFUSED connect ECONNREFUSED 127.0.0.1:80',
  'ECONNRESET read ECONNRESET',
  'UND_ERR_SOCKET other side closed',
  'EHOSTUNREACH connect EHOSTUNREACH 10.0.0.1:80',
])('%s is for the service to answer for', (error) => {
  expect(findOwnTrouble(error)).toBeUndefined();
});

test.each([
  [40, 12_000, ''],
  [12_000, 12_000, ''],
  [12_999, 12_000, ''],
  [13_000, 12_000, '; its time-out was noticed 1.0 s late'],
  [75_250, 15_000, '; its time-out was noticed 60.3 s late'],
])('a call that got no answer in %d ms, of %d: %j', (tookMs, timeoutMs, said) => {
  expect(describeStall(tookMs, timeoutMs)).toBe(said);
});

test('each trouble says what it is and what to do', () => {
  expect(new Set(OWN_TROUBLES.map(({ id }) => id)).size).toBe(OWN_TROUBLES.length);
  expect(describeTroubles({ ports: 2, name: 5 })).toMatch(
    /^5 because this machine could not look up .*; see that BASE .*\. 2 because this machine had no local ports left; widen /,
  );
  expect(describeTroubles()).toBe("k6's own warnings say what kept them");
});

describe('the watch', () => {
  it('tells when the last ten calls were unsent, whatever was sent before', () => {
    const learnsNothing = createUnsentWatch();
    expect(learnsNothing(0, 9)).toBe(false);
    expect(learnsNothing(1, 12)).toBe(false);
    expect(learnsNothing(1, 21)).toBe(false);
    expect(learnsNothing(1, 22)).toBe(true);
    expect(createUnsentWatch()(0, 10)).toBe(true);
  });
});
