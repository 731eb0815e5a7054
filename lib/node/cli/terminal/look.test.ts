import { describe, expect, it, test } from 'vitest';
import { createLook } from './look.ts';

const at = (columns: number) => createLook({ isTTY: true, columns });
const SENTENCE = '1 answer brought a notice without actions, of 20 notices; none is allowed';
const GATES = [
  ['✗', 'notice_without_actions', SENTENCE],
  ['?', 'toxics_bit', 'timeout: not seen'],
];
const PHASES = [
  ['phase', 'seconds', 'journeys/s', 'p99 ms'],
  ['baseline', '15', '0.93', '67'],
  ['chaos', '4', '3.10', '1023'],
];

describe('rows', () => {
  test.each([20, 40, 60, 80, 200])('are no wider than %d columns', (columns) => {
    for (const rows of [GATES, PHASES, [[SENTENCE]]])
      for (const line of at(columns).toRows(rows, 2).flat()) expect(line.length).toBeLessThanOrEqual(columns);
  });
  it('go on in their own column', () => {
    expect(at(70).toRows(GATES, 2)).toEqual([
      [
        '  ✗  notice_without_actions  1 answer brought a notice without',
        '                             actions, of 20 notices; none is allowed',
      ],
      ['  ?  toxics_bit              timeout: not seen'],
    ]);
  });
  it('go on below where their own column is too narrow to read', () => {
    expect(at(50).toRows(GATES, 2)[0]).toEqual([
      '  ✗  notice_without_actions',
      '    1 answer brought a notice without actions, of',
      '    20 notices; none is allowed',
    ]);
  });
  it('of figures are turned where that makes them fit', () => {
    expect(at(30).toRows(PHASES, 2).flat()).toEqual([
      '  phase       baseline  chaos',
      '  seconds     15        4',
      '  journeys/s  0.93      3.10',
      '  p99 ms      67        1023',
    ]);
  });
  it('of figures that fit neither way stand in parts, each with the names of its rows', () => {
    const routes = [
      ['route', 'requests', 'errors', 'p50 ms', 'p95 ms'],
      ...['analysis_skin', 'chat', 'profile_update'].map((route) => [route, '264', '0', '65', '2051']),
    ];
    expect(at(40).toRows(routes, 2).flat()).toEqual([
      '  route           requests  errors',
      '  analysis_skin   264       0',
      '  chat            264       0',
      '  profile_update  264       0',
      '',
      '  route           p50 ms  p95 ms',
      '  analysis_skin   65      2051',
      '  chat            65      2051',
      '  profile_update  65      2051',
    ]);
  });
  it('count a wide character as two columns', () => {
    const [lines = []] = at(40).toRows([['x', '汉字'.repeat(20)]], 0);
    expect(lines.length).toBeGreaterThan(2);
    expect(lines.join('').replaceAll(/\s/g, '')).toBe(`x${'汉字'.repeat(20)}`);
  });
  it('of nothing are nothing', () => expect(at(80).toRows([], 2)).toEqual([]));
  it.each([
    ['where there is no terminal', {}],
    ['on one that does not say its width', { isTTY: true, columns: 0 }],
  ])('are as wide as they come %s', (_, stream) => {
    expect(createLook(stream).toRows([['x', SENTENCE]], 2)).toEqual([[`  x  ${SENTENCE}`]]);
  });
});

describe('a command', () => {
  const COMMAND = 'npm run soak -- --seed 2059489680 --defects notice_without_actions,rate=0.05 --once';
  it('is broken before a flag, so that a shell takes it as one', () => {
    const lines = at(50).toCommand(COMMAND, 6);
    expect(lines).toEqual([
      '      npm run soak -- --seed 2059489680 \\',
      '        --defects notice_without_actions,rate=0.05 \\',
      '        --once',
    ]);
    expect(
      lines
        .join('\n')
        .replaceAll(/ \\\n +/g, ' ')
        .trim(),
    ).toBe(COMMAND);
  });
  it.each([
    ['where it fits', at(200)],
    ['where there is no terminal', createLook({})],
  ])('is one line %s', (_, look) => expect(look.toCommand(COMMAND, 6)).toEqual([`      ${COMMAND}`]));
});
