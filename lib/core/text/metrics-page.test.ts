import { Counter, Gauge, Histogram, Registry, Summary } from 'prom-client';
import { describe, expect, it, test } from 'vitest';
import { parseMetricsPage } from './metrics-page.ts';

const read = (text: string) =>
  parseMetricsPage(text).samples.map(({ name, labels, value }) => [name, Object.fromEntries(labels), value]);

type Read = readonly [name: string, labels: Readonly<Record<string, string>>, value: number];

describe('a sample', () => {
  test.each<[what: string, text: string, read: Read]>([
    ['alone', 'a 1', ['a', {}, 1]],
    ['with colons in its name', 'job:a:rate5m 1', ['job:a:rate5m', {}, 1]],
    ['with a label', 'a{ok="yes"} 1', ['a', { ok: 'yes' }, 1]],
    ['with labels', 'a{x="1",y="2"} 1', ['a', { x: '1', y: '2' }, 1]],
    ['with a comma after the last label', 'a{x="1",} 1', ['a', { x: '1' }, 1]],
    ['with no label in its braces', 'a{} 1', ['a', {}, 1]],
    ['with an empty label', 'a{x=""} 1', ['a', { x: '' }, 1]],
    ['with room everywhere', ' \ta { x = "1" , y = "2" } \t 1 ', ['a', { x: '1', y: '2' }, 1]],
    ['with no room before its value', 'a{x="1"}1', ['a', { x: '1' }, 1]],
    ['with braces in a label', 'a{x="/v1/{id}"} 1', ['a', { x: '/v1/{id}' }, 1]],
    ['with a comma and = in a label', 'a{x="b=1, c=\\"2\\"",y="3"} 1', ['a', { x: 'b=1, c="2"', y: '3' }, 1]],
    ['with # in a label', 'a{x="b # {c}"} 1', ['a', { x: 'b # {c}' }, 1]],
    ['with escapes', 'a{x="C:\\\\new\\nline \\"q\\""} 1', ['a', { x: 'C:\\new\nline "q"' }, 1]],
    ['with a backslash that escapes nothing', 'a{x="\\d"} 1', ['a', { x: '\\d' }, 1]],
    ['with a backslash at the end of a label', 'a{x="b\\\\"} 1', ['a', { x: 'b\\' }, 1]],
    ['with letters of other scripts', 'a{x="肤质 é"} 1', ['a', { x: '肤质 é' }, 1]],
    ['with a label that objects have', 'a{__proto__="1"} 1', ['a', { ['__proto__']: '1' }, 1]],
    ['with a timestamp in ms', 'a{x="1"} 1027 1395066363000', ['a', { x: '1' }, 1027]],
    ['from before 1970', 'a 1 -3982045', ['a', {}, 1]],
    ['with a timestamp in seconds', 'a 1 1520879607.789', ['a', {}, 1]],
    ['with an exemplar', 'a_total{x="1"} 3 # {trace_id="b"} 0.67', ['a_total', { x: '1' }, 3]],
    ['with a timestamp and an exemplar', 'a_total 3 1.5 # {trace_id="b"} 0.67 1.2', ['a_total', {}, 3]],
    ['with an empty exemplar', 'a_total 3 # {} 1', ['a_total', {}, 3]],
    ['with a quoted name', '{"a.b"} 1', ['a.b', {}, 1]],
    ['with a quoted name and labels', '{"a.b","c.d"="1",e="2"} 1', ['a.b', { 'c.d': '1', e: '2' }, 1]],
    ['with an exponent', 'a 1.458255915e+9', ['a', {}, 1_458_255_915]],
    ['below 0', 'a -0.5', ['a', {}, -0.5]],
    ['without a digit before the point', 'a .5', ['a', {}, 0.5]],
    ['+Inf', 'a +Inf', ['a', {}, Number.POSITIVE_INFINITY]],
    ['-Inf', 'a -Inf', ['a', {}, Number.NEGATIVE_INFINITY]],
    ['Inf', 'a Inf', ['a', {}, Number.POSITIVE_INFINITY]],
    ['NaN', 'a NaN', ['a', {}, Number.NaN]],
    ['at the end of a DOS line', 'a{x="1"} 1\r', ['a', { x: '1' }, 1]],
    ['after a byte order mark', '\uFEFFa 1', ['a', {}, 1]],
  ])('%s', (_, text, sample) => {
    expect(read(text)).toEqual([sample]);
    expect(read(`# HELP a what it is\n${text}\nb 2\n`)).toEqual([sample, ['b', {}, 2]]);
  });
});

describe('a page', () => {
  test.each<[what: string, text: string, read: readonly Read[]]>([
    ['that is empty', '', []],
    ['of comments', '# what it is\n#\n# HELP a 1\n# TYPE a counter\n# UNIT a seconds\n', []],
    [
      'whose last line has no end',
      'a 1\nb 2',
      [
        ['a', {}, 1],
        ['b', {}, 2],
      ],
    ],
    [
      'with empty lines',
      '\n\na 1\n \nb 2\n',
      [
        ['a', {}, 1],
        ['b', {}, 2],
      ],
    ],
    [
      'of DOS lines',
      'a 1\r\n\r\nb 2\r\n# EOF\r\n',
      [
        ['a', {}, 1],
        ['b', {}, 2],
      ],
    ],
    [
      'whose families come mixed up',
      'a{x="1"} 1\nb 2\na{x="2"} 3\n',
      [
        ['a', { x: '1' }, 1],
        ['b', {}, 2],
        ['a', { x: '2' }, 3],
      ],
    ],
    [
      'that ends with # EOF',
      'a_total 1\na_created 1.5e9\n# EOF\n',
      [
        ['a_total', {}, 1],
        ['a_created', {}, 1.5e9],
      ],
    ],
    [
      'with a histogram of two series',
      '# TYPE h histogram\nh_bucket{x="1",le="+Inf"} 2 # {t="u"} 1\nh_sum{x="1"} 3\nh_sum{x="2"} 4\nh_count{x="1"} 2\n',
      [
        ['h_bucket', { x: '1', le: '+Inf' }, 2],
        ['h_sum', { x: '1' }, 3],
        ['h_sum', { x: '2' }, 4],
        ['h_count', { x: '1' }, 2],
      ],
    ],
  ])('%s', (_, text, samples) => expect(read(text)).toEqual(samples));

  it('says what it declares', () => {
    const { types } = parseMetricsPage(
      '# TYPE a counter\n#  TYPE\tb  GAUGE\n# TYPE "c.d" histogram\n# TYPE e\na 1\n',
    );
    expect([...types]).toEqual([
      ['a', 'counter'],
      ['b', 'gauge'],
      ['c.d', 'histogram'],
      ['e', ''],
    ]);
  });

  test.each([
    ['a page of HTML', '<html>\n<body>502</body>'],
    ['an answer in JSON', '{"status":"ok"}'],
    ['a text', 'Not found'],
    ['a name alone', 'a'],
    ['a value that is none', 'a one'],
    ['a hexadecimal value', 'a 0x10'],
    ['two values too many', 'a 1 2 3'],
    ['a name that begins with a digit', '1a 1'],
    ['a label without quotes', 'a{x=1} 1'],
    ['a label without a value', 'a{x} 1'],
    ['a label cut off', 'a{x="1'],
    ['labels cut off', 'a{x="1",'],
    ['a value cut off', 'a{x="1"}'],
    ['two commas', 'a{x="1",,y="2"} 1'],
    ['two names', 'a{"b"} 1'],
    ['a name after a label', '{x="1","a"} 1'],
    ['no name', '{x="1"} 1'],
    ['a composite value', 'a {count:2,sum:3}'],
  ])('is broken by %s', (_, line) => {
    expect(() => parseMetricsPage(`b 1\n${line}\n`)).toThrow(/^line 2 is no sample/);
  });

  it('is broken by what comes after its end', () => {
    expect(() => parseMetricsPage('a 1\n# EOF\nb 2\n')).toThrow('line 3 comes after # EOF');
  });

  it('takes a long label in its stride', () => {
    const long = '\\"x'.repeat(200_000);
    expect(read(`a{x="${long}"} 1`)[0]?.[2]).toBe(1);
    expect(() => parseMetricsPage(`a{x="${long} 1`)).toThrow('line 1');
  });

  test.each([
    ['text', Registry.PROMETHEUS_CONTENT_TYPE],
    ['OpenMetrics', Registry.OPENMETRICS_CONTENT_TYPE],
  ] as const)('of prom-client in %s', async (_, contentType) => {
    const registry = new Registry<typeof contentType>();
    registry.setContentType(contentType);
    const registers = [registry as Registry];
    const help = 'what "it"\nis, with \\';
    new Counter({ name: 'calls_total', help, labelNames: ['path'], registers }).inc(
      { path: '/"a"\n\\{b}' },
      3,
    );
    new Gauge({ name: 'level', help, registers }).set(-1.5);
    new Histogram({ name: 'took_seconds', help, buckets: [1], registers }).observe(0.5);
    new Summary({ name: 'size_bytes', help, percentiles: [0.5], registers }).observe(7);
    const page = parseMetricsPage(await registry.metrics());
    expect(page.samples.find(({ name }) => name === 'calls_total')).toEqual({
      name: 'calls_total',
      labels: new Map([['path', '/"a"\n\\{b}']]),
      value: 3,
    });
    const named = (wanted: string) => page.samples.find(({ name }) => name === wanted)?.value;
    expect([named('level'), named('took_seconds_sum'), named('size_bytes_sum')]).toEqual([-1.5, 0.5, 7]);
    expect(page.types.get('took_seconds')).toBe('histogram');
  });
});
