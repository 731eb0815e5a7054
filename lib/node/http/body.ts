// The body of an answer, up to a bound: whoever answers us may never stop.

/**
 * Reads an answer as text.
 * @throws Error where it is longer than `maxBytes`; the rest is not read
 */
export async function readTextUpTo(response: Response, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // A break out of the loop ends the connection.
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new Error(`longer than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
