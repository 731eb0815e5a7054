import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  createRedactor,
  isSecretName,
  redactHeaders,
  redactText,
  redactTexts,
  toSafeJson,
} from './redact.ts';

/** Put together here, so that no scanner takes this file for a leak. */
const JWT = ['eyJhbGciOiJIUzI1NiJ9', 'eyJzdWIiOiIxMjM0In0', 'c2lnbmF0dXJl_-x'].join('.');
const AWS = `AKIA${'ABCDEFGH12345678'}`;
const GITHUB = `ghp_${'abcdefghijklmnop1234'}`;

test.each([
  'password',
  'PASSWD',
  'db_pwd',
  'apiKey',
  'X-Aurora-Admin-Key',
  'APIKey',
  'X-Api-Key',
  'API_KEY',
  'accessToken',
  'refresh_token',
  'JWTToken',
  'Authorization',
  'proxy-authorization',
  'Set-Cookie',
  'client_secret',
  'WEBHOOK_URL',
  'SLACK_WEB_HOOK',
  'session_id',
  'csrfToken',
  'private.key',
  '用户密码',
])('%s is the name of a secret', (name) => expect(isSecretName(name)).toBe(true));

test.each([
  'author',
  'authored_by',
  'token_type',
  'tokens_count',
  'expires_in',
  'session',
  'session_patch',
  'key',
  'keys',
  'monkey',
  'bypass_upstream',
  'request_id',
  'cards',
  'outcome',
  'BASE',
  'X-Aurora-UID',
])('%s is not', (name) => expect(isSecretName(name)).toBe(false));

describe('masked', () => {
  it.each([
    ['JSON', '{"password":"hunter2","n":1}', '{"password":"***","n":1}'],
    ['with blanks', '{ "api_key" : "a b c" }', '{ "api_key" : "***" }'],
    ['an escaped quote within', String.raw`{"token":"a\"b","n":1}`, '{"token":"***","n":1}'],
    ['a backslash at the end', String.raw`{"token":"a\\","n":1}`, '{"token":"***","n":1}'],
    ['a number', '{"otp":123456,"n":1}', '{"otp":"***","n":1}'],
    ['a list', '{"tokens":["a","b]"],"n":1}', '{"tokens":"***","n":1}'],
    ['an object', '{"credentials":{"user":"a","x":{"y":"}"}},"n":1}', '{"credentials":"***","n":1}'],
    ['JSON that was cut off', '{"n":1,"secret":"abcdef', '{"n":1,"secret":"***"'],
    ['an object that was cut off', '{"n":1,"auth":{"user":"abc', '{"n":1,"auth":"***"'],
    ['twice the same key', '{"token":"a","token":"b"}', '{"token":"***","token":"***"}'],
    [
      'JSON within JSON',
      String.raw`{"raw":"{\"token\":\"abc\",\"n\":1}"}`,
      String.raw`{"raw":"{\"token\":\"***\",\"n\":1}"}`,
    ],
    ['single quotes', "{'passwd': 'abc'}", "{'passwd': '***'}"],
    ['a form', 'user=a&password=hunter2&n=1', 'user=a&password=***&n=1'],
    ['a form in a form', 'next=%2F%3Ftoken%3Dabc&n=1', 'next=%2F%3Ftoken%3D***&n=1'],
    ['a query', '/v1/chat?access_token=abc&n=1', '/v1/chat?access_token=***&n=1'],
    ['a header', 'Authorization: Bearer abc.def ghi\r\nDate: x', 'Authorization: ***\r\nDate: x'],
    ['a cookie', 'Set-Cookie: sid=abc; Path=/; Secure\nVia: x', 'Set-Cookie: ***\nVia: x'],
    ['XML', '<token>abc</token><n>1</n>', '<token>***</token><n>1</n>'],
    ['an attribute', '<input token="abc" n="1">', '<input token="***" n="1">'],
    ['an option', 'WEBHOOK_TOKEN=abc: give an address', 'WEBHOOK_TOKEN=*** give an address'],
    ['Chinese', '{"密码":"abc","n":1}', '{"密码":"***","n":1}'],
    ['a letter that becomes two', 'İİ TOKEN=abc n', 'İİ TOKEN=*** n'],
    ['userinfo', 'BASE=http://user:p@ss@host:3300/x does', 'BASE=http://***@host:3300/x does'],
    ['a user alone', 'http://user@host/', 'http://***@host/'],
    ['a bearer', 'sent Bearer abc123DEF456 to it', 'sent Bearer *** to it'],
    ['basic', 'sent basic dXNlcjpwYXNz to it', 'sent basic *** to it'],
    ['a JSON Web Token', `id ${JWT}, n`, 'id ***, n'],
    ['half of one', `id ${JWT.slice(0, 30)}`, 'id ***'],
    ['AWS', `id ${AWS}.`, 'id ***.'],
    ['GitHub', `id ${GITHUB}.`, 'id ***.'],
    ['a private key', '-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----\nn', '***\nn'],
    ['an e-mail address', 'write to jane.doe+x@mail.example.com now', 'write to *** now'],
  ])('%s', (_, text, masked) => {
    expect(redactText(text)).toBe(masked);
    expect(redactText(masked)).toBe(masked);
  });
});

describe('left as it is', () => {
  it.each([
    '{"cards":[{"type":"confidence_notice","payload":{"actions":[]}}],"request_id":"r-1"}',
    '{"token_type":"bearer","expires_in":3600}',
    '{"token":null,"auth":false}',
    '{"author":"A. N. Other","session_patch":{"state":"idle"}}',
    'a basic moisturizer, and a basic cleanser',
    'a body with 3 keys: a, b, c',
    'http://127.0.0.1:3300/v1/chat',
    'Post "http://127.0.0.1:3300/v1/chat": context deadline exceeded',
    "not JSON: invalid character '<' looking for beginning of value",
    '化脓和出血，请推荐产品。',
    '',
  ])('%s', (text) => expect(redactText(text)).toBe(text));
});

test.each([
  ['a long word', 'a'.repeat(300_000)],
  ['one name after the other', 'token'.repeat(40_000)],
  ['names with values', 'token=a;'.repeat(40_000)],
  ['at signs', 'a@'.repeat(100_000)],
  ['addresses', '://'.repeat(100_000)],
  ['open quotes', '"token":"'.repeat(40_000)],
  ['backslashes', `"token":"${'\\'.repeat(100_000)}`],
  ['open brackets', `"token":${'['.repeat(100_000)}`],
])('%s are no trap', (_, text) => expect(redactText(text).length).toBeGreaterThan(0));

test('headers: the value of those on the list, the name of the others', () => {
  const headers = {
    'Content-Type': 'application/json',
    'X-Trace-Id': 'trace_1',
    'X-Request-Id': JWT,
    Location: 'http://user:pass@host/?token=abc',
    'Set-Cookie': 'sid=abc',
    Authorization: 'Bearer abc',
    'X-Whatever': 'abc',
    Server: 'x'.repeat(10_000),
  };
  expect(redactHeaders({ 'X-Shop': 'open', 'X-Key': 'k' }, ['x-shop'])).toEqual({
    'X-Shop': 'open',
    'X-Key': '***',
  });
  expect(redactHeaders(headers)).toEqual({
    'Content-Type': 'application/json',
    'X-Trace-Id': 'trace_1',
    'X-Request-Id': '***',
    Location: 'http://***@host/?token=***',
    'Set-Cookie': '***',
    Authorization: '***',
    'X-Whatever': '***',
    Server: 'x'.repeat(500),
  });
  const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`x-${i}`, 'a']));
  expect(Object.keys(redactHeaders(many))).toHaveLength(60);
});

test('JSON of ours: secrets by name at any depth, and by shape in any text', () => {
  const row = {
    ts: 1,
    type: 'run.started',
    base: 'http://user:pass@host:1',
    options: { BASE: 'http://user:pass@host:1', WEBHOOK_TOKEN: 'abc', WEBHOOK_URL: '', PROFILE: 'quick' },
    auth: { user: 'a' },
    list: [`id ${JWT}`],
    violations: 3,
  };
  expect(JSON.parse(toSafeJson(row))).toEqual({
    ...row,
    base: 'http://***@host:1',
    options: { BASE: 'http://***@host:1', WEBHOOK_TOKEN: '***', WEBHOOK_URL: '', PROFILE: 'quick' },
    auth: '***',
    list: ['id ***'],
  });
});

describe('secrets that are known', () => {
  const KNOWN = ['s3cret-token', 'https://hook.example/T0/s3cret-token'];
  test.each([
    ['it said s3cret-token!', 'it said ***!'],
    ['https://hook.example/T0/s3cret-token', '***'],
    ['it said s3cret', 'it said s3cret'],
    ['authorization: Bearer abc.def-ghi', 'authorization: ***'],
    ['a bearer of news', 'a bearer of news'],
  ])('%s', (text, redacted) => expect(createRedactor(KNOWN)(text)).toBe(redacted));

  test('are nowhere in a report, however deep', () => {
    const secret = 'a"quoted\\secret';
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        const text = before + secret + after;
        const report = redactTexts({ deep: [{ text, [text]: 1 }] }, createRedactor([secret]));
        expect(JSON.stringify(report)).not.toContain(JSON.stringify(secret).slice(1, -1));
      }),
    );
  });
});

test('a report keeps all but the secrets in its texts and names', () => {
  const report = { webhook: { n: 1, ok: true, none: null }, list: ['a', `key ${GITHUB}`], [`a ${JWT}`]: 2 };
  expect(redactTexts(report)).toEqual({
    ...report,
    list: ['a', 'key ***'],
    [`a ${JWT}`]: undefined,
    'a ***': 2,
  });
});
