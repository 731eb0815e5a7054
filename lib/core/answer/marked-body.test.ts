import { describe, expect, it, test } from 'vitest';
import { toExcerpt, toMarkedBody } from './marked-body.ts';

const BODY = { cards: [{ type: 'notice', payload: { 'a/b': 1, none: {}, list: [] } }], request_id: null };
const marked = (detail: string, body: unknown = BODY) =>
  toMarkedBody(JSON.stringify(body), detail)
    .filter(({ isMarked }) => isMarked)
    .map(({ text }) => text.trim());

describe('a body', () => {
  it.each([
    BODY,
    [],
    {},
    null,
    3,
    'text',
    [[1], { a: [] }],
    { a: { b: { c: [1, 2, { d: '"' }] } } },
  ])('is JSON in lines as others write it: %j', (body) => {
    const text = toMarkedBody(JSON.stringify(body), '')
      .map((line) => line.text)
      .join('\n');
    expect(JSON.parse(text)).toEqual(body);
    expect(text).toBe(JSON.stringify(body, null, 2));
  });

  it.each(['<html>\n</html>', '{"cut": ', ''])('that is no JSON stays as it is: %j', (body) => {
    const lines = toMarkedBody(body, '/cut must be string');
    expect(lines.map(({ text }) => text).join('\n')).toBe(body);
    expect(lines.some(({ isMarked }) => isMarked)).toBe(false);
  });

  test.each<[string, string[]]>([
    ['/cards/0/type must be equal to one of the allowed values: "a"', ['"type": "notice",']],
    ['status 200; /cards/0/payload/a~1b must be string', ['"a/b": 1,']],
    ['/cards/0/payload/missing/deep is required', ['"payload": {']],
    ['/request_id must be string', ['"request_id": null']],
    ['/v1/chat says /cards/0 is odd', ['{']],
    ['/cards: not a list', ['"cards": [']],
    ['the answer must be object', []],
    ['status 503 of /v1/chat', []],
    ['', []],
  ])('is marked by %j at %j', (detail, lines) => expect(marked(detail)).toEqual(lines));

  it('does not take what every object has for its own', () =>
    expect(marked('/constructor must not be there')).toEqual([]));
});

describe('an excerpt', () => {
  const lines = Array.from({ length: 30 }, (_, i) => ({ text: `${i}`, isMarked: false }));
  it.each([
    [-1, '0', '8'],
    [0, '0', '8'],
    [15, '11', '19'],
    [29, '21', '29'],
  ])('around line %i goes from %s to %s', (at, first, last) => {
    const shown = toExcerpt(lines.map((line, i) => ({ ...line, isMarked: i === at })));
    expect([shown[0]?.text, shown.at(-1)?.text]).toEqual([first, last]);
  });
  it('begins where its lines do, each behind the one that holds it', () => {
    const deep = ['        {', '', '          "actions": []', '        }'];
    const shown = toExcerpt(deep.map((text) => ({ text, isMarked: text.includes('actions') })));
    expect(shown.map(({ text }) => text)).toEqual(['{', '', '  "actions": []', '}']);
    expect(shown[2]?.isMarked).toBe(true);
  });
  it('of few lines has all of them', () => expect(toExcerpt(lines.slice(0, 3))).toHaveLength(3));
});
