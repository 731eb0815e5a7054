// What a status says of an answer, whatever its body is.

/** True for a status that says that the call failed. */
export function isErrorStatus(status: number): boolean {
  return status >= 400 || status < 100;
}

/** True for a 5xx, and for what no standard knows: a client takes that for one (RFC 9110, section 15). */
export function isServerError(status: number): boolean {
  return status >= 500 || status < 100;
}

/**
 * Why a browser gives nobody the body of an answer that is no error; undefined where it does. It drops the body of a 205 as that of a 204
 * ("null body status"), and what is no 2xx it follows or does not call ok: WHATWG Fetch, sections 2.2.3 and 2.2.6.
 */
export function findUntaken(status: number): string | undefined {
  if (status === 205) return 'a browser drops the body of such an answer';
  return status < 300 ? undefined : 'no 2xx, so that no browser takes its body for the answer';
}
