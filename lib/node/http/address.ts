// A call to an address that may carry credentials (http://user:password@host), which fetch refuses.
import { splitCredentials } from '../../core/options/address.ts';
import { type CallInit, call } from './call.ts';

/** A call, where the credentials of the address go out as the header that says the same (RFC 7617). It throws what fetch throws. */
export function fetchAddress(address: string, init: CallInit): Promise<Response> {
  const { url, credentials } = splitCredentials(address);
  if (credentials === undefined) return call(url, init);
  const authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
  return call(url, { ...init, headers: { ...init.headers, authorization } });
}
