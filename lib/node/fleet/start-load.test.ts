import { describe, expect, it } from 'vitest';
import { planOf } from '../../../test/runs/good-run.ts';
import { OptionError } from '../../core/options/option-error.ts';
import { NotReachedError } from '../http/preflight.ts';
import type { Fleet } from './open-fleet.ts';
import { requireHost, toCoordinatorError } from './start-load.ts';

const fleetAt = (host: string | undefined) => ({ host }) as Fleet;
const hostOf = (host: string | undefined, options: Readonly<Record<string, string>>) =>
  requireHost(fleetAt(host), planOf({ TOXIPROXY_ENABLED: 'false', ...options }));
const EDGE = { TOXIPROXY_ENABLED: 'true', CHAOS: 'edge' };

it('tells one whose machine does not reach the service where to start a fleet from, and nobody else', () => {
  const error = new NotReachedError('BASE=http://shop.svc cannot be called from here (EAI_AGAIN)');
  expect(toCoordinatorError(error)).toMatchObject({
    message: expect.stringMatching(
      /^BASE=.* from here \(EAI_AGAIN\)\. The coordinator .* by deploy\/k6-operator\/job\.yaml$/,
    ),
  });
  for (const other of [
    new Error('BASE does not answer (x)'),
    new OptionError('BASE=http://a answers as example'),
  ])
    expect(toCoordinatorError(other)).toBe(other);
});

describe('where runners find what is started here', () => {
  it('is the address by which they reach this machine, also for a service of others', () => {
    expect(hostOf('10.0.0.1', {})).toBe('10.0.0.1');
    expect(hostOf('10.0.0.1', { BASE: 'http://shop.svc:3300' })).toBe('10.0.0.1');
    expect(hostOf(undefined, { BASE: 'http://shop.svc:3300' })).toBe('127.0.0.1');
  });
  it('is not known in a cluster of the user, whose runners have no embedded stack', () => {
    expect(() => hostOf(undefined, { BASE: '' })).toThrow('BASE is empty: runners in a cluster of your own');
  });
  it.each(['10.0.0.1', undefined])('is never their own pod (%s)', (host) => {
    for (const base of ['http://127.0.0.1:3300', 'http://localhost:3300', 'http://[::1]:3300'])
      expect(() => hostOf(host, { BASE: base })).toThrow(
        `BASE=${base}: by that each runner means its own pod`,
      );
  });
  it('is not the loopback of this machine for faults on the edge', () => {
    const listen = { ...EDGE, BASE: 'http://shop.svc:3300', TOXIPROXY_LISTEN: '127.0.0.1:3301' };
    expect(() => hostOf(undefined, listen)).toThrow('TOXIPROXY_LISTEN=127.0.0.1:3301: runners in a cluster');
    expect(() => hostOf('10.0.0.1', listen)).toThrow('TOXIPROXY_LISTEN=127.0.0.1:3301: runners in a cluster');
  });
});
