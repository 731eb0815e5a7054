// Answers whose status or bytes are wrong, whatever the envelope was.
import type { Defect, RawAnswer } from '../defect.ts';

const HTML =
  '<!doctype html><html><head><title>Gateway</title></head><body><h1>Something is in the way</h1></body></html>';

function toJson(answer: RawAnswer, status: number, body: unknown): RawAnswer {
  return { status, headers: answer.headers, body: JSON.stringify(body) };
}

function toHtml(answer: RawAnswer, status: number): RawAnswer {
  return { status, headers: { ...answer.headers, 'content-type': 'text/html; charset=utf-8' }, body: HTML };
}

/** How either envelope begins, up to the first letter of its request_id. */
const ENVELOPE_BEGIN = /^\{(?:"version":"1\.0",)?"(?=request_id")/;

/** The text of an answer that carries one; undefined for an empty or binary one. */
function readText({ body }: RawAnswer): string | undefined {
  return typeof body === 'string' && body !== '' ? body : undefined;
}

/** Defects in the status and in the bytes of an answer. */
export const HTTP_DEFECTS = {
  http_500_json: {
    breaks: 'http_5xx',
    why: 'a 500 with a plain JSON error',
    effect: { kind: 'answer', change: (answer) => toJson(answer, 500, { error: 'INTERNAL' }) },
  },
  http_502_html: {
    breaks: 'http_5xx',
    why: 'a 502 with a page of HTML from something in between',
    effect: { kind: 'answer', change: (answer) => toHtml(answer, 502) },
  },
  http_500_envelope: {
    breaks: 'http_5xx',
    why: 'a 500 whose body is a valid envelope',
    effect: { kind: 'answer', change: (answer) => ({ ...answer, status: 500 }) },
  },
  http_400_envelope: {
    breaks: 'http_4xx',
    why: 'a 400 whose body is a valid envelope: only the status tells',
    effect: { kind: 'answer', change: (answer) => ({ ...answer, status: 400 }) },
  },
  http_302_envelope: {
    breaks: 'schema_violation',
    why: 'a redirect whose body is a valid envelope: a browser follows it, and nobody sees that body',
    effect: {
      kind: 'answer',
      change: (answer) => ({
        ...answer,
        status: 302,
        headers: { ...answer.headers, location: '/elsewhere' },
      }),
    },
  },
  http_429: {
    breaks: 'http_4xx',
    why: 'a rate limit in front of the service',
    effect: {
      kind: 'answer',
      change: (answer) => {
        const limited = toJson(answer, 429, { error: 'RATE_LIMITED' });
        return { ...limited, headers: { ...limited.headers, 'retry-after': '1' } };
      },
    },
  },
  html_200: {
    breaks: 'schema_violation',
    why: 'a 200 with a page of HTML, as from a captive proxy',
    effect: { kind: 'answer', change: (answer) => toHtml(answer, 200) },
  },
  empty_body_200: {
    breaks: 'schema_violation',
    why: 'a 200 with no byte in it',
    effect: { kind: 'answer', change: (answer) => ({ ...answer, status: 200, body: '' }) },
  },
  truncated_json: {
    breaks: 'schema_violation',
    why: 'the JSON ends in the middle, though the transfer was complete',
    effect: {
      kind: 'answer',
      change: (answer) => {
        const text = readText(answer);
        return text === undefined
          ? undefined
          : { ...answer, body: text.slice(0, Math.floor(text.length / 2)) };
      },
    },
  },
  invalid_utf8: {
    breaks: 'schema_violation',
    why: 'a byte that is no UTF-8 in a key: strict readers refuse it, lenient ones miss request_id',
    effect: {
      kind: 'answer',
      change: (answer) => {
        const text = readText(answer);
        const begin = text === undefined ? null : ENVELOPE_BEGIN.exec(text);
        if (text === undefined || begin === null) return undefined;
        const bytes = new Uint8Array(Buffer.from(text));
        bytes[begin[0].length] = 0xc3;
        return { ...answer, body: bytes };
      },
    },
  },
  invalid_utf8_in_text: {
    breaks: 'schema_violation',
    why: 'half a character in a text, as where a string was cut by bytes: no JSON, though lenient readers take it',
    effect: {
      kind: 'answer',
      change: (answer) => {
        const text = readText(answer);
        if (text === undefined || !text.endsWith('}')) return undefined;
        const at = Buffer.from(text).indexOf('"trace_id":"');
        if (at < 0) return undefined;
        const bytes = new Uint8Array(Buffer.from(text));
        bytes[at + '"trace_id":"'.length] = 0xe8;
        return { ...answer, body: bytes };
      },
    },
  },
  duplicate_keys: {
    breaks: 'empty_cards',
    why: 'the key cards twice, the second time empty: readers keep the last one',
    effect: {
      kind: 'answer',
      change: (answer) => {
        const text = readText(answer);
        return text !== undefined && ENVELOPE_BEGIN.test(text)
          ? { ...answer, body: `${text.slice(0, -1)},"cards":[]}` }
          : undefined;
      },
    },
  },
  rollout_header_missing: {
    breaks: 'rollout_probe',
    why: 'the x-aurora-* rollout headers were stripped on the way',
    effect: {
      kind: 'answer',
      change: (answer) => {
        const names = ['x-aurora-variant', 'x-aurora-bucket', 'x-aurora-policy-version'];
        const kept = Object.entries(answer.headers).filter(([name]) => !names.includes(name));
        return kept.length === Object.keys(answer.headers).length
          ? undefined
          : { ...answer, headers: Object.fromEntries(kept) };
      },
    },
  },
} as const satisfies Record<string, Defect>;
