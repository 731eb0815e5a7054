// What is run elsewhere (GitHub Actions, containers) and so is not seen here: the properties of those files that matter.
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, test } from 'vitest';
import { parse } from 'yaml';
import { parsePlan } from '../../lib/core/plan/plan.ts';
import { listOptionNames } from '../../lib/core/plan/run-options.ts';
import { repoPath } from '../../lib/node/files/paths.ts';
import { RETENTION } from '../../monitoring/config/exporters.ts';
import { ROLLOUT } from '../../rollout/commands/options.ts';
import { SERVICE } from '../../services/aurora/service.ts';
import { PROFILES } from '../../thresholds/profiles.ts';

const OPTION_NAMES = listOptionNames(SERVICE);

interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly with?: Readonly<Record<string, string | number | boolean>>;
}
interface Job {
  readonly if?: string;
  readonly 'runs-on': string | readonly string[];
  readonly 'timeout-minutes': number;
  readonly strategy?: { readonly matrix: Readonly<Record<string, readonly string[]>> };
  readonly env?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}
interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: unknown;
  readonly concurrency: { readonly group: string; readonly 'cancel-in-progress': boolean };
  readonly jobs: Readonly<Record<string, Job>>;
}

const readText = (...path: string[]) => readFileSync(repoPath(...path), 'utf8');
const readWorkflow = (name: string) => parse(readText('.github/workflows', `${name}.yml`)) as Workflow;
const NAMES = ['test', 'cluster', 'evidence', 'gate', 'soak24', 'mutation', 'mayhem'] as const;

const jobOf = (name: string, job?: string): Job => {
  const { jobs } = readWorkflow(name);
  return (job === undefined ? Object.values(jobs)[0] : jobs[job])!;
};
const uploadsOf = (job: Job) => job.steps.filter((step) => step.uses?.startsWith('actions/upload-artifact@'));
const stepOf = (job: Job, action: string) => job.steps.find((step) => step.uses?.startsWith(`${action}@`));

describe.each(NAMES)('%s.yml', (name) => {
  const job = jobOf(name);

  it('runs only scripts that are there', () => {
    const { scripts } = JSON.parse(readText('package.json')) as { scripts: Record<string, string> };
    const named = job.steps.flatMap((step) => /npm (?:run )?(\w+)/.exec(step.run ?? '')?.[1] ?? []);
    expect(named.filter((script) => script !== 'ci' && !(script in scripts))).toEqual([]);
  });

  it('sets options that exist, from inputs or variables or to a profile: no service is a default', () => {
    const env = Object.entries(job.env ?? {});
    const unknown = env.map(([key]) => key).filter((key) => !OPTION_NAMES.has(key) && key !== 'KEEP_DAYS');
    expect(unknown).toEqual([]);
    const fixed = env.filter(([, value]) => !/^\$\{\{ (inputs|vars)\.\w+ \}\}$/.test(value));
    expect(
      fixed.map(([key]) => key).filter((key) => !['PROFILE', 'OUTPUT_DIR', 'KEEP_DAYS'].includes(key)),
    ).toEqual([]);
    expect(readText('.github/workflows', `${name}.yml`)).not.toMatch(/https?:\/\/[^/\s]*\w\.\w/);
  });
});

test.each([
  'test',
  'cluster',
  'evidence',
  'gate',
  'soak24',
  'mayhem',
])('%s.yml: takes a Go that may build the tools', (name) => {
  const floor = /GO_FLOOR = \{ major: (\d+), minor: (\d+) \}/.exec(readText('lib/node/build/go-build.ts'));
  expect(stepOf(jobOf(name), 'actions/setup-go')?.with?.['go-version']).toBe(`${floor?.[1]}.${floor?.[2]}`);
});

test('test.yml: on push and pull request, on the oldest Node of the promise and the newest', () => {
  expect(Object.keys(readWorkflow('test').on)).toEqual(['push', 'pull_request']);
  const { engines } = JSON.parse(readText('package.json')) as { engines: { node: string } };
  expect(jobOf('test').strategy?.matrix.node).toEqual([engines.node.replace('>=', ''), '24']);
  expect(
    jobOf('test')
      .steps.slice(-2)
      .map((step) => step.run),
  ).toEqual(['npm ci', 'npm test']);
});

test.each([
  'test',
  'cluster',
  'gate',
])('%s.yml: what is built from the pins is cached by the pins', (name) => {
  const cache = stepOf(jobOf(name), 'actions/cache')?.with;
  expect(cache?.path).toBe('.tools');
  expect(cache?.key).toMatch(/hashFiles\(.*tools\/\*\*\/go\.mod.*tools\/\*\*\/go\.sum/);
});

test.each([
  'cluster',
  'fleet',
])('cluster.yml: %s is a job of its own, as root, with time to build Kubernetes once', (name) => {
  const { steps, 'timeout-minutes': minutes } = jobOf('cluster', name);
  expect(steps.at(-1)?.run).toBe(`sudo env "PATH=$PATH" npm run test:${name}`);
  expect(minutes).toBeGreaterThanOrEqual(60);
  const { scripts } = JSON.parse(readText('package.json')) as { scripts: Record<string, string> };
  expect(scripts.test).not.toContain(name);
});

describe('gate.yml', () => {
  const job = jobOf('gate');
  const inputs = (
    readWorkflow('gate').on.workflow_dispatch as { inputs: Record<string, { default: string }> }
  ).inputs;

  it('starts by hand alone, with the gate against the embedded stack unless told otherwise', () => {
    expect(Object.keys(readWorkflow('gate').on)).toEqual(['workflow_dispatch']);
    expect(inputs.profile?.default).toBe('gate');
    for (const [name, input] of Object.entries(inputs))
      if (name !== 'profile') expect(input.default).toBe('');
    const values = Object.fromEntries(
      Object.entries(job.env ?? {}).map(([key, value]) => {
        const input = /inputs\.(\w+)/.exec(value)?.[1];
        return [key, input === undefined ? value : inputs[input]!.default];
      }),
    );
    expect(parsePlan(SERVICE, values, PROFILES)).toMatchObject({
      profile: 'gate',
      base: '',
      chaos: { enabled: true },
    });
  });

  it('has time for two hours and the builds, within what a hosted runner gives', () => {
    const planned = parsePlan(SERVICE, { PROFILE: 'gate' }, PROFILES).timing.totalSec / 60;
    expect(job['timeout-minutes']).toBe(170);
    expect(job['timeout-minutes']).toBeGreaterThan(planned + 20);
    expect(job['timeout-minutes']).toBeLessThan(360);
  });

  it('keeps results and JUnit, and shows the verdict, whatever the outcome', () => {
    expect(uploadsOf(job).map((step) => step.if)).toEqual(['always()', 'always()']);
    expect(uploadsOf(job).map((step) => step.with?.path)).toEqual([
      'results/',
      expect.stringContaining('junit.xml'),
    ]);
    expect(job.steps.find((step) => step.run?.includes('verdict-table'))?.if).toBe('always()');
  });
});

describe('soak24.yml', () => {
  const job = jobOf('soak24');

  it('runs on a runner of our own, only where that is switched on, and never twice at once', () => {
    expect(job['runs-on']).toEqual(['self-hosted', 'aurora-soak']);
    expect(job.if).toBe("vars.AURORA_SOAK_ENABLED == 'true'");
    expect(readWorkflow('soak24').concurrency).toEqual({ group: 'soak24', 'cancel-in-progress': false });
    expect(Object.keys(readWorkflow('soak24').on)).toEqual(['schedule', 'workflow_dispatch']);
  });

  it('has time for a day and its end', () => {
    expect(job['timeout-minutes']).toBe(1560);
    expect(parsePlan(SERVICE, { PROFILE: job.env!.PROFILE }, PROFILES).timing.totalSec).toBe(24 * 3600);
  });

  it('uploads what it left when it was not green', () => {
    expect(uploadsOf(job).map((step) => step.if)).toEqual([expect.stringContaining('!success()')]);
  });
});

describe('rollback.yml', () => {
  const job = jobOf('rollback');
  const { on, permissions, concurrency } = readWorkflow('rollback');
  const text = readText('.github/workflows', 'rollback.yml');

  it('starts by hand or by a dispatch, only where it is set up, and is never cancelled', () => {
    expect(on).toMatchObject({ workflow_dispatch: {}, repository_dispatch: { types: ['rollback'] } });
    expect(job.if).toBe("vars.ROLLBACK_ACTUATOR != ''");
    expect(concurrency['cancel-in-progress']).toBe(false);
    expect(permissions).toEqual({ contents: 'read' });
  });

  it('sets options of the command, and gives no payload to a shell', () => {
    const known = new Set(ROLLOUT.options.map(({ env }) => env));
    expect(Object.keys(job.env ?? {}).filter((name) => !known.has(name))).toEqual([]);
    for (const { run } of job.steps) expect(run ?? '').not.toContain('${{');
    expect(job.steps.some(({ run }) => run === 'npm run rollout -- rollback')).toBe(true);
    expect(text).not.toMatch(/https?:\/\/[^/\s]*\w\.\w/);
  });

  it('has more time than a rollback', () => {
    const deadlineS = Number(ROLLOUT.options.find(({ env }) => env === 'ROLLBACK_DEADLINE_S')?.fallback);
    expect(job['timeout-minutes'] * 60).toBeGreaterThan(2 * deadlineS);
  });
});

test('mayhem.yml: weekly and by hand, never as part of the tests', () => {
  expect(Object.keys(readWorkflow('mayhem').on)).toEqual(['schedule', 'workflow_dispatch']);
});

test('mutation.yml: weekly and by hand, never as part of the tests, and fails under a score of 90 %', () => {
  expect(Object.keys(readWorkflow('mutation').on)).toEqual(['schedule', 'workflow_dispatch']);
  const { scripts } = JSON.parse(readText('package.json')) as { scripts: Record<string, string> };
  expect(scripts.test).not.toContain('mutation');
  const config = JSON.parse(readText('stryker.config.json')) as {
    mutate: readonly string[];
    thresholds: { break: number };
  };
  expect(config.thresholds.break).toBe(90);
  expect(config.mutate.filter((path) => !existsSync(repoPath(path)))).toEqual([]);
});

interface Service {
  readonly image: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test: readonly string[] };
}

describe('docker-compose.yml', () => {
  const { services } = parse(readText('docker-compose.yml'), { merge: true }) as {
    services: Record<'upstream' | 'toxiproxy' | 'bff' | 'soak', Service>;
  };

  it('gives the soak options that make a plan, against the service of this file', () => {
    const { environment = {} } = services.soak;
    expect(Object.keys(environment).filter((key) => !OPTION_NAMES.has(key))).toEqual([]);
    const plan = parsePlan(SERVICE, environment, PROFILES);
    expect(plan.base).toBe('http://bff:3300');
    expect(plan.chaos).toMatchObject({
      enabled: true,
      upstream: 'upstream:3400',
      apiUrl: 'http://toxiproxy:8474',
    });
  });

  it('lets the service call its upstream where the soak has Toxiproxy listen', () => {
    const port = services.soak.environment?.TOXIPROXY_LISTEN?.split(':')[1];
    expect(services.bff.environment?.AURORA_DECISION_BASE_URL).toBe(`http://toxiproxy:${port}`);
  });

  it('starts each part when those it calls are healthy', () => {
    expect(services.soak.depends_on).toEqual({ bff: { condition: 'service_healthy' } });
    expect(Object.keys(services.bff.depends_on ?? {})).toEqual(['upstream', 'toxiproxy']);
    for (const name of ['upstream', 'toxiproxy', 'bff'] as const)
      expect(services[name].healthcheck?.test[0]).toBe('CMD');
  });

  it('takes the k6 and the Toxiproxy that tools/ pins, here and in the image', () => {
    const pin = (module: string, path: string) =>
      new RegExp(`${path} v(\\S+)`).exec(readText('tools', module, 'go.mod'))?.[1] ?? 'no pin';
    const toTag = (image: string) => image.replace(/@sha256:.*/, '');
    const toxiproxy = `ghcr.io/shopify/toxiproxy:${pin('toxiproxy', 'github.com/Shopify/toxiproxy/v2')}`;
    expect(toTag(services.toxiproxy.image)).toBe(toxiproxy);
    const from = [...readText('Dockerfile').matchAll(/^FROM (\S+)/gm)].map(([, image = '']) => toTag(image));
    expect(from.slice(0, 2)).toEqual([`grafana/k6:${pin('k6', 'go.k6.io/k6/v2')}`, toxiproxy]);
    expect(from[2]).toMatch(/^node:20\.19\.\d+-bookworm-slim$/);
  });
});

describe('the monitoring of docker-compose.yml', () => {
  interface Container extends Service {
    readonly profiles?: readonly string[];
    readonly command?: readonly string[];
    readonly entrypoint?: readonly string[];
    readonly ports?: readonly string[];
    readonly volumes?: readonly string[];
  }
  const { services } = parse(readText('docker-compose.yml'), { merge: true }) as {
    services: Readonly<Record<string, Container>>;
  };
  const monitoring = Object.entries(services).filter(([, { profiles }]) => profiles !== undefined);

  it('is started only where it is asked for, and its logs only where they are', () =>
    expect(Object.fromEntries(monitoring.map(([name, { profiles }]) => [name, profiles?.join(' ')]))).toEqual(
      {
        prometheus: 'monitoring',
        alertmanager: 'monitoring',
        blackbox: 'monitoring',
        grafana: 'monitoring',
        loki: 'logs',
        promtail: 'logs',
      },
    ));

  it.each(monitoring)('%s is healthy by a look at it, and heard on loopback alone', (_, {
    healthcheck,
    ports = [],
  }) => {
    expect(healthcheck?.test[0]).toBe('CMD');
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
  });

  it('takes the versions that the tests run', () => {
    const pinned = (module: string) => / v0\.(\d+\.\d+)/.exec(readText('tools', module, 'go.mod'))?.[1];
    expect(services.prometheus?.image).toContain(`prom/prometheus:v2.${pinned('prometheus')}@`);
    expect(services.alertmanager?.image).toContain(`prom/alertmanager:v0.${pinned('alertmanager')}@`);
  });

  it('has Prometheus take what k6 writes, reload, make snapshots, and forget after as long as Loki does', () =>
    expect(services.prometheus?.command).toEqual(
      expect.arrayContaining([
        '--web.enable-remote-write-receiver',
        '--enable-feature=native-histograms',
        '--web.enable-lifecycle',
        '--web.enable-admin-api',
        `--storage.tsdb.retention.time=${RETENTION}`,
      ]),
    ));

  it('mounts only what is generated, and keeps what is written in volumes', () => {
    const mounted = monitoring
      .flatMap(([, { volumes = [] }]) => volumes)
      .filter((path) => path.startsWith('.'));
    const others = mounted.filter(
      (path) => !/^\.\/monitoring\/generated\/\$\{GATE_SERVICE:-aurora\}[/:].*:ro$/.test(path),
    );
    expect(others).toEqual(['./results:/results:ro']);
  });

  it.each([
    ['', 2],
    ['of its owner', 0],
  ])('lets Grafana start with the password %j: %i', async (password, code) => {
    const { entrypoint = [], environment = {} } = services.grafana ?? {};
    expect(environment.GF_SECURITY_ADMIN_PASSWORD).toBe(`$${'{'}GRAFANA_PASSWORD:-}`);
    const [shell = '', option = '', script = ''] = entrypoint;
    // Compose makes one $ of two; the program of the image is not here.
    const line = script.replaceAll('$$', '$').replace('/run.sh', 'true');
    const env = { PATH: process.env.PATH, GF_SECURITY_ADMIN_PASSWORD: password };
    const ended = await promisify(execFile)(shell, [option, line], { env }).catch((error: unknown) => error);
    expect((ended as { code?: number }).code ?? 0).toBe(code);
  });
});

test('the verdict table has a row a gate, survives a | in a reason, and says when there is no verdict', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'aurora-table-'));
  try {
    const page = join(dir, 'page.md');
    const run = join(dir, 'chaos_soak_run_1');
    await mkdir(run);
    await mkdir(join(dir, 'chaos_soak_run_2'));
    const gate = { id: 'http_4xx', outcome: 'fail', because: '1 | 2' };
    const verdict = { outcome: 'fail', because: 'http_4xx: 1', gates: [gate] };
    await writeFile(
      join(run, 'summary.json'),
      JSON.stringify({ verdict, base: 'http://bff', seed: 7, profile: 'gate' }),
    );
    const env = { ...process.env, OUTPUT_DIR: dir, GITHUB_STEP_SUMMARY: page };
    await promisify(execFile)(process.execPath, [repoPath('.github/verdict-table.mjs')], { env });
    const text = await readFile(page, 'utf8');
    expect(text).toContain('| `http_4xx` | fail | 1 \\| 2 |');
    expect(text).toContain('## chaos_soak_run_2: no verdict');
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
});
