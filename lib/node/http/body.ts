// The body of a request or an answer, up to a bound: whoever sends it may never stop.

/**
 * Reads a body as text, UTF-8. A byte order mark stays in it, as in k6.
 * @throws Error where it is longer than `maxBytes`; the rest is not read, and the connection is not used again
 */
export async function readTextUpTo({ body }: Request | Response, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // A throw out of the loop ends the connection.
  for await (const chunk of body ?? []) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new Error(`a body of more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
