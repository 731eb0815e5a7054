// What ends when we end, and what is still done then, whatever we end of. While we live we see to it ourselves. A SIGKILL leaves us no
// time, so a shell beside us holds a pipe of ours: the system closes that with us, and the shell does the rest. It costs 1 MB, and is
// there on Linux and macOS alike (setpriv --pdeathsig is Linux's own, and knows no groups).
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import type { Socket } from 'node:net';
import { toChildEnvironment } from '../../core/options/child-environment.ts';
import { signalGroup } from './group.ts';
import { toShellWord } from './shell-word.ts';

/** Reads `+ pid` and `- pid`: groups that end with us; `= command`: what is done then. At the end of its input we are gone. */
const SHELL = `
groups=' '; command=
while read -r what rest; do
  case $what in
    +) groups="$groups$rest " ;;
    -) groups="\${groups%% "$rest" *} \${groups#* "$rest" }" ;;
    =) command=$rest ;;
  esac
done
for group in $groups; do kill -s KILL -- "-$group" 2>/dev/null; done
eval "$command"
`;
/** A shell that is killed again and again is somebody's will. */
const MOST_SHELLS = 5;
/** How long what is left to do may keep us from our end. */
const COMMAND_DEADLINE_MS = 10_000;

const led = new Set<number>();
const commands = new Set<string>();
let shell: ChildProcess | undefined;
let shellsStarted = 0;

/**
 * From now on the group that `pid` leads is killed when our process ends, however that happens.
 * @returns what takes that back, for a group that has ended
 */
export function endGroupWithUs(pid: number): () => void {
  led.add(pid);
  tell(`+ ${pid}`);
  return () => {
    if (led.delete(pid)) tell(`- ${pid}`);
  };
}

/**
 * From now on this program is run when our process ends, however that happens. What it says goes where ours goes, while we are there.
 * @returns what takes that back
 */
export function runWhenWeEnd(program: string, args: readonly string[]): () => void {
  const command = [program, ...args].map(toShellWord).join(' ');
  commands.add(command);
  tell(toCommandLine());
  return () => {
    if (commands.delete(command)) tell(toCommandLine());
  };
}

const toCommandLine = () => `= ${[...commands].join('; ')}`;

/** Tells the shell beside us; a new one is told everything. */
function tell(line: string): void {
  if (shell) shell.stdin?.write(`${line}\n`);
  else startShell();
}

function startShell(): void {
  if (++shellsStarted > MOST_SHELLS) return;
  // A group of its own: no Ctrl-C reaches it. Nothing of our output: who reads that is not to wait for it.
  const started = spawn('sh', ['-c', SHELL, 'aurora-gate: ends what is left'], {
    detached: true,
    env: toChildEnvironment('watcher', process.env),
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  shell = started;
  const again = () => {
    if (shell !== started) return;
    shell = undefined;
    if (led.size + commands.size > 0) startShell();
  };
  started.once('error', again).once('exit', again);
  started.stdin.on('error', () => {});
  // Nobody waits for it.
  started.unref();
  (started.stdin as Socket).unref();
  started.stdin.write([...[...led].map((pid) => `+ ${pid}`), toCommandLine(), ''].join('\n'));
}

process.on('exit', () => {
  for (const pid of led) signalGroup(pid, 'SIGKILL');
  if (commands.size === 0) return;
  const { status } = spawnSync('sh', ['-c', [...commands].join('; ')], {
    env: toChildEnvironment('watcher', process.env),
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: COMMAND_DEADLINE_MS,
  });
  // Done is done: the shell would do it again.
  if (status === 0) shell?.kill('SIGKILL');
});
