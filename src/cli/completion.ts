import type { Command } from 'commander';

/** A command by its words below `authgraph`, and what may come next. */
interface Place {
  readonly path: string;
  readonly words: readonly string[];
  /** Whether the name of a file may come, too. */
  readonly takesFile: boolean;
}

/** The script that a shell reads to complete the words of `program`. */
export function completionScript(program: Command, shell: 'bash' | 'zsh' | 'fish'): string {
  const places = placesOf(program, '');
  return shell === 'fish' ? fishScript(places) : posixScript(places, shell);
}

function placesOf(command: Command, path: string): Place[] {
  const options = command.options.flatMap(({ long }) => long ?? []);
  const choices = command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []);
  const names = command.commands.map((each) => each.name());
  const takesFile = command.registeredArguments.some((each) => each.name() === 'file');
  return [
    { path, words: [...names, ...choices, ...options, '--help'], takesFile },
    ...command.commands.flatMap((each) => placesOf(each, `${path} ${each.name()}`.trim())),
  ];
}

/** What differs between the two: how words, else files, are offered, which were typed, and the function's registration. */
const shellParts = {
  bash: {
    offer: (words: string) =>
      `COMPREPLY=($(compgen -W "${words}" -- "\${COMP_WORDS[COMP_CWORD]}"))`,
    typed: '"\x24{COMP_WORDS[@]:1:COMP_CWORD-1}"',
    registration: 'complete -o default -F _authgraph authgraph',
  },
  zsh: {
    offer: (words: string) => `compadd -- ${words} || _files`,
    typed: '"\x24{(@)words[2,CURRENT-1]}"',
    // Without the completion system of zsh, as in a .zshrc that never began it, there is no compdef.
    registration: `(( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }
compdef _authgraph authgraph`,
  },
};

function posixScript(places: readonly Place[], shell: 'bash' | 'zsh'): string {
  const { offer, typed, registration } = shellParts[shell];
  const paths = places.flatMap(({ path }) => (path === '' ? [] : [`"${path}"`])).join('|');
  const cases = places.map(({ path, words }) => `    "${path}") ${offer(words.join(' '))} ;;`);
  return `_authgraph() {
  local place="" word
  for word in ${typed}; do
    case "\${place:+$place }$word" in
      ${paths}) place="\${place:+$place }$word" ;;
    esac
  done
  case "$place" in
${cases.join('\n')}
  esac
}
${registration}
`;
}

function fishScript(places: readonly Place[]): string {
  const paths = places.flatMap(({ path }) => (path === '' ? [] : [`'${path}'`])).join(' ');
  const lines = places.map(({ path, words, takesFile }) => {
    const files = takesFile ? ' -F' : '';
    return `complete -c authgraph -n '__authgraph_is "${path}"'${files} -a '${words.join(' ')}'`;
  });
  return `function __authgraph_is
  set -l place ''
  for word in (commandline -opc)[2..]
    set -l next (string trim "$place $word")
    contains -- "$next" ${paths}; and set place $next
  end
  test "$place" = "$argv[1]"
end
complete -c authgraph -f
${lines.join('\n')}
`;
}
