// The completion for bash.
import type { CompletedCommand, Values } from './tree.ts';

/** How a place is completed: a kind, and its words. */
const toPlace = (values: Values | undefined): string => {
  if (values === undefined) return 'switch';
  return 'words' in values ? `${values.kind} ${values.words.join(' ')}` : values.kind;
};

const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/** The lines of a `case` that say how the value of a flag is completed; flags that are completed alike share one. */
function toCases({ name, flags }: CompletedCommand): readonly string[] {
  const alike = new Map<string, string[]>();
  for (const flag of flags) {
    const place = toPlace(flag.values);
    alike.set(place, [...(alike.get(place) ?? []), flag.name]);
  }
  return [...alike].map(
    ([place, names]) => `    ${names.map((flag) => `${name}${flag}`).join('|')}) echo ${quote(place)};;`,
  );
}

const toWordCases = ({ name, words, takesMany }: CompletedCommand): readonly string[] =>
  words.map((values, n) => {
    const places = takesMany && n === words.length - 1 ? `${name}[${n}-9]*` : `${name}${n}`;
    return `    ${places}) echo ${quote(toPlace(values))};;`;
  });

/** @param program what is typed to call us */
export const toBash = (
  program: string,
  commands: readonly CompletedCommand[],
): string => `# ${program} completion for bash
_aurora_gate_flag() {
  case "$1$2" in
${commands.flatMap(toCases).join('\n')}
  esac
}
_aurora_gate_word() {
  case "$1$2" in
${commands.flatMap(toWordCases).join('\n')}
  esac
}
_aurora_gate_flags() {
  case "$1" in
${commands.map(({ name, flags }) => `    ${name}) echo ${quote(flags.map((flag) => flag.name).join(' '))};;`).join('\n')}
  esac
}
_aurora_gate() {
  local line=\${COMP_LINE:0:COMP_POINT} cur='' place='' before='' n=0 i word kind
  local -a words
  read -ra words <<<"$line"
  [[ $line == *[[:space:]] ]] && words+=('')
  cur=\${words[\${#words[@]}-1]}
  COMPREPLY=()
  if ((\${#words[@]} == 2)); then
    COMPREPLY=($(compgen -W ${quote(`${commands.map(({ name }) => name).join(' ')} --help --version`)} -- "$cur"))
  else
    local verb=\${words[1]} expects=''
    for ((i = 2; i < \${#words[@]} - 1; i++)); do
      word=\${words[i]}
      if [[ -n $expects ]]; then expects=''
      elif [[ $word == --*=* ]]; then :
      elif [[ $word == -* ]]; then
        kind=$(_aurora_gate_flag "$verb" "$word")
        [[ -n $kind && $kind != switch ]] && expects=$kind
      else ((n++))
      fi
    done
    local typed=$cur
    if [[ -n $expects ]]; then place=$expects
    elif [[ $cur == --*=* ]]; then place=$(_aurora_gate_flag "$verb" "\${cur%%=*}") before=\${cur%%=*}= typed=\${cur#*=}
    elif [[ $cur == -* ]]; then place="words $(_aurora_gate_flags "$verb")"
    else place=$(_aurora_gate_word "$verb" "$n")
    fi
    case $place in
      words*) COMPREPLY=($(compgen -P "$before" -W "\${place#words}" -- "$typed"));;
      list*) [[ $typed == *,* ]] && before+=\${typed%,*},
        COMPREPLY=($(compgen -P "$before" -W "\${place#list}" -- "\${typed##*,}"));;
      run) COMPREPLY=($(compgen -P "$before" -W "latest latest~1 $(command ls "\${OUTPUT_DIR:-results}" 2>/dev/null)" -- "$typed") $(compgen -P "$before" -f -- "$typed"));;
      file) COMPREPLY=($(compgen -P "$before" -f -- "$typed")); compopt -o filenames 2>/dev/null;;
    esac
  fi
  # bash puts in what follows the last of its word breaks.
  if [[ $cur == *[=:]* ]]; then
    local kept=\${cur%"\${cur##*[=:]}"}
    COMPREPLY=("\${COMPREPLY[@]#"$kept"}")
  fi
}
complete -F _aurora_gate ${program}
`;
