// What an answer carries back of its call: written down as a place to be filled in, so that a replayed answer carries back what is
// sent today.
import type { OptionValues } from '../../../lib/core/options/option.ts';

/** Shorter values stand in an answer by chance. */
const LEAST_CHARS = 8;
/** What every client sends, and no answer tells its call by. */
const NO_ID =
  /^(?:accept|accept-.*|connection|content-.*|host|user-agent|authorization|cookie|sec-.*|transfer-encoding)$/;
const MARK = /\{\{request\.([a-z0-9-]+)\}\}/g;

/** The texts by which a call may be told, each with its header; the longest first, since one may hold another. */
const listIds = (headers: OptionValues): readonly (readonly [name: string, value: string])[] =>
  Object.entries(headers)
    .flatMap(([name, value = '']) =>
      value.length >= LEAST_CHARS && !NO_ID.test(name) ? [[name, value] as const] : [],
    )
    .sort(([, a], [, b]) => b.length - a.length);

/** A text of an answer with marks in place of what its call had sent. @param headers of the call, names in lower case */
export const markEchoes = (text: string, headers: OptionValues): string =>
  listIds(headers).reduce((left, [name, value]) => left.replaceAll(value, `{{request.${name}}}`), text);

/** A recorded text with what is sent now in place of the marks; a mark of a header that is not sent stays. */
export const fillEchoes = (text: string, headers: OptionValues): string =>
  text.replace(MARK, (mark: string, name: string) => headers[name] ?? mark);
