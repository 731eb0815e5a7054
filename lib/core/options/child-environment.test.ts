import { describe, expect, it } from 'vitest';
import { type ChildProgram, toChildEnvironment } from './child-environment.ts';

/** What a CI job has around it. */
const CALLER = {
  PATH: '/bin',
  LC_ALL: 'C',
  GOGC: '50',
  GOPROXY: 'https://modules.test',
  HTTPS_PROXY: 'http://proxy.test:1',
  NODE_EXTRA_CA_CERTS: '/ca.pem',
  LIVE_TOKEN: 'secret',
  LIVE_PORT: '8001',
  AURORA_STATE_DIR: '/state',
  AWS_SECRET_ACCESS_KEY: 'secret',
  npm_config_auth: 'secret',
  BASE: 'http://user:secret@shop.test',
  LANG: '',
  TZ: undefined,
};

describe('what reaches', () => {
  it.each<[ChildProgram, readonly string[]]>([
    ['system', ['PATH', 'LC_ALL', 'GOGC']],
    ['k6', ['PATH', 'LC_ALL', 'GOGC', 'HTTPS_PROXY']],
    ['toxiproxy', ['PATH', 'LC_ALL', 'GOGC']],
    ['disruptor-agent', ['PATH', 'LC_ALL', 'GOGC']],
    ['go-build', ['PATH', 'LC_ALL', 'GOGC', 'GOPROXY', 'HTTPS_PROXY']],
    ['reference', ['PATH', 'LC_ALL', 'NODE_EXTRA_CA_CERTS']],
    ['feed', ['PATH', 'LC_ALL', 'NODE_EXTRA_CA_CERTS', 'LIVE_TOKEN', 'LIVE_PORT']],
    ['watcher', ['PATH', 'LC_ALL', 'NODE_EXTRA_CA_CERTS', 'AURORA_STATE_DIR']],
  ])('%s', (program, names) => {
    expect(Object.keys(toChildEnvironment(program, CALLER))).toEqual(names);
  });

  it('is added to by name', () => {
    const env = { DATABASE_URL: 'postgres://', DATABASE: 'no', SHOP_A: '1', SHOP_B: '2' };
    expect(toChildEnvironment('reference', env, ['DATABASE_URL', 'SHOP_*'])).toEqual({
      DATABASE_URL: 'postgres://',
      SHOP_A: '1',
      SHOP_B: '2',
    });
  });
});
