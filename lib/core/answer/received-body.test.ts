import { expect, it, test } from 'vitest';
import { toReceivedBody } from './received-body.ts';

const receive = (text: string) => toReceivedBody(text, () => JSON.parse(text) as unknown);

test.each([
  ['', 'an empty body'],
  ['{"a":"\ufffd"}', 'not UTF-8: a replacement character (U+FFFD) in the body'],
  [String.raw`{"a":"x\ud83d"}`, String.raw`not Unicode: the escape \ud83d stands for no character`],
  [String.raw`{"a":"\uDE00x"}`, String.raw`not Unicode: the escape \uDE00 stands for no character`],
  [String.raw`{"\ud83d\ud83d\ude00":1}`, String.raw`not Unicode: the escape \ud83d stands for no character`],
  [
    String.raw`{"a":"\ud83d\ude00\ude00"}`,
    String.raw`not Unicode: the escape \ude00 stands for no character`,
  ],
  [String.raw`{"a":"\ufffd"}`, String.raw`not Unicode: the escape \ufffd stands for no character`],
  [String.raw`{"a":"\\\uD800"}`, String.raw`not Unicode: the escape \uD800 stands for no character`],
])('%j is no body: %s', (text, notJson) => {
  expect(receive(text)).toEqual({ notJson });
});

test.each([
  String.raw`{"a":"\ud83d\ude00"}`,
  String.raw`{"a":"\uD83D\uDE00\ud83d\ude00"}`,
  String.raw`{"a":"\\ud83d"}`,
  String.raw`{"a":"\\\\ufffd \" \u00e9"}`,
  '{"a":"😀"}',
])('%s is read as it is', (text) => {
  expect(receive(text)).toEqual({ json: JSON.parse(text) });
});

it('says what its parser says', () => {
  expect(receive('{')).toEqual({ notJson: expect.stringMatching(/^not JSON: /) });
});
