// Which language an answer speaks: by the letters of what the assistant says, a bounded number of them.
import type { Json } from '../../../lib/core/text/json.ts';
import { asObject } from './json.ts';

/**
 * How the letters of a text in each language are made up, as shares (0..1) of them. Recorded Chinese answers are 0.72 to 1 Han,
 * the rest are names, INCI and units in Latin letters; recorded English answers hold no other letter than Latin ones.
 *
 * 0.25: about half of what is said, as a Chinese word has 1.6 characters and an English one five. 0.1: a name or two of a brand
 * in letters of its own.
 */
const RULES: Readonly<Record<string, { readonly own: Script; readonly leastOwn: number }>> = {
  CN: { own: 'han', leastOwn: 0.25 },
  EN: { own: 'latin', leastOwn: 0.9 },
};
/** The most letters that are of neither script, like kana, which are no Chinese beside however much Han. */
const MOST_OTHER = 0.1;
/** Fewer letters tell no language: a name, a unit, `OK`. */
const MIN_LETTERS = 10;
/** So many characters of a text are looked at, spread over all of it: k6 passes here at every answer. */
const MAX_LOOKS = 200;

type Script = 'han' | 'latin' | 'other';

/** The script of a UTF-16 code unit; undefined for what is no letter: digits, marks, signs, emoji, the second half of a pair. */
function findScript(unit: number): Script | undefined {
  if (unit < 0x41) return undefined;
  if (unit < 0x250) return isLatin(unit) ? 'latin' : undefined;
  // CJK unified ideographs and their extension A, compatibility ideographs, and the first halves of extensions B and on.
  if (unit >= 0x4e00 && unit <= 0x9fff) return 'han';
  if ((unit >= 0x3400 && unit <= 0x4dbf) || (unit >= 0xf900 && unit <= 0xfaff)) return 'han';
  if (unit >= 0xd840 && unit <= 0xd88f) return 'han';
  // Full-width Latin letters; Vietnamese and others.
  if ((unit >= 0xff21 && unit <= 0xff3a) || (unit >= 0xff41 && unit <= 0xff5a)) return 'latin';
  if (unit >= 0x1e00 && unit <= 0x1eff) return 'latin';
  return isOtherLetter(unit) ? 'other' : undefined;
}

const isLatin = (unit: number) =>
  (unit <= 0x5a || unit >= 0x61) && (unit <= 0x7a || unit >= 0xc0) && unit !== 0xd7 && unit !== 0xf7;

/** Greek to Georgian and beyond, kana, bopomofo, Hangul, half-width kana. */
const isOtherLetter = (unit: number) =>
  (unit >= 0x370 && unit <= 0x1dff) ||
  (unit >= 0x3041 && unit <= 0x318f && unit !== 0x30fb) ||
  (unit >= 0xac00 && unit <= 0xd7a3) ||
  (unit >= 0xff66 && unit <= 0xffdc);

/** What the assistant says in an answer of either envelope; undefined where it says nothing. */
function readText(root: Json): string | undefined {
  const { assistant_text: text } = root;
  if (typeof text === 'string' && text !== '') return text;
  const { content } = asObject(root.assistant_message);
  return typeof content === 'string' && content !== '' ? content : undefined;
}

/** Whether an answer is in the language of its user: `undetermined` where it says too little to tell, or the language is not known here. */
export type Spoken = 'own' | 'foreign' | 'undetermined';

/** What language a text is in, as seen by a user of `language`. */
export function tellLanguage(
  text: string,
  language: string,
): { readonly spoken: Spoken; readonly detail: string } {
  const rule = RULES[language];
  const letters = { han: 0, latin: 0, other: 0 };
  const stride = Math.max(1, Math.ceil(text.length / MAX_LOOKS));
  for (let i = 0; i < text.length; i += stride) {
    const script = findScript(text.charCodeAt(i));
    if (script !== undefined) letters[script]++;
  }
  const sum = letters.han + letters.latin + letters.other;
  if (rule === undefined || sum < MIN_LETTERS) return { spoken: 'undetermined', detail: '' };
  const own = letters[rule.own] / sum;
  if (own >= rule.leastOwn && letters.other / sum <= MOST_OTHER) return { spoken: 'own', detail: '' };
  const percent = (count: number) => `${Math.round((count / sum) * 100)} %`;
  const made = `${percent(letters.han)} Han, ${percent(letters.latin)} Latin, ${percent(letters.other)} other letters`;
  return {
    spoken: 'foreign',
    detail: `a user who writes ${language} is answered in another language: ${made}`,
  };
}

/** Adds to an answer's flags what language it was found to be in. @returns what is to be said of it, '' for nothing */
export function addLanguageFlags(flags: string[], root: Json, language: string): string {
  const text = readText(root);
  if (text === undefined) return '';
  const { spoken, detail } = tellLanguage(text, language);
  if (spoken !== 'undetermined') flags.push('language_told');
  if (spoken === 'foreign') flags.push('wrong_language');
  return detail;
}
