# capture.zsh FOLDER LINE: types LINE and a tab into an interactive zsh that completes with what is in FOLDER, and leaves
# the words that it was offered in FOLDER/offered.
zmodload zsh/zpty
zpty shell zsh -f -i
setup=(
  "PROMPT=; cd '$1'; fpath=('$1' \$fpath); autoload -Uz compinit; compinit -D -u"
  'compadd() { local -a hits; builtin compadd -O hits "$@"; print -rl -- $hits >>offered; builtin compadd "$@" }'
  'zle -C offer complete-word _main_complete; bindkey "^I" offer; finish() { exit }; zle -N finish; bindkey "^X" finish'
)
for line in $setup; do zpty -w shell "$line"; done
zpty -w -n shell "$2"$'\t\x18'
while zpty -t shell; do
  zpty -r -t shell >/dev/null
  sleep 0.02
done
