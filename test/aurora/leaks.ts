// An answer full of secrets, as a service might give it: none of them may be in what a command leaves or says.

/** Put together here, so that no scanner takes this file for a leak. */
const toSecret = (name: string) => `leak-${name}-7f3a91`;
const JWT = ['eyJhbGciOiJIUzI1NiJ9', 'eyJsZWFrIjoiand0In0', 'bGVha2VkLXNpZ25hdHVyZQ'].join('.');

export const SECRETS = {
  user: toSecret('user'),
  base: toSecret('base'),
  cookie: toSecret('cookie'),
  header: toSecret('header'),
  odd: toSecret('odd'),
  password: toSecret('password'),
  nested: toSecret('nested'),
  escaped: toSecret('escaped'),
  query: toSecret('query'),
  status: toSecret('status'),
  mail: `${toSecret('mail')}@example.com`,
  github: `ghp_${'leakedleakedleaked77'}`,
  jwt: JWT,
};

export const LEAKY_HEADERS = {
  'set-cookie': `sid=${SECRETS.cookie}; Path=/`,
  authorization: `Bearer ${SECRETS.header}`,
  'x-of-the-house': SECRETS.odd,
  location: `http://${SECRETS.user}:${SECRETS.base}@127.0.0.1/?access_token=${SECRETS.query}`,
  'x-request-id': JWT,
};

export const LEAKY_BODY = {
  request_id: JWT,
  cards: [
    { type: 'notice', payload: { password: SECRETS.password, accounts: [{ apiKey: SECRETS.nested }] } },
  ],
  raw: JSON.stringify({ token: SECRETS.escaped }),
  text: `ask ${SECRETS.mail}, key ${SECRETS.github}, ${JWT}`,
  session_id: SECRETS.cookie,
};

/** A status line that is no HTTP. */
export const LEAKY_LINE = `HTTP/9 token=${SECRETS.status} ${JWT}\r\n\r\n`;

/** The names of the secrets that a text holds. */
export function listLeaked(text: string): readonly string[] {
  return Object.entries(SECRETS).flatMap(([name, secret]) => (text.includes(secret) ? [name] : []));
}
