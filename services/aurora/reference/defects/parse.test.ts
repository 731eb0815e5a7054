// Reading a defect spec: what each option means, and how a mistake is named.
import { describe, expect, it } from 'vitest';
import { parseDefects } from './parse.ts';
import { DEFECT_IDS, DEFECTS } from './table.ts';

const PLAIN = {
  ratio: 1,
  drawSeed: null,
  route: null,
  lang: null,
  header: null,
  afterMs: 0,
  forMs: Number.POSITIVE_INFINITY,
  times: Number.POSITIVE_INFINITY,
  whileUpstreamFailing: false,
  ms: null,
  kb: null,
};

describe('parseDefects', () => {
  it.each(DEFECT_IDS.map((id) => [id] as const))('knows %s', (id) => {
    expect(parseDefects(id)).toEqual([{ ...PLAIN, id }]);
  });

  it.each([
    { option: 'rate=0.01', rule: { ratio: 0.01 } },
    { option: 'rate=1', rule: { ratio: 1 } },
    { option: 'draw=7', rule: { drawSeed: 7 } },
    { option: 'rate=.5', rule: { ratio: 0.5 } },
    { option: 'route=/v1/chat', rule: { route: '/v1/chat' } },
    { option: 'lang=CN', rule: { lang: 'CN' } },
    { option: 'header=X-Trace-ID:_chaos_', rule: { header: { name: 'x-trace-id', contains: '_chaos_' } } },
    { option: 'header=x-note:a:b=c', rule: { header: { name: 'x-note', contains: 'a:b=c' } } },
    { option: 'after=60s', rule: { afterMs: 60_000 } },
    { option: 'after=1.5m', rule: { afterMs: 90_000 } },
    { option: 'for=500ms', rule: { forMs: 500 } },
    { option: 'times=3', rule: { times: 3 } },
    { option: 'while=upstream_failing', rule: { whileUpstreamFailing: true } },
    { option: 'ms=250', rule: { ms: 250 } },
  ])('reads $option', ({ option, rule }) => {
    expect(parseDefects(`slow,${option}`)).toEqual([{ ...PLAIN, id: 'slow', ...rule }]);
  });

  it('reads several options and several defects, with space around them', () => {
    const rules = parseDefects(' hang , rate=0.5 , lang=EN ; ; slow,ms=5,after=1s,for=2s ');
    expect(rules).toEqual([
      { ...PLAIN, id: 'hang', ratio: 0.5, lang: 'EN' },
      { ...PLAIN, id: 'slow', ms: 5, afterMs: 1_000, forMs: 2_000 },
    ]);
  });

  it.each(['', ' ', ';'])('takes %j for none', (spec) => {
    expect(parseDefects(spec)).toEqual([]);
  });

  it.each([
    { spec: 'hang;no_such', names: 'no_such' },
    { spec: 'Hang', names: 'Hang' },
    { spec: 'toString', names: 'toString' },
  ])('refuses the unknown id in $spec and lists the known ones', ({ spec, names }) => {
    expect(() => parseDefects(spec)).toThrow(`"${names}" is not known`);
    for (const id of DEFECT_IDS) expect(() => parseDefects(spec)).toThrow(id);
  });

  it.each([
    'rate=0',
    'rate=1.01',
    'rate=-1',
    'rate=1%',
    'rate=',
    'route=chat',
    'lang=DE',
    'header=x-trace-id',
    'header=:chaos',
    'header=x-trace-id:',
    'after=60',
    'after=-1s',
    'for=soon',
    'while=raining',
    'ms=fast',
    'times=0',
    'times=1.5',
    'burst=3',
    'rate',
    '=1',
  ])('refuses %s and names it', (option) => {
    const named = option.split('=')[0] || option;
    expect(() => parseDefects(`slow,${option}`)).toThrow(new RegExp(`^defect slow: .*${named}`));
  });

  it.each(DEFECT_IDS.filter((id) => !('ms' in DEFECTS[id].effect)))('refuses ms= on %s', (id) => {
    expect(() => parseDefects(`${id},ms=5`)).toThrow('takes no time');
  });
});
