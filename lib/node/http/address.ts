// A call to an address that may carry credentials (http://user:password@host), which fetch refuses.
import { splitCredentials } from '../../core/options/address.ts';

/** `fetch`, where the credentials of the address go out as the header that says the same (RFC 7617). It throws what fetch throws. */
export function fetchAddress(
  address: string,
  init: RequestInit & { readonly headers?: Readonly<Record<string, string>> },
): Promise<Response> {
  const { url, credentials } = splitCredentials(address);
  if (credentials === undefined) return fetch(url, init);
  const authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
  return fetch(url, { ...init, headers: { ...init.headers, authorization } });
}
