import { describe, expect, it } from 'vitest';
import { readTextUpTo } from './body.ts';

/** A body in chunks, for ever where `endless`, and whether its reader let go of it. */
function createBody(chunks: readonly Uint8Array[], endless = false) {
  const left = [...chunks];
  const seen = { sent: 0, cancelled: false };
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const chunk = left.shift() ?? (endless ? chunks[0] : undefined);
      if (!chunk) return controller.close();
      seen.sent += chunk.length;
      controller.enqueue(chunk);
    },
    cancel() {
      seen.cancelled = true;
    },
  });
  return { body, seen };
}
const bytes = (text: string) => new TextEncoder().encode(text);
const toRequest = (body: ReadableStream) =>
  new Request('http://127.0.0.1/', { method: 'POST', body, duplex: 'half' } as RequestInit);

describe.each([
  ['a request', toRequest],
  ['an answer', (body: ReadableStream) => new Response(body)],
] as const)('the body of %s', (_, toMessage) => {
  it.each<[string, readonly Uint8Array[], string]>([
    ['that is empty', [], ''],
    ['of the longest length', [bytes('12345'), bytes('67890')], '1234567890'],
    ['that is cut within a character', [bytes('密码').subarray(0, 4), bytes('密码').subarray(4)], '密码'],
    ['that begins with a byte order mark', [bytes('\ufeff{}')], '\ufeff{}'],
  ])('%s', async (_case, chunks, text) => {
    expect(await readTextUpTo(toMessage(createBody(chunks).body), 10)).toBe(text);
  });

  it('that is a byte longer is refused', async () => {
    const { body } = createBody([bytes('12345'), bytes('678901')]);
    await expect(readTextUpTo(toMessage(body), 10)).rejects.toThrow('a body of more than 10 bytes');
  });

  it('that never ends is let go of', async () => {
    const { body, seen } = createBody([bytes('12345')], true);
    await expect(readTextUpTo(toMessage(body), 1_000)).rejects.toThrow('a body of more than 1000 bytes');
    expect(seen.cancelled).toBe(true);
    expect(seen.sent).toBeLessThan(2_000);
  });
});

it('a message without a body is empty', async () => {
  expect(await readTextUpTo(new Response(null), 10)).toBe('');
});
