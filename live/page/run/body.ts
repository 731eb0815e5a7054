// The body of an answer, pretty where it is JSON, with the line marked that broke.
import { type BodyLine, toExcerpt, toMarkedBody } from '../../../lib/core/answer/marked-body.ts';
import { element } from '../element.ts';

const toLines = (lines: readonly BodyLine[]) =>
  element(
    'pre',
    { tabindex: '0', class: 'body' },
    ...lines.flatMap(({ text, isMarked }) => (isMarked ? [element('mark', {}, text), '\n'] : [`${text}\n`])),
  );

/** All of it. */
export const showBody = (body: string, detail: string): HTMLElement => toLines(toMarkedBody(body, detail));

/** What is around the line that broke. */
export const showExcerpt = (body: string, detail: string): HTMLElement =>
  toLines(toExcerpt(toMarkedBody(body, detail)));
