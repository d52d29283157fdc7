#!/bin/sh
# Completion in bash offers what "tk-NAME -h" prints: tools, options, and nothing else.
. "${0%/*}/lib.sh"

cat >complete.bash <<'END'
. "$1"
shift
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_tk
printf '%s\n' "${COMPREPLY[@]}" | sort | tr '\n' ' '
END
offers() { bash complete.bash "$top/share/completion/tk.bash" "$@"; }
spec() { bash -c '. "$1"; complete -p' - "$top/share/completion/tk.bash"; }

for source in "$top"/bin/tk-*.c; do
	[ -e "$source" ] || continue
	tool=$(basename "$source" .c)
	like "$(spec)" "^complete -o default -F _tk $tool\$" "$tool is completed"
	[ "$tool" != tk-deliver ] || continue
	options=$("$tool" -h | sed '1,/^$/d' | grep -oE '(^  |, | {6})--?[A-Za-z0-9-]+' | tr -d ' ,' |
		LC_ALL=C.UTF-8 sort -u | tr '\n' ' ')
	is "$(offers "$tool" -)" "$options" "$tool: every option is offered"
	is "$(offers tk "${tool#tk-}" -)" "$options" "tk ${tool#tk-}: the same"
done
like " $(offers tk '')" ' list ' "tk offers its tools"
is "$(offers tk li)" "list " "a tool by its beginning"
is "$(offers tk-list --off)" "--offset " "an option by its beginning"
is "$(offers tk-list --sort -)" " " "the argument of an option is no option"
is "$(offers tk-list sta)" " " "an operand is left to bash"
is "$(offers tk --j)" "--json " "tk has options of its own"
