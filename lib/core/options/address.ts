// The address of a service, which may carry credentials: https://user:password@host. Nothing that is printed or written may show them.

/** What such an address looks like. What user and password have beside these characters is percent-encoded (RFC 3986), every `@` too. */
export const SERVICE_ADDRESS = {
  pattern:
    /^https?:\/\/(([\w.~!$&()*+,;=:-]|%[\da-f]{2}){0,300}@)?([^\s/?#@:[\]]+|\[[\da-f:.]+\])(:\d{1,5})?(\/[^\s?#@]*)?$/i,
  example: 'http://127.0.0.1:3300',
};

/** A value that is no address, as a message may show it: without what may be a password. */
export function hideCredentials(value: string): string {
  return value.replace(/^([a-z]+:\/\/)?.*@/is, '$1***@');
}

/** What to do about a value that is no address. */
export function toAddressRemedy(value: string, example = SERVICE_ADDRESS.example): string {
  const hint = value.includes('@') ? ', what user and password have beside letters and digits as %40' : '';
  return `give an address like ${example}${hint}`;
}

/** An address without its credentials, and these as they are meant, `user:password`; undefined where it has none. */
export function splitCredentials(address: string): {
  readonly url: string;
  readonly credentials: string | undefined;
} {
  const [, scheme, userinfo, rest] = /^(\w+:\/\/)([^/?#]*)@(.*)$/s.exec(address) ?? [];
  if (userinfo === undefined) return { url: address, credentials: undefined };
  const pair = decodeURIComponent(userinfo);
  return { url: `${scheme}${rest}`, credentials: userinfo.includes(':') ? pair : `${pair}:` };
}

/** `https://shop.staging/v2` → `shop.staging:443`: what a client of that address connects to; '' for ''. k6 has no URL class. */
export function toHostPort(base: string): string {
  const [, scheme, host = ''] = /^(https?):\/\/([^/]+)/.exec(splitCredentials(base).url) ?? [];
  if (host === '' || /:\d+$/.test(host)) return host;
  return `${host}:${scheme === 'https' ? 443 : 80}`;
}

/** The host of a URL without the brackets that stand there around an IPv6 address: `[::1]` → `::1`. */
export const withoutBrackets = (hostname: string): string => hostname.replace(/^\[|\]$/g, '');

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/i;

/** True for the names and addresses by which a machine means itself: `localhost`, `127.0.0.1` and its like, `::1` with or without brackets. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}
