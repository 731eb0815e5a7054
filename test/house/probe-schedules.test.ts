// The probe's schedules run elsewhere (GitHub Actions, systemd, Kubernetes) and so are not seen here: what matters in those files.
import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { listEnvNames } from '../../lib/core/options/option.ts';
import { parseCommandLine } from '../../lib/node/cli/command-line.ts';
import { repoPath } from '../../lib/node/files/paths.ts';
import { PROBE, parseProbePlan } from '../../services/aurora/probe/options.ts';
import { ALERT_RULES } from '../../services/aurora/probe/rules.ts';

const readText = (...path: string[]) => readFileSync(repoPath(...path), 'utf8');
const ENV_NAMES = new Set(PROBE.options.flatMap(listEnvNames));
const splitSamples = ALERT_RULES.flatMap(({ trigger }) =>
  trigger.kind === 'split' ? [trigger.minSamples] : [],
);

/** The plan that a command line of a schedule makes. */
const planOf = (args: readonly string[], env = {}) =>
  parseProbePlan(parseCommandLine(PROBE, args, env)?.values ?? {});

describe('probe.yml', () => {
  interface Step {
    readonly uses?: string;
    readonly run?: string;
    readonly if?: string;
    readonly with?: Readonly<Record<string, string | boolean>>;
  }
  const workflow = parse(readText('.github/workflows/probe.yml')) as {
    on: {
      schedule: readonly { cron: string }[];
      workflow_dispatch: { inputs: { samples: { default: string } } };
    };
    permissions: unknown;
    concurrency: unknown;
    jobs: {
      probe: { if: string; env: Record<string, string>; 'timeout-minutes': number; steps: readonly Step[] };
    };
  };
  const job = workflow.jobs.probe;

  it('runs every 5 minutes with 10 samples and every 6 hours with enough for the split', () => {
    expect(workflow.on.schedule).toEqual([{ cron: '*/5 * * * *' }, { cron: '2 */6 * * *' }]);
    expect(job.env.AURORA_PROBE_SAMPLES).toBe(
      `\${{ github.event.schedule == '2 */6 * * *' && '${splitSamples[0]}' || inputs.samples || '10' }}`,
    );
    expect(workflow.on.workflow_dispatch.inputs.samples.default).toBe('10');
  });

  it('is off until a service is named, and never runs twice at once', () => {
    expect(job.if).toBe("vars.AURORA_PROBE_BASE_URL != ''");
    expect(workflow.concurrency).toEqual({ group: 'probe', 'cancel-in-progress': false });
  });

  it('sets options that exist; what is secret comes from secrets', () => {
    expect(Object.keys(job.env).filter((name) => !ENV_NAMES.has(name))).toEqual([]);
    const secrets = PROBE.options.filter((option) => option.secret).flatMap(listEnvNames);
    const open = Object.entries(job.env).filter(([name]) => secrets.includes(name));
    expect(open.filter(([, value]) => !/^\$\{\{ secrets\.\w+ \}\}$/.test(value))).toEqual([]);
    expect(open.length).toBe(3);
  });

  it('carries the state from run to run, also from one that was high', () => {
    const paths = job.steps.filter((step) => step.uses?.includes('cache/')).map((step) => step.with?.path);
    const stateFile = parseProbePlan({}).stateFile;
    expect(paths).toEqual([stateFile, stateFile]);
    expect(job.steps.find((step) => step.uses?.includes('cache/save'))?.if).toBe('always()');
  });

  it('ends on high, and in time for the schedule to be worth something', () => {
    const run = job.steps.find((step) => step.run?.startsWith('npm run probe'))?.run ?? '';
    expect(planOf(run.split(' ').slice(4)).failOn.high).toBe(true);
    expect(job['timeout-minutes'] * 60).toBeGreaterThan(parseProbePlan({}).maxSeconds);
  });
});

describe('systemd', () => {
  const folder = ['deploy', 'probe', 'systemd'] as const;
  const files = readdirSync(repoPath(...folder));
  const read = (name: string) => readText(...folder, name);
  const readKey = (text: string, key: string) => new RegExp(`^${key}=(.*)$`, 'm').exec(text)?.[1] ?? '';

  it('has a timer for the fast signal and one for the split', () => {
    const timers = files.filter((name) => name.endsWith('.timer'));
    expect(timers).toEqual([
      'aurora-rollout-probe@10.timer',
      `aurora-rollout-probe@${splitSamples[0]}.timer`,
    ]);
    expect(timers.map((name) => readKey(read(name), 'OnCalendar'))).toEqual(['*:0/5', '*-*-* 0/6:02:00']);
  });

  it('starts a command line that is one, with time for it', () => {
    const service = read('aurora-rollout-probe@.service');
    const [, , script, command, ...args] = readKey(service, 'ExecStart').replace('%i', '300').split(' ');
    expect([script, command]).toEqual(['scripts/launch.mjs', 'probe']);
    expect(planOf(args)).toMatchObject({ samples: 300, failOn: { high: true } });
    const environment = [...service.matchAll(/^#? *(?:Environment=)?(AURORA_\w+)=/gm)].map(
      (match) => match[1] ?? '',
    );
    expect(environment.filter((name) => !ENV_NAMES.has(name))).toEqual([]);
    expect(Number(readKey(service, 'TimeoutStartSec'))).toBeGreaterThan(parseProbePlan({}).maxSeconds);
  });

  const hasAnalyze = spawnSync('systemd-analyze', ['--version']).status === 0;
  test.skipIf(!hasAnalyze).each(files)('systemd-analyze finds no fault in %s', (name) => {
    const path = repoPath(...folder, name.replace('@.', '@10.'));
    // The instance of a template has no file: systemd finds the template beside it.
    const env = { ...process.env, SYSTEMD_UNIT_PATH: `${repoPath(...folder)}:` };
    const verified = spawnSync('systemd-analyze', ['verify', '--man=no', path], { env, encoding: 'utf8' });
    expect(verified.stderr.split('\n').filter((line) => line.includes('aurora'))).toEqual([]);
  });
  test.skipIf(!hasAnalyze)('systemd reads the calendars', () => {
    for (const name of files.filter((file) => file.endsWith('.timer')))
      execFileSync('systemd-analyze', ['calendar', readKey(read(name), 'OnCalendar')]);
  });
});

describe('kubernetes', () => {
  interface Container {
    readonly command: readonly string[];
    readonly args: readonly string[];
    readonly env: readonly { name: string }[];
    readonly securityContext: unknown;
    readonly volumeMounts: readonly { name: string; mountPath: string }[];
  }
  interface CronJob {
    readonly kind: string;
    readonly spec: {
      readonly schedule: string;
      readonly concurrencyPolicy: string;
      readonly jobTemplate: {
        readonly spec: {
          readonly backoffLimit: number;
          readonly activeDeadlineSeconds: number;
          readonly template: {
            readonly spec: {
              readonly restartPolicy: string;
              readonly containers: readonly [Container];
              readonly volumes: readonly { name: string; persistentVolumeClaim?: { claimName: string } }[];
            };
          };
        };
      };
    };
  }
  const documents = parseAllDocuments(readText('deploy/probe/kubernetes/cronjob.yaml')).map(
    (document) => document.toJS() as CronJob,
  );
  const jobs = documents.filter(({ kind }) => kind === 'CronJob');

  it('has both schedules, each once at a time', () => {
    expect(documents.map(({ kind }) => kind)).toEqual(['PersistentVolumeClaim', 'CronJob', 'CronJob']);
    expect(jobs.map(({ spec }) => [spec.schedule, spec.concurrencyPolicy])).toEqual([
      ['*/5 * * * *', 'Forbid'],
      ['2 */6 * * *', 'Forbid'],
    ]);
  });

  it.each(
    jobs.map((job, n) => [[10, splitSamples[0]][n], job] as const),
  )('plays %i samples', (samples, job) => {
    const { backoffLimit, activeDeadlineSeconds, template } = job.spec.jobTemplate.spec;
    const [container] = template.spec.containers;
    expect(container.command).toEqual(['node', 'scripts/launch.mjs', 'probe']);
    expect(planOf(container.args)).toMatchObject({ samples, failOn: { high: true } });
    expect(container.env.filter(({ name }) => !ENV_NAMES.has(name))).toEqual([]);
    expect([backoffLimit, template.spec.restartPolicy]).toEqual([0, 'Never']);
    expect(activeDeadlineSeconds).toBeGreaterThan(parseProbePlan({}).maxSeconds);
    const mounted = container.volumeMounts.map(({ name }) => name);
    expect(mounted).toEqual(template.spec.volumes.map(({ name }) => name));
    expect(template.spec.volumes[0]?.persistentVolumeClaim?.claimName).toBe('aurora-rollout-probe');
  });
});
