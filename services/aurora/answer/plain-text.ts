// A text as it is compared: without the differences that a person does not see. And which texts are no text at all.

/**
 * Unicode's Default_Ignorable_Code_Point (zero-width, soft hyphen, fillers, variation selectors), as a part of a character
 * class. In ranges, since k6's expressions know no \p{…}. Those past U+FFFF are in `TAGS`.
 */
const IGNORABLE =
  '\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufff8';
/** Language tags and the rest of the variation selectors: U+E0000 to U+E0FFF. */
const TAGS = '\\udb40[\\udc00-\\udfff]';
/** Accents and other marks that combine with the letter before them. */
const MARKS = '\\u0300-\\u036f\\u20d0-\\u20ff\\ufe20-\\ufe2f';
const CONTROLS = '\\u0000-\\u0008\\u000e-\\u001f\\u007f-\\u009f';

const UNSEEN = new RegExp(`[${IGNORABLE}${MARKS}${CONTROLS}]|${TAGS}`, 'g');
/** Anything but white space, what is not seen, and the empty braille cell. Surrogates count in pairs, by the first of them. */
const INK = new RegExp(`[^\\s${IGNORABLE}${MARKS}${CONTROLS}\\u2800\\udb40\\udc00-\\udfff]`);
const ASCII = /^[\t\n\r -~]*$/;

/** `text` in one width (Unicode NFKD), without accents and without what is not seen. Takes time linear in its length. */
export const toSeen = (text: string): string =>
  ASCII.test(text) ? text : text.normalize('NFKD').replace(UNSEEN, '');

/** The same, in one case. */
export const toPlain = (text: string): string => toSeen(text).toLowerCase();

/** True for a text with something in it that a person could see. */
export const isShown = (value: unknown): value is string => typeof value === 'string' && INK.test(value);
