// What the suite's judge knows of the bench's answers once it has seen them all, and the tables of its service: for who does the same
// work in another language.
import type { Service } from '../../lib/core/service/service.ts';
import { type KeyUse, toKeyUse } from '../../services/aurora/answer/product-keys.ts';
import { isNamed, toCardKeyUse } from '../../services/aurora/answer/products.ts';
import { ROLLOUT_FACTS } from '../../services/aurora/answer/rollout.ts';
import { namesTreatment } from '../../services/aurora/answer/treatments.ts';
import { isTechnical } from '../../services/aurora/answer/visible.ts';

/** Adds the keys and the texts of a value, at any depth. */
function collect(value: unknown, keys: Set<string>, texts: Set<string>): void {
  if (typeof value === 'string') texts.add(value);
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) for (const key of Object.keys(value)) keys.add(key);
  for (const inside of Object.values(value)) collect(inside, keys, texts);
}

const toTable = <Found>(of: ReadonlySet<string>, find: (text: string) => Found) =>
  Object.fromEntries([...of].map((text) => [text, find(text)]));

/** The tables for these answers: what a key or a text was found to be, by itself. */
export function toKnown(service: Service, answers: readonly unknown[]) {
  const keys = new Set<string>();
  const texts = new Set<string>();
  for (const answer of answers) collect(answer, keys, texts);
  const named = (use: KeyUse) => toTable(texts, (text) => isNamed(text, use));
  return {
    keyUse: toTable(keys, toKeyUse),
    cardKeyUse: toTable(keys, toCardKeyUse),
    named: { name: named('name'), id: named('id'), link: named('link') },
    namedKey: toTable(keys, namesTreatment),
    technical: toTable(keys, isTechnical),
    rowFlags: service.rowFlags,
    counterOf: service.counterOf,
    stepCounters: service.stepCounters,
    rolloutFacts: ROLLOUT_FACTS,
  };
}
