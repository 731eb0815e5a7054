import { expect, it } from 'vitest';
import { fillEchoes, markEchoes } from './echoes.ts';

const SENT = {
  'x-trace-id': 'trace_1234',
  'x-user': 'trace_1234_more',
  accept: 'application/json',
  'x-lang': 'EN',
};

it('what an answer carries back is what is sent today', () => {
  const marked = markEchoes('{"t":"trace_1234","u":"trace_1234_more","l":"EN","a":"application/json"}', SENT);
  expect(marked).toBe(
    '{"t":"{{request.x-trace-id}}","u":"{{request.x-user}}","l":"EN","a":"application/json"}',
  );
  expect(fillEchoes(marked, { 'x-trace-id': 'new', 'x-user': 'you' })).toBe(
    '{"t":"new","u":"you","l":"EN","a":"application/json"}',
  );
  expect(fillEchoes('{{request.gone}}', {})).toBe('{{request.gone}}');
});
