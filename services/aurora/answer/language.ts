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
const RULES = {
  CN: { own: 'han', leastOwn: 0.25 },
  EN: { own: 'latin', leastOwn: 0.9 },
} as const;
/** The most letters that are of neither script, like kana, which are no Chinese beside however much Han. */
const MOST_OTHER = 0.1;
/** Fewer letters tell no language: a name, a unit, `OK`. */
const MIN_LETTERS = 10;
/** So many characters of a text are looked at, spread over all of it: k6 passes here at every answer. */
const MAX_LOOKS = 200;
/** From so many places of a longer text: k6 takes ten characters from a place in the time of one. */
const PLACES = 20;
const CHARS_A_PLACE = MAX_LOOKS / PLACES;

/**
 * Letters by script, in UTF-16 code units, as parts of a character class. The rest are no letters: digits, marks, signs, emoji,
 * the second half of a pair. k6's interpreter looks at one letter in the time in which its expressions see ten.
 */
const LETTERS = {
  // CJK unified ideographs and their extension A, compatibility ideographs, and the first halves of extensions B and on.
  han: '\\u4e00-\\u9fff\\u3400-\\u4dbf\\uf900-\\ufaff\\ud840-\\ud88f',
  // Full-width letters too; Vietnamese and others.
  latin: 'A-Za-z\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u024f\\u1e00-\\u1eff\\uff21-\\uff3a\\uff41-\\uff5a',
  // Greek to Georgian and beyond, kana, bopomofo, Hangul, half-width kana.
  other: '\\u0370-\\u1dff\\u3041-\\u30fa\\u30fc-\\u318f\\uac00-\\ud7a3\\uff66-\\uffdc',
} as const;
type Script = keyof typeof LETTERS;

const toCounter = (script: Script) => {
  const letter = new RegExp(`[${LETTERS[script]}]`, 'g');
  return (text: string): number => text.match(letter)?.length ?? 0;
};
const COUNTERS = { han: toCounter('han'), latin: toCounter('latin'), other: toCounter('other') };

/** MAX_LOOKS characters of a text, where it has more: from PLACES places, all over it. */
function toSample(text: string): string {
  const { length } = text;
  if (length <= MAX_LOOKS) return text;
  const apart = Math.floor(length / PLACES);
  let sample = '';
  // Four at a time: k6 makes a new text at each step.
  for (let i = 0, a = 0; i < PLACES; i += 4, a += 4 * apart) {
    const b = a + apart;
    const c = b + apart;
    const d = c + apart;
    sample += `${text.slice(a, a + CHARS_A_PLACE)}${text.slice(b, b + CHARS_A_PLACE)}${text.slice(c, c + CHARS_A_PLACE)}${text.slice(d, d + CHARS_A_PLACE)}`;
  }
  return sample;
}

/**
 * A look that is sure of most samples of a language that they are its own, before their letters are counted: no letter of the
 * scripts `never` is in them, and their own are enough even if all the rest were letters too.
 * @param least share of own letters among all characters; MIN_LETTERS of them in any case
 */
function toSureLook(own: Script, never: string, least: number): (sample: string) => boolean {
  const alien = new RegExp(`[${never}]`);
  const looks = [MAX_LOOKS / 5, MAX_LOOKS / 2, MAX_LOOKS].map((chars) => {
    const enough = Math.max(MIN_LETTERS, Math.ceil(chars * least));
    return { chars, shape: new RegExp(`^(?:[^${LETTERS[own]}]*[${LETTERS[own]}]){${enough}}`) };
  });
  return (sample) => {
    if (alien.test(sample)) return false;
    const { length } = sample;
    let i = 0;
    while (i < looks.length - 1 && length > (looks[i]?.chars ?? 0)) i++;
    return looks[i]?.shape.test(sample) === true;
  };
}

interface Language {
  readonly own: Script;
  readonly leastOwn: number;
  readonly isSurely: (sample: string) => boolean;
}
const { han, other } = LETTERS;
const LANGUAGES: Readonly<Record<string, Language>> = {
  CN: { ...RULES.CN, isSurely: toSureLook('han', other, RULES.CN.leastOwn) },
  EN: { ...RULES.EN, isSurely: toSureLook('latin', han + other, 0) },
};

/** What the assistant says in an answer of either envelope; undefined where it says nothing. */
function readText(root: Json): string | undefined {
  const { assistant_text: text } = root;
  if (typeof text === 'string' && text !== '') return text;
  const { content } = asObject(root.assistant_message);
  return typeof content === 'string' && content !== '' ? content : undefined;
}

/** Whether an answer is in the language of its user: `undetermined` where it says too little to tell, or the language is not known here. */
export type Spoken = 'own' | 'foreign' | 'undetermined';

const OWN = { spoken: 'own', detail: '' } as const;
const UNDETERMINED = { spoken: 'undetermined', detail: '' } as const;

/** What language a text is in, as seen by a user of `language`. */
export function tellLanguage(
  text: string,
  language: string,
): { readonly spoken: Spoken; readonly detail: string } {
  const rule = LANGUAGES[language];
  if (rule === undefined) return UNDETERMINED;
  const sample = toSample(text);
  if (rule.isSurely(sample)) return OWN;
  const letters = { han: COUNTERS.han(sample), latin: COUNTERS.latin(sample), other: COUNTERS.other(sample) };
  const sum = letters.han + letters.latin + letters.other;
  if (sum < MIN_LETTERS) return UNDETERMINED;
  const own = letters[rule.own] / sum;
  if (own >= rule.leastOwn && letters.other / sum <= MOST_OTHER) return OWN;
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
