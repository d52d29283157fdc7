# bash completion for tk and its tools.  It knows no options of its own: it asks "tk-NAME -h",
# which prints the table that also parses them.

_tk_tools() { compgen -c tk- | sed 's/^tk-//' | sort -u; }

# _tk_options TOOL: every option, short and long
_tk_options() {
	"$1" -h 2>/dev/null | sed -n 's/^  \(-.\), \(--[a-z0-9-]*\).*/\1 \2/p; s/^      \(--[a-z0-9-]*\).*/\1/p'
}

# _tk_takes TOOL OPTION: does it take an argument?
_tk_takes() {
	"$1" -h 2>/dev/null | sed -n 's/^  \(-.\), \(--[a-z0-9-]*\) [^ ].*/ \1 \2 /p; s/^      \(--[a-z0-9-]*\) [^ ].*/ \1 /p' |
		grep -qF -- " $2 "
}

_tk() {
	local tool=${COMP_WORDS[0]} cur=${COMP_WORDS[COMP_CWORD]} first=1
	COMPREPLY=()
	if [ "${tool##*/}" = tk ]; then
		case $cur in
		-*) ;;
		*) [ "$COMP_CWORD" -ne 1 ] || COMPREPLY=($(compgen -W "$(_tk_tools)" -- "$cur")) ;;
		esac
		[ "$COMP_CWORD" -gt 1 ] || [ "${cur#-}" != "$cur" ] || return
		case ${COMP_WORDS[1]} in
		'' | -*) ;;
		*) tool=$tool-${COMP_WORDS[1]} first=2 ;;
		esac
	fi
	[ "$COMP_CWORD" -lt "$first" ] || case $cur in
	-*) _tk_takes "$tool" "${COMP_WORDS[COMP_CWORD - 1]}" ||
		COMPREPLY=($(compgen -W "$(_tk_options "$tool")" -- "$cur")) ;;
	esac
}

complete -o default -F _tk tk $(_tk_tools | sed 's/^/tk-/')
