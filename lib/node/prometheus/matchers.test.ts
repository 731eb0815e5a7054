import { describe, expect, it, test } from 'vitest';
import { EVERY_ALERT, parseMatchers, toMatcherText } from './matchers.ts';

describe('matchers', () => {
  test.each([
    ['job=shop', { name: 'job', value: 'shop', isRegex: false, isEqual: true }],
    ['job!=shop', { name: 'job', value: 'shop', isRegex: false, isEqual: false }],
    ['job=~sh.*', { name: 'job', value: 'sh.*', isRegex: true, isEqual: true }],
    ['job!~sh.*', { name: 'job', value: 'sh.*', isRegex: true, isEqual: false }],
    ['_a1=x=y', { name: '_a1', value: 'x=y', isRegex: false, isEqual: true }],
  ])('%s is read, and written the same', (text, matcher) => {
    expect(parseMatchers(text, 'M')).toEqual([matcher]);
    expect(toMatcherText(matcher)).toBe(text);
  });

  it('may be several, and none', () => {
    expect(parseMatchers(' a=1 , b=2,', 'M').map(toMatcherText)).toEqual(['a=1', 'b=2']);
    expect(parseMatchers('', 'M')).toEqual([]);
  });

  test.each(['job', '=x', '1a=x', 'job=', 'job~x'])('%s is none', (text) => {
    expect(() => parseMatchers(text, 'M')).toThrow(`M=${text}: give name=value`);
  });

  it('of every alert are no name without a value', () => {
    expect(EVERY_ALERT.map(toMatcherText)).toEqual(['alertname=~.+']);
  });
});
