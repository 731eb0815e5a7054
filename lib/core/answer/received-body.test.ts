import { expect, test } from 'vitest';
import { toReceivedBody } from './received-body.ts';

const receive = (text: string) => toReceivedBody(text, () => JSON.parse(text) as unknown);

test.each([
  ['', 'an empty body'],
  ['"皮�"', 'not UTF-8: a replacement character (U+FFFD) in the body'],
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
  '"皮肤"',
  'null',
])('%s is read as it is', (text) => {
  expect(receive(text)).toEqual({ json: JSON.parse(text) });
});

test.each(['{', '<!doctype html>'])('%s is no JSON, in the words of its parser', (text) => {
  expect(receive(text)).toEqual({ notJson: expect.stringMatching(/^not JSON: ./) });
});
