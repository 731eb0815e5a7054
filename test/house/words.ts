// The words of one service's domain: what the engine, which serves any service, never says.

/** Environment variables of the runbook that had to stay, whatever they are called. */
const RUNBOOK_NAMES = [
  'CN_PERCENT',
  'MAX_GUARD_FALLBACK_RATE_10M',
  'SCENARIO_USE_PHOTO_FALSE_WEIGHT',
  'SCENARIO_PHOTO_USABLE_WEIGHT',
  'SCENARIO_PHOTO_FORCED_FAIL_WEIGHT',
  'SCENARIO_SAFETY_BLOCK_WEIGHT',
];

/**
 * Each word or phrase as it stands when a text is split into its words: `lowConfidence`, `low_confidence` and `low confidence`
 * are one. A plural ends in s. The confidence of an interval and the analysis of power are statistics: of
 * confidence, only what the domain joins it to is listed.
 */
const WORDS = [
  'reco',
  'recommend',
  'recommended',
  'recommendation',
  'treatment',
  'photo',
  'skin',
  'red flag',
  'notice',
  'chat',
  'chatcard',
  'card',
  'oily',
  'ingredient',
  'daylight',
  'consent',
  'safety block',
  'safety with',
  'guard fallback',
  'timeout degraded',
  'low med',
  'low confidence',
  'medium confidence',
  'high confidence',
  'confidence notice',
  'confidence context',
  'confidence in',
  'without confidence',
  'bff',
  'aurora uid',
  'brief id',
  'x lang',
  'cn',
];
const WORD = new RegExp(`(?<= )(?:${WORDS.join('|')})s?(?= )`, 'g');
const ANALYSIS = /(?<= )(?<! power | failure )analys[ei]s(?= )/g;
/** DSSE is a form of signed statements, and calls what it puts them into so. */
const ENVELOPE = /(?<= )(?<! dsse )envelopes?(?= )/g;
/** The engine knows variants of users, of which a language is an example; `content-language` is HTTP's. */
const LANGUAGE = /(?<= )(?<! content | like a )languages?(?= )/g;
/** The other language, as it is written: `en` in small letters is a page's own language. */
const ENGLISH = /(?<![A-Za-z])EN(?![A-Za-z])/g;

/** A text as its words, in small letters, with one space between them and at both ends. */
const toWords = (text: string): string =>
  ` ${text
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/[^A-Za-z\d]+/g, ' ')
    .toLowerCase()} `;

/**
 * Every word of the domain that a text says, as often as it says it.
 * @param ofArgo a text about Argo Rollouts, which calls its own questions analysis
 */
export function listDomainWords(text: string, ofArgo = false): readonly string[] {
  const free = RUNBOOK_NAMES.reduce((left, name) => left.replaceAll(name, ''), text);
  const words = toWords(free);
  return [WORD, ...(ofArgo ? [] : [ANALYSIS]), ENVELOPE, LANGUAGE]
    .flatMap((pattern) => words.match(pattern) ?? [])
    .concat(free.match(ENGLISH) ?? []);
}
