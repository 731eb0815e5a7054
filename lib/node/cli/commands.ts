// The commands around a run that have no room of their own for what they take: --help and the parsers read this.
import { FAULT_IDS, FAULTS } from '../../core/faults/table.ts';
import type { Command } from '../../core/options/command.ts';
import { integer, pickOptions, text } from '../../core/options/option.ts';
import { listOptionGroups } from '../../core/plan/option-groups.ts';
import { listOptions, SHARED_OPTIONS } from '../../core/plan/run-options.ts';
import { toWithoutOption } from '../../core/service/parts.ts';
import type { Service } from '../../core/service/service.ts';
import { toColumns } from '../../core/text/columns.ts';
import { TOOL_NAMES, TOOLS } from '../build/tools.ts';

const BINARIES = TOOL_NAMES.map((name) => TOOLS[name].binaryEnv);
const PROFILE_NOTE = "The profile's values stand between variable and default.";
const VERDICT_CODES = { 0: 'pass', 1: 'fail', 2: 'usage or set-up', 3: 'inconclusive' };

/** The command that runs a soak of this service. */
export const toSoakCommand = (service: Service): Command => ({
  name: 'soak',
  does: 'Plays users against the service, at a steady load, under toxics and in a spike, and judges every answer.',
  options: listOptions(service),
  groups: listOptionGroups(service),
  target: { reads: 'BASE' },
  notes: [PROFILE_NOTE, 'K6_BIN and TOXIPROXY_BIN name binaries to use instead of the ones built here.'],
  examples: [
    ['soak', 'a look in 90 s, against the embedded stack'],
    ['soak -- --profile dry', '5 min; gate and soak24 are the 2 h and the 24 h of the runbook'],
    ['soak -- --base http://127.0.0.1:3300 --once', 'your service, every journey once'],
  ],
  exitCodes: VERDICT_CODES,
  endsInOrder: true,
});

/** The command that runs the release gate of this service. */
export const toReleaseGateCommand = (service: Service): Command => ({
  name: 'release-gate',
  does: 'Runs the checks that the service brings, and a soak, in turn: one table, one exit code, one folder.',
  options: [...listOptions(service), toWithoutOption(service)],
  groups: listOptionGroups(service),
  target: { reads: 'BASE' },
  notes: [PROFILE_NOTE, 'The variables of the checks hold too. More in docs/release-gate.md.'],
  examples: [
    ['release-gate', 'the embedded stack'],
    ['release-gate -- --base http://127.0.0.1:3300 --profile gate', 'yours, with the soak of two hours'],
  ],
  exitCodes: VERDICT_CODES,
  endsInOrder: true,
});

export const HELP: Command = {
  name: 'help',
  does: 'Lists every command.',
  options: [],
  target: { none: 'it calls nothing' },
  examples: [['help', 'all of them, by what they are for']],
  exitCodes: { 0: 'listed' },
};

export const SHELLS = ['bash', 'zsh', 'fish'] as const;

export const COMPLETION: Command = {
  name: 'completion',
  does: 'Prints what a shell needs to complete commands, flags and their values behind `aurora-gate`.',
  arguments: [{ name: 'shell', doc: SHELLS.join(', '), choices: SHELLS }],
  options: [],
  target: { none: 'it calls nothing' },
  notes: [
    'bash: put `eval "$(npx aurora-gate completion bash)"` into ~/.bashrc; zsh: the same with zsh into ~/.zshrc, after compinit;',
    'fish: `npx aurora-gate completion fish > ~/.config/fish/completions/aurora-gate.fish`.',
    "`alias aurora-gate='npx aurora-gate'` where the package is not installed for all folders.",
  ],
  examples: [['completion -- bash', 'for bash; zsh and fish likewise']],
  exitCodes: { 0: 'printed', 2: 'usage' },
};

export const JUDGE: Command = {
  name: 'judge',
  does: 'Judges a finished run again, from its journal alone, and writes its report.',
  arguments: [
    {
      name: 'run',
      doc: 'its folder, latest, or latest~1 for the one before; of segments all folders or journals, in any order',
      many: true,
    },
  ],
  options: pickOptions(SHARED_OPTIONS, 'OUTPUT_DIR', 'VERBOSE'),
  target: { none: 'a finished run is judged by its journal alone' },
  examples: [
    ['judge -- latest', 'the newest run'],
    ['judge -- results/<run>', 'another'],
    ['judge -- a.ndjson b.ndjson c.ndjson', 'the three segments of one run, started by hand'],
  ],
  exitCodes: { ...VERDICT_CODES, 2: 'the folder holds no run, or a segment is missing' },
};

export const UP: Command = {
  name: 'up',
  does: 'Starts the embedded stack alone, prints its addresses, and keeps it up until Ctrl-C.',
  options: [
    integer('UP_PORT', '3300', 0, 65_535, 'where the service listens; 0: any port that is free', {
      flag: 'port',
    }),
    ...pickOptions(SHARED_OPTIONS, 'GATE_SERVICE', 'DEFECTS', 'TOXIPROXY_API_URL', 'TOXIPROXY_LISTEN'),
  ],
  target: { none: 'it starts the embedded stack' },
  examples: [
    ['up', 'then, in another terminal: npm run chaos -- on latency'],
    ['up -- --defects http_5xx,rate=0.1', 'a service that fails a tenth of its calls'],
  ],
  exitCodes: { 2: 'usage or set-up' },
  endsInOrder: true,
};

export const CHAOS: Command = {
  name: 'chaos',
  usage: 'on <mode> | off | status  [options]',
  does: 'Puts a fault on the upstream of the stack of `npm run up` by hand, takes it off, or tells what is on.',
  arguments: [
    { name: 'action', doc: 'on, off or status', choices: ['on', 'off', 'status'] },
    { name: 'mode', doc: FAULT_IDS.join(', '), choices: FAULT_IDS, optional: true },
  ],
  options: pickOptions(SHARED_OPTIONS, 'TOXICS', 'GATE_SERVICE', 'TOXIPROXY_API_URL', 'TOXIPROXY_LISTEN'),
  target: { none: 'it talks to Toxiproxy alone, at TOXIPROXY_API_URL' },
  notes: ['', 'Modes:', ...toColumns(FAULT_IDS.map((id) => [`  ${id}`, FAULTS[id].does]))],
  examples: [
    ['chaos -- on latency', 'every upstream answer late'],
    ['chaos -- on latency --toxics latency.latency=1500', 'later still'],
    ['chaos -- off', 'heals'],
  ],
  exitCodes: { 0: 'done, and read back', 2: 'usage, or no Toxiproxy' },
};

export const BUILD: Command = {
  name: 'build',
  does: 'Bundles each of scenarios/*.ts into dist/ for each service, its contracts compiled in, for a plain `k6 run`.',
  options: [],
  target: { none: 'nothing is called' },
  examples: [['build', 'then: k6 run -e BASE=http://127.0.0.1:3300 dist/soak.js']],
  exitCodes: { 0: 'built', 2: 'the build failed' },
};

export const BUILD_TOOLS: Command = {
  name: 'tools',
  does: 'Builds the external programs from their pinned Go modules (tools/) into .tools/, once.',
  arguments: [
    {
      name: 'tool',
      doc: `${TOOL_NAMES.join(', ')}; none: k6 and toxiproxy`,
      choices: TOOL_NAMES,
      optional: true,
      many: true,
    },
  ],
  options: [],
  target: { none: 'nothing is called' },
  notes: [`${BINARIES.join(', ')} each name a binary to use instead.`],
  examples: [['tools -- k6-disruptor', 'what npm run disrupt needs']],
  exitCodes: { 0: 'built, or there already', 2: 'usage, or the build failed' },
};

export const NEW_SERVICE: Command = {
  name: 'new-service',
  does: 'Writes the folder of a new service under services/, one that runs, to go on from.',
  arguments: [{ name: 'name', doc: 'of the folder, like shop' }],
  options: [
    text(
      'NEW_SERVICE_OPENAPI',
      '',
      'an OpenAPI document, 3.0 or 3.1, JSON or YAML, whose schemas become contracts and whose operations a first journey; empty: the example is copied',
      undefined,
      { flag: 'openapi' },
    ),
  ],
  target: { none: 'nothing is called' },
  examples: [
    ['new-service -- shop', 'a copy of the example'],
    ['new-service -- shop --openapi openapi.json', 'from a document'],
  ],
  exitCodes: { 0: 'it is written', 2: 'it is not' },
};

export const SCHEMAS: Command = {
  name: 'schemas',
  does: 'Writes the formats of our own files into schemas/; a test says when that is due.',
  options: [],
  target: { none: 'nothing is called' },
  examples: [['schemas', 'all of them']],
  exitCodes: { 0: 'they are written', 2: 'they are not' },
};
