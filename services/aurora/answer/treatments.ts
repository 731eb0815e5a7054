// Does a text name a treatment or a highly irritating active? By its words, in English and Chinese, without those it takes back.
import {
  ACID,
  FALSE_FRIENDS,
  FILLERS,
  JOINS,
  NEGATIONS,
  REPLACES,
  STEMS,
  TAKEN_BACK_BY,
  TRADITIONAL,
} from './other-words.ts';
import { toSeen } from './plain-text.ts';
import { TREATMENTS } from './treatment-words.ts';

/** What a token, or some together, do to those beside them. */
type Role =
  | 'treatment'
  | 'negates_one'
  | 'negates_list'
  | 'taken_back'
  | 'replaces'
  | 'filler'
  | 'joins'
  | 'acid'
  | 'stop'
  | 'number'
  | 'other';
interface Entry {
  readonly tokens: readonly string[];
  readonly role: Role;
}

/**
 * A word of Latin letters, a number, a Chinese character, or another sign; brackets and Greek letters say nothing here. No
 * two parts can match the same, so it is linear.
 */
const TOKEN = /[a-z]+|\d+(?:[.,]\d+)?%?|[\u3400-\u9fff]|[^\s"()[\]{}:*#=<>~^@$®™\u0370-\u03ff]/g;
/** Signs that a word may be broken by; where none is, they say nothing. */
const BREAKS = new Set(['-', '.', '_', '·', '・', '‐', '–', "'", '’']);
const STOPS = new Set(['.', '。', '!', '?']);
const COMMAS = new Set([',', '、', ';', '/', '&', '+', '|']);
/** From this length on a word is known by its beginning, and when it is broken. Shorter ones are parts of too many others. */
const STEM_CHARS = 6;
/** No word that is known is longer, so no more letters that stand apart are put together. */
const MOST_LETTERS = 16;
const NOT_WITH = /free|less|alternat/;
const CAMEL = /[a-z][A-Z]/;
const CAMELS = /([a-z])([A-Z])/g;

const isWord = (token: string | undefined): token is string =>
  token !== undefined && token >= 'a' && token < '{';
const isLetter = (token: string | undefined) => isWord(token) && token.length === 1;
const isNumber = (token: string) => token >= '0' && token < ':';

/** The known words and phrases by their first token, the longest first. */
const DICTIONARY = new Map<string, Entry[]>();
const SIMPLIFIED = new Map<string, string>();
/** Stems by their first letters. */
const STARTS = new Map<string, string[]>();

function enter(role: Role, phrases: readonly string[]): void {
  for (const phrase of phrases) {
    const tokens = phrase.match(TOKEN) ?? [];
    addTo(DICTIONARY, tokens[0] ?? '', { tokens, role });
  }
}

function addTo<T>(map: Map<string, T[]>, key: string, item: T): void {
  const items = map.get(key);
  if (items) items.push(item);
  else map.set(key, [item]);
}

/** Learns all words, at the first text: each user of k6 has to, and of those that stand by most never read one. */
function learn(): void {
  for (const { words } of TREATMENTS) enter('treatment', words);
  for (const { words } of FALSE_FRIENDS) enter('other', words);
  enter('negates_one', NEGATIONS.one);
  enter('negates_list', NEGATIONS.list);
  enter('taken_back', TAKEN_BACK_BY);
  enter('replaces', REPLACES);
  enter('filler', FILLERS);
  enter('joins', JOINS);
  enter('acid', ACID);
  for (const entries of DICTIONARY.values()) entries.sort((a, b) => b.tokens.length - a.tokens.length);
  for (const [i, char] of [...TRADITIONAL.from].entries()) SIMPLIFIED.set(char, TRADITIONAL.to.charAt(i));
  for (const stem of STEMS) addTo(STARTS, stem.slice(0, STEM_CHARS), stem);
}

const isKnownTreatment = (word: string) =>
  DICTIONARY.get(word)?.some(({ tokens, role }) => tokens.length === 1 && role === 'treatment') === true;

function hasStem(word: string): boolean {
  if (word.length <= STEM_CHARS) return false;
  const stems = STARTS.get(word.slice(0, STEM_CHARS));
  return stems?.some((stem) => word.startsWith(stem)) === true && !NOT_WITH.test(word);
}

/** The tokens of a plain text; a treatment that is spelled out ("a.h.a.") or broken ("sali-cylic") is put together. */
function toTokens(plain: string): string[] {
  const raw = plain.match(TOKEN) ?? [];
  const tokens: string[] = [];
  for (let at = 0; at < raw.length; at++) {
    const token = raw[at] ?? '';
    const spelled = isLetter(token) ? findSpelled(raw, at) : isWord(token) ? findBroken(raw, at) : undefined;
    if (spelled !== undefined) {
      tokens.push(spelled.word);
      at = spelled.last;
    } else if (STOPS.has(token) || !BREAKS.has(token)) tokens.push(SIMPLIFIED.get(token) ?? token);
  }
  return tokens;
}

/** Letters that stand apart, with or without signs between them, and are the name of a treatment. */
function findSpelled(raw: readonly string[], at: number) {
  let word = raw[at] ?? '';
  let last = at;
  while (word.length < MOST_LETTERS) {
    const step = BREAKS.has(raw[last + 1] ?? '') ? 2 : 1;
    if (!isLetter(raw[last + step])) break;
    last += step;
    word += raw[last];
  }
  if (word.length < 3 || !(isKnownTreatment(word) || hasStem(word))) return undefined;
  return { word, last: raw[last + 1] === '.' ? last + 1 : last };
}

/** Two or three pieces with a sign between them that are the name of a treatment. */
function findBroken(raw: readonly string[], at: number) {
  let word = raw[at] ?? '';
  for (let last = at + 2; last <= at + 4; last += 2) {
    if (!BREAKS.has(raw[last - 1] ?? '') || !isWord(raw[last])) return undefined;
    word += raw[last];
    if (word.length >= STEM_CHARS && isKnownTreatment(word)) return { word, last };
  }
  return undefined;
}

function findEntry(tokens: readonly string[], at: number): Entry | undefined {
  for (const entry of DICTIONARY.get(tokens[at] ?? '') ?? []) {
    let length = 1;
    while (length < entry.tokens.length && tokens[at + length] === entry.tokens[length]) length++;
    if (length === entry.tokens.length) return entry;
  }
  return undefined;
}

function toRole(token: string): Role {
  if (COMMAS.has(token)) return 'joins';
  if (STOPS.has(token)) return 'stop';
  if (isNumber(token)) return 'number';
  return isWord(token) && hasStem(token) ? 'treatment' : 'other';
}

const isZero = (number: string) => Number(number.replace(',', '.').replace('%', '')) === 0;

/** Reads the tokens from left to right. `named`: one is named, unless the next words take it back. */
function namesOne(tokens: readonly string[]): boolean {
  let named = false;
  let negates: 'one' | 'list' | undefined;
  /** The next word begins a part of what is negated. */
  let begins = false;
  /** The last words were negated. */
  let denied = false;
  let before = 'stop' as Role;
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at] ?? '';
    const entry = findEntry(tokens, at);
    const found: Role = entry?.role ?? toRole(token);
    // "Salicylic acid-free", but "retinol, acid-free".
    const role: Role = found === 'acid' && before !== 'treatment' ? 'other' : found;
    before = role;
    if (entry !== undefined) at += entry.tokens.length - 1;
    switch (role) {
      case 'treatment':
        denied = negates !== undefined && begins;
        named ||= !denied;
        begins = false;
        break;
      case 'filler':
      case 'acid':
        break;
      case 'joins':
        begins = negates !== undefined;
        denied = false;
        break;
      case 'taken_back':
        named = false;
        negates = undefined;
        break;
      case 'replaces':
        if (named) named = false;
        else {
          negates = 'one';
          begins = true;
        }
        break;
      case 'negates_one':
      case 'negates_list':
        if (named) return true;
        negates = role === 'negates_one' ? 'one' : 'list';
        begins = true;
        denied = false;
        break;
      case 'number':
        if (isZero(token)) {
          named = false;
          negates = 'one';
          begins = true;
          break;
        }
        // What has a strength is inside, whatever stood before it.
        if (named || (denied && token.endsWith('%'))) return true;
        begins = false;
        denied = false;
        if (negates === 'one') negates = undefined;
        break;
      case 'stop':
        if (named) return true;
        negates = undefined;
        break;
      case 'other':
        if (named) return true;
        begins = false;
        denied = false;
        if (negates === 'one') negates = undefined;
        break;
    }
  }
  return named;
}

/**
 * True where `text` names a treatment or a highly irritating active, in English or Chinese. What it says to be left out
 * ("retinol-free", "不含视黄醇") is not named. Takes time linear in the length of the text.
 */
export function namesTreatment(text: string): boolean {
  if (DICTIONARY.size === 0) learn();
  const seen = toSeen(text);
  return (
    namesOne(toTokens(seen.toLowerCase())) ||
    (CAMEL.test(seen) && namesOne(toTokens(seen.replace(CAMELS, '$1 $2').toLowerCase())))
  );
}
