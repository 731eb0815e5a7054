// What looks like a credential, or like somebody's address, is masked before it is written down: results are kept, sent around and
// uploaded. A guess by shape and by name, made on text as it is, since the bodies that matter most are broken.

/** What stands for a masked value. */
export const MASK = '***';

/** Words of a name that make its value a secret. A name is cut into words at `_`, `-`, `.` and at capitals. */
const SECRET_WORDS = new Set([
  ...['password', 'passwords', 'passwd', 'pwd', 'passphrase', 'passcode', 'pass'],
  ...['secret', 'secrets', 'token', 'tokens', 'jwt', 'bearer', 'otp', 'signature'],
  ...['auth', 'authorization', 'authentication', 'cookie', 'cookies', 'credential', 'credentials'],
  ...['apikey', 'webhook', 'sid', 'csrf', 'xsrf'],
]);
const SECRET_PAIRS = new Set([
  'admin key',
  'api key',
  'access key',
  'private key',
  'secret key',
  'signing key',
  'session id',
  'session key',
  'web hook',
]);
const SECRET_CHINESE = /密码|口令|令牌|密钥/;
/** A name that ends so tells something about a secret, and is none: token_type, max_tokens_count. */
const HARMLESS_ENDS = new Set(['count', 'type', 'limit', 'ttl', 'in', 'at', 'length', 'expiry', 'expires']);

/** True where the value under this name (of an option, header or field) is a secret: `WEBHOOK_URL`, `x-api-key`, `accessToken`. */
export function isSecretName(name: string): boolean {
  if (SECRET_CHINESE.test(name)) return true;
  const words = name
    .replace(/([a-z\d])([A-Z])|([A-Z])([A-Z][a-z])/g, '$1$3_$2$4')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter(Boolean);
  if (HARMLESS_ENDS.has(words.at(-1) ?? '')) return false;
  return words.some((word, i) => SECRET_WORDS.has(word) || SECRET_PAIRS.has(`${word} ${words[i + 1]}`));
}

/** Parts of those words, one of which a name of a secret has. Looked for as they are: in k6 that is a hundredth of an expression's cost. */
const HINTS = [
  ...['pass', 'pwd', 'secret', 'token', 'jwt', 'bearer', 'otp', 'signature', 'auth', 'cookie', 'credential'],
  ...['key', 'hook', 'sid', 'session', 'csrf', 'xsrf', '密码', '口令', '令牌', '密钥'],
];
const LONGEST_NAME = 64;
/** The rest of a name, and what leads to its value. Every repeat is bounded: the text is somebody else's. */
const TO_VALUE = /^[\w.\-密码口令牌钥]{1,64}(\\{0,8}["'])?\s{0,8}(?:[:=>]|%3D)\s{0,8}/i;

/**
 * Values that are secrets whatever their name. The first column is what each contains: looking for that is far cheaper in k6 than
 * the expression.
 */
const SHAPES: readonly (readonly [string, RegExp, string])[] = [
  // Userinfo of an address: http://user:password@host
  ['@', /:\/\/[^\s/?#"'<>\\]{1,1024}@/g, `://${MASK}@`],
  ['@', /[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64})+/g, MASK],
  // JSON Web Token (RFC 7519), also one that was cut off.
  ['eyJ', /\beyJ[\w-]{6,}(?:\.[\w-]*)*/g, MASK],
  [
    'PRIVATE KEY',
    /-----BEGIN [A-Z ]{0,32}PRIVATE KEY-----[^-]*(?:-----END [A-Z ]{0,32}PRIVATE KEY-----)?/g,
    MASK,
  ],
  // Keys that tell by their beginning whose they are: AWS, GitHub, GitLab, Slack, Google, Stripe, OpenAI.
  ['AKIA', /\bAKIA[\dA-Z]{12,}/g, MASK],
  ['ASIA', /\bASIA[\dA-Z]{12,}/g, MASK],
  ['gh', /\bgh[opsur]_\w{16,}/g, MASK],
  ['github_pat_', /\bgithub_pat_\w{16,}/g, MASK],
  ['glpat-', /\bglpat-[\w-]{16,}/g, MASK],
  ['xox', /\bxox[abeoprs]-[\w-]{8,}/g, MASK],
  ['AIza', /\bAIza[\w-]{30,}/g, MASK],
  ['k_live_', /\b[sr]k_live_\w{8,}/g, MASK],
  ['k_test_', /\b[sr]k_test_\w{8,}/g, MASK],
  ['sk-', /\bsk-[\w-]{16,}/g, MASK],
];
const SCHEME = /\b(Bearer|Basic|Digest|Negotiate)\s+([\w.~+/=-]{6,})/gi;
/** What follows "basic" in prose is a word. */
const isNoWord = (text: string) => /\d|=|[a-z][A-Z]/.test(text);

/**
 * Masks in a text: the values behind names of secrets (JSON at any depth of quoting, forms, headers, XML), userinfo of addresses,
 * bearer and basic credentials, JSON Web Tokens, well-known kinds of keys, and e-mail addresses. The rest stays as it is.
 */
export function redactText(text: string): string {
  let redacted = redactNamed(text).replace(SCHEME, (all: string, scheme: string, value: string) =>
    isNoWord(value) ? `${scheme} ${MASK}` : all,
  );
  for (const [part, shape, mask] of SHAPES) {
    if (redacted.includes(part)) redacted = redacted.replace(shape, mask);
  }
  return redacted;
}

function redactNamed(text: string): string {
  let out = '';
  let from = 0;
  for (const at of listHints(text)) {
    if (at < from) continue;
    const found = TO_VALUE.exec(text.slice(at, at + LONGEST_NAME * 2));
    if (!found) continue;
    const name = readName(text, at);
    if (!isSecretName(name)) continue;
    const start = at + found[0].length;
    const { end, mask } = findValue(text, start, name, found[1] ?? '');
    out += text.slice(from, start) + mask;
    from = end;
  }
  return out + text.slice(from);
}

/** Where the names of secrets may be, in order. */
function listHints(text: string): number[] {
  const lower = text.toLowerCase();
  // A few letters become two when they are made small; then only the Latin capitals are.
  const searched =
    lower.length === text.length ? lower : text.replace(/[A-Z]/g, (capital) => capital.toLowerCase());
  const places: number[] = [];
  for (const hint of HINTS) {
    for (let at = searched.indexOf(hint); at >= 0; at = searched.indexOf(hint, at + 1)) places.push(at);
  }
  return places.sort((a, b) => a - b);
}

/** The whole name around `at`, where one of its words begins. */
function readName(text: string, at: number): string {
  let start = at;
  while (start > at - LONGEST_NAME && /[\w.-]/.test(text[start - 1] ?? '')) start--;
  // What follows a `%` is a character, and no part of the name: `%3Ftoken`.
  if (text[start - 1] === '%') start = Math.min(at, start + 2);
  return /^[^\s:=>"'\\%]+/.exec(text.slice(start, at + LONGEST_NAME))?.[0] ?? '';
}

/** Headers whose value has blanks, and ends only with its line. */
const WHOLE_LINE = /cookie|authorization/i;
const LINE_ENDS = '\r\n"\'<>\\';
const WORD_ENDS = ` \t,;&(){}[]${LINE_ENDS}`;

/** Where the value that begins at `start` ends, and what to put in its place; the end of the text where it was cut off. */
function findValue(
  text: string,
  start: number,
  name: string,
  nameQuote: string,
): { readonly end: number; readonly mask: string } {
  const quote = /^\\{0,8}["']/.exec(text.slice(start, start + 9))?.[0];
  if (quote !== undefined)
    return { end: findClosing(text, start + quote.length, quote), mask: quote + MASK + quote };
  // In JSON the mask is a string, whatever it stands for.
  const mask = nameQuote + MASK + nameQuote;
  if (text[start] === '{' || text[start] === '[') return { end: findBracketEnd(text, start), mask };
  const ends = WHOLE_LINE.test(name) ? LINE_ENDS : WORD_ENDS;
  let end = start;
  while (end < text.length && !ends.includes(text.charAt(end))) end++;
  const value = text.slice(start, end);
  return { end, mask: /^(?:|null|true|false|\*+)$/.test(value) ? value : mask };
}

/** The index behind the quote that closes: the same quote under as many backslashes, so also in JSON within JSON. */
function findClosing(text: string, from: number, quote: string): number {
  for (let at = text.indexOf(quote, from); at >= 0; at = text.indexOf(quote, at + 1)) {
    let slashes = 0;
    while (text[at - 1 - slashes] === '\\') slashes++;
    if (slashes % 2 === 0) return at + quote.length;
  }
  return text.length;
}

function findBracketEnd(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const char = text[at];
    if (char === '"') at = findClosing(text, at + 1, '"') - 1;
    else if (char === '{' || char === '[') depth++;
    else if ((char === '}' || char === ']') && --depth === 0) return at + 1;
  }
  return text.length;
}

/** Headers a failing sample shows with their value; of all others only the name is kept. */
const SHOWN_HEADERS = new Set([
  ...['accept', 'age', 'cache-control', 'connection', 'content-encoding', 'content-length'],
  ...['content-type', 'date', 'location', 'retry-after', 'server', 'transfer-encoding', 'vary', 'via'],
  ...['x-request-id', 'x-trace-id', 'x-correlation-id', 'traceparent', 'x-cache', 'x-served-by'],
]);
const MAX_HEADERS = 60;
const MAX_HEADER_CHARS = 500;

/**
 * Headers as a failing sample may keep them: values of those on the list, masked and cut; of the others `***`.
 * @param more names in lower case that a service shows besides
 */
export function redactHeaders(
  headers: Readonly<Record<string, string>>,
  more: readonly string[] = [],
): Record<string, string> {
  const isShown = (name: string) => SHOWN_HEADERS.has(name) || more.includes(name);
  return Object.fromEntries(
    Object.entries(headers)
      .slice(0, MAX_HEADERS)
      .map(([name, value]) => [
        name.slice(0, MAX_HEADER_CHARS),
        isShown(name.toLowerCase()) ? redactText(String(value).slice(0, MAX_HEADER_CHARS)) : MASK,
      ]),
  );
}

/**
 * A value as JSON with its secrets masked: under names of secrets everything, elsewhere what looks like one. What is written about
 * a run (journal rows, summary, options) goes through this; so an option that holds a secret needs a name that says so.
 */
export function toSafeJson(value: unknown, indent?: number): string {
  return JSON.stringify(
    value,
    (key, field: unknown) => {
      if (typeof field === 'string') return field !== '' && isSecretName(key) ? MASK : redactText(field);
      return typeof field === 'object' && field !== null && isSecretName(key) ? MASK : field;
    },
    indent,
  );
}

export type Redact = (text: string) => string;

/** A `redactText` that knows some secrets as they are: it masks them wherever they stand, also where nothing tells what they are. */
export function createRedactor(secrets: readonly string[]): Redact {
  // The longest first: one may be part of another.
  const known = secrets.filter((secret) => secret !== '').sort((a, b) => b.length - a.length);
  return (text) => redactText(known.reduce((left, secret) => left.replaceAll(secret, MASK), text));
}

/** A value as JSON holds it, every text in it through `redact`, names of fields too: for a report, before any of its outputs. */
export function redactTexts<T>(value: T, redact: Redact = redactText): T {
  return JSON.parse(JSON.stringify(value), (_, field: unknown) => {
    if (typeof field === 'string') return redact(field);
    if (typeof field !== 'object' || field === null || Array.isArray(field)) return field;
    return Object.fromEntries(Object.entries(field).map(([name, part]) => [redact(name), part]));
  }) as T;
}
