#!/bin/sh
# The examples in the manual, in README.md and in examples/pipelines.md do what they say: every line that
# begins with "$ " runs, in the order of its page, in a desk of its own, and exits 0.  Lines that
# follow without "$ " are its output, where they are given.
. "${0%/*}/lib.sh"
unset TK_HOME
export HOME="$scratch" LOGNAME=tester

# ---- the desk that every page starts with

mail() {
	printf 'From: %s\nTo: support@example.com\nSubject: %s\nMessage-ID: <%s@example.org>\n' "$1" "$2" "$3"
	printf 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\n'
	printf '%s\n--b\nContent-Type: text/csv; name=list.csv\nContent-Disposition: attachment\n\na,b\n--b--\n' "$4"
}

make_desk() {
	tk-init --address support@example.com &&
	tk-admin group add sales addresses=sales@example.com identity=support &&
	tk-admin agent add ali fullname='Ali Kaya' groups=support,sales addresses=ali@example.com &&
	tk-admin agent add ayse fullname='Ayşe Demir' groups=support addresses=ayse@example.com &&
	for n in 1 2 3 4; do
		mail "ann@example.com" "Printer $n" "m$n" "It is on fire, floor $n." | tk-thread -q - || return 1
	done &&
	mail "bob@example.net" "Password reset" m5 "I forgot it." | tk-thread -q - &&
	tk-admin agent set "$(id -un)" groups=support,sales &&
	# mail goes nowhere, and Bob's is refused
	printf '#!/bin/sh\ncat >/dev/null\ncase "$*" in *bob*) exit 67 ;; esac\n' >sendmail &&
	chmod 755 sendmail && printf '[send]\nsendmail = %s/sendmail\n' "$scratch" >desk/tk.conf &&
	tk-reply --as ali -m 'It is in this mail.' --no-send 5 && tk-send
}

fresh() {
	rm -rf "$scratch/page"
	mkdir -p "$scratch/page"
	cp -a "$scratch/desk" "$scratch/page/store"
	cd "$scratch/page" || exit 1
	mail "carol@example.com" "Hello" m6 "How do I begin?" >mail.eml
	echo "It works again. Have a nice day." >answer.txt
	mkdir -p "$HOME/Maildir/new" "$HOME/Maildir/cur" "$HOME/Maildir/tmp"
	cp mail.eml "$HOME/Maildir/new/1.example"
	export TK_HOME="$scratch/page/store"
}

# ---- reading pages: each command and, indented by a TAB, the output that is shown

in_manual() {
	awk '/^\.Bd/ { on = 1; next } /^\.Ed/ { on = 0; print "" } on' "$1" | sed 's/\\&//g; s/\\e/\\/g'
}
in_markdown() { awk '/^```/ { on = /^```console/; print ""; next } on' "$1"; }

commands() {
	case $1 in *.md) in_markdown "$1" ;; *) in_manual "$1" ;; esac | awk '
		/^\$ / { print substr($0, 3); on = 1; next }
		/^> / && on { print "+" substr($0, 3); next }
		/^$/ { on = 0 }
		on { print "\t" $0 }' | sed ':a; $!N; $!ba; s/\n+/\x01/g'
}

run() {
	set -- "$(printf '%s' "$1" | tr '\001' '\n')" "$2"
	bash -c "set -o pipefail; $1" </dev/null >out 2>err
	status=$?
	if [ $status -ne 0 ]; then
		result 1 "$page: $1"
		note "exit status $status: $(head -n 3 err)"
	elif [ -n "$2" ]; then
		is "$(cat out)" "$2" "$page: $1"
	else
		result 0 "$page: $1"
	fi
}

run_page() {
	page=${1##*/} command= shown=
	fresh
	commands "$1" >"$scratch/commands"
	while IFS= read -r line; do
		case $line in
		'	'*) shown="$shown${shown:+
}${line#?}" ;;
		*)
			[ -z "$command" ] || run "$command" "$shown"
			command=$line shown=
			;;
		esac
	done <"$scratch/commands"
	[ -z "$command" ] || run "$command" "$shown"
}

# ---- the tour of README.md and tk(7) begin with no desk

run_from_nothing() {
	page=${1##*/}
	fresh
	export TK_HOME="$scratch/page/new"
	commands "$1" >"$scratch/commands"
	while IFS= read -r command; do
		run "$command" ""
	done <"$scratch/commands"
}

export TK_HOME="$scratch/desk"
make_desk >made 2>&1
is "$?" 0 "a desk to play with"
note "$(tail -n 3 made)"

for file in "$top"/share/man/man?/*.[157] "$top/README.md" "$top/examples/pipelines.md"; do
	[ -e "$file" ] || continue
	case $file in
	*/README.md | */tk.7) run_from_nothing "$file" ;;
	*) run_page "$file" ;;
	esac
done

# Each manual page of a tool has an example that runs.
for file in "$top"/share/man/man1/*.1; do
	ok "${file##*/} has an example that runs" [ -n "$(commands "$file")" ]
done
