// The conditions of the policy's owner.
import { evaluateRule, listFactsOf, showFact } from '../rules/cel.ts';
import { allow, deny, type Judge, unknown } from './clause.ts';

/** A clause for each condition. */
export const judgeRules: Judge = ({ policy, facts, atMs }) =>
  (policy.rules ?? []).map(({ id: name, requires, text, ifBroken }) => {
    const id = `rule:${name}`;
    const value = evaluateRule(requires, facts, atMs);
    if (typeof value !== 'boolean')
      return unknown(
        id,
        `${text}; it cannot be told: ${value.unknown}`,
        `tell what it asks for: ${requires}`,
      );
    const seen = listFactsOf(requires)
      .map((fact) => showFact(fact, facts, atMs))
      .join(', ');
    return value ? allow(id, text) : deny(id, `${text}; ${seen}`, `this must hold: ${requires}`, ifBroken);
  });
