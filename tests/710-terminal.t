#!/bin/sh
# A real terminal: the live board at three sizes, as it follows the store and the window and gives the
# terminal back; and two agents who answer one ticket in two windows.
. "${0%/*}/lib.sh"
. "$top/tests/need.sh"
need_pkg tmux tmux
need_pkg sqlite3 sqlite3
export TK_NOW=2026-03-10T12:00:00Z XDG_STATE_HOME="$scratch/state" TMUX_TMPDIR="$scratch"
unset TMUX COLUMNS
cleanup() { tmux -L tk kill-server 2>/dev/null; }
mux() { tmux -f /dev/null -L tk "$@"; }

TK_NOW=2026-03-08T09:00:00Z
tk-init --address destek@ornek.example >/dev/null
tk-admin group add 'Kullanıcı Yönetimi' addresses=ky@ornek.example identity=support
tk-admin agent add ali fullname='Ali Kaya' groups=support
tk-admin agent add 'Ayşe' fullname='Ayşe Demir' groups='support,Kullanıcı Yönetimi'
tk-admin agent add 'رضا' groups=support
send() { # FROM SUBJECT TO
	printf 'From: %s\nTo: %s\nSubject: %s\nMessage-ID: <%s@x>\n\nmetin\n' "$1" "$3" "$2" "$(echo "$2" | md5sum | cut -c1-8)" |
		tk-thread -q -
}
send bob@example.org 'Printer on fire' destek@ornek.example
TK_NOW=2026-03-09T10:30:00Z send ayse@example.org 'Fatura iki kere kesildi, lütfen düzeltin' destek@ornek.example
TK_NOW=2026-03-10T08:00:00Z send reza@example.org 'مشکل ورود به سامانه' ky@ornek.example
TK_NOW=2026-03-10T11:48:00Z send li@example.org '发票有问题 请帮忙看一下这个问题谢谢' destek@ornek.example
TK_NOW=2026-03-10T11:59:00Z send evil@example.org 'wipe out' destek@ornek.example
send can@example.org 'Teşekkürler' destek@ornek.example
tk-assign --to ali 1 >/dev/null
tk-assign --to 'رضا' 4 >/dev/null
tk-set -p high 2 >/dev/null
tk-set -s pending 6 >/dev/null
tk-set --subject "$(printf 'wipe \033[2J out')" 5 >/dev/null
sqlite3 "$TK_HOME/tk.db" "UPDATE ticket SET due = strftime('%s', '2026-03-10T10:00:00Z') WHERE id = 1"
sqlite3 "$TK_HOME/tk.db" "UPDATE ticket SET due = strftime('%s', '2026-03-12T13:00:00Z') WHERE id = 2"
export TK_NOW=2026-03-10T12:00:00Z
tk-show --as 'Ayşe' 2 >/dev/null

# ---- the board
# start SIZE COMMAND: in a window of this size; the shell stays afterwards
start() {
	mux new-session -d -x "${1%x*}" -y "${1#*x}" "stty -a >before; $2; status=\$?; stty -a >after; echo ended \$status; exec sleep 60"
}
screen() { mux capture-pane -p | sed 's/ *$//'; }
shows() { screen | grep -qE -- "$1"; }
board() { # SIZE: what stands on the screen is what is expected
	start "$1" "tk-watch -i 1"
	ok "$1: the board comes up" wait_until 20 shows '^q quits'
	screen >"board$1"
	cat >expected
	ok "$1: it is as it should be" diff -u expected "board$1" >diff
	[ ! -s diff ] || note "$(cat diff)"
	is "$(wc -l <"board$1")" "${1#*x}" "$1: it fills the screen"
}
leave() { # SIZE
	mux send-keys q
	ok "$1: q ends it" wait_until 20 shows '^ended 0$'
	ok "$1: the terminal is as it was" cmp -s before after
	ok "$1: and nothing of the board is left" sh -c '! tmux -L tk capture-pane -p | grep -q quits'
	mux kill-server
	wait_until 10 sh -c '! tmux -L tk list-sessions'
}

board 80x24 <<'END'
tk  5 open, 3 unassigned, 1 pending, 0 mine                                12:00
group                         open unassigned    pending       mine
support                          4          2          1          0
Kullanıcı Yönetimi               1          1          0          0

    id     wait  priority       due  agent         subject
     1    2d 3h  normal      -2h 0m  ali           Printer on fire
     2    1d 1h  high         2d 1h  -             Fatura iki kere kesildi, lüt…
     3    4h 0m  normal           -  -             مشکل ورود به سامانه
     4      12m  normal           -  رضا           发票有问题 请帮忙看一下这个…
     5       1m  normal           -  -             wipe \x1b[2J out











2: Ayşe Demir is working on this ticket
q quits
END
# it follows: another's change, and the size; only what differs is sent
mux pipe-pane "cat >sent"
sleep 2.5
is "$(wc -c <sent)" 0 "where nothing changes nothing is drawn"
tk-set -s closed 4 >/dev/null
ok "what another changes is seen" wait_until 20 shows '^tk  4 open, 3 unassigned, 1 pending'
wait_until 10 test -s sent
sent=$(wc -c <sent)
ok "in $sent bytes, not all anew" [ "$sent" -lt 400 ]
mux pipe-pane
mux resize-window -x 60 -y 20
ok "a smaller window" wait_until 20 shows '^tk 4 open 3 free 1 pending 0 mine +12:00$'
is "$(screen | wc -l)" 20 "is filled"
is "$(screen | tail -n 1)" "q quits" "to its last row"
mux resize-window -x 10 -y 3
sleep 1.5
mux resize-window -x 80 -y 24
ok "and a larger one again" wait_until 20 shows '^group +open unassigned +pending +mine$'
leave 80x24
tk-set -s open 4 >/dev/null

board 120x40 <<'END'
tk  5 open, 3 unassigned, 1 pending, 0 mine                                                                        12:00
group                         open unassigned    pending       mine
support                          4          2          1          0
Kullanıcı Yönetimi               1          1          0          0

    id     wait  priority       due  agent         group           requester                   subject
     1    2d 3h  normal      -2h 0m  ali           support         bob@example.org             Printer on fire
     2    1d 1h  high         2d 1h  -             support         ayse@example.org            Fatura iki kere kesildi,…
     3    4h 0m  normal           -  -             Kullanıcı Yön…  reza@example.org            مشکل ورود به سامانه
     4      12m  normal           -  رضا           support         li@example.org              发票有问题 请帮忙看一下…
     5       1m  normal           -  -             support         evil@example.org            wipe \x1b[2J out



























2: Ayşe Demir is working on this ticket
q quits
END
leave 120x40
board 40x12 <<'END'
tk 5 open 3 free 1 pending 0 mine  12:00
    id     wait  agent     subject
     1    2d 3h  ali       Printer on f…
     2    1d 1h  -         Fatura iki k…
     3    4h 0m  -         مشکل ورود به…
     4      12m  رضا       发票有问题 …
     5       1m  -         wipe \x1b[2J…




q quits
END
leave 40x12

# ended by a signal, it gives the terminal back too
for signal in TERM INT HUP; do
	start 80x24 'sh -c '\''echo $$ >pid; exec tk-watch'\'
	wait_until 20 shows '^q quits'
	kill -$signal "$(cat pid)"
	ok "SIG$signal ends it" wait_until 20 shows '^ended 0$'
	ok "and the terminal is as it was" cmp -s before after
	mux kill-server; wait_until 10 sh -c '! tmux -L tk list-sessions'
done

# in a pipe, and where there is no terminal
code() { "$@" >out 2>err </dev/null; echo $?; }
is "$(COLUMNS=80 tk-watch --once | sed 's/ *$//' | grep -v '^$')" "$(grep -v '^$' board80x24 | grep -v '^q quits')" \
	"--once prints the same"
is "$(code tk-watch)" 64 "a pipe is no terminal"
like "$(cat err)" 'needs a terminal' "and it says so"
is "$(code tk-watch --once no:such)" 64 "a query that is none"
is "$(code tk-watch --once -i 0)" 64 "an interval that is none"
is "$(tk-watch --once --as 'رضا' | grep -c 'سامانه')" 0 "nobody sees what is not theirs"
is "$(tk-watch --once agent:ali | grep -c 'Printer')" 1 "a query chooses"
start 80x24 'TERM=nonsense tk-watch'
ok "an unknown terminal is 69" wait_until 20 shows '^ended 69$'
mux kill-server; wait_until 10 sh -c '! tmux -L tk list-sessions'

# ---- two agents, two windows, one ticket
cat >editor <<'END'
#!/bin/sh
{ echo "Merhaba, $TK_AGENT yazdı."; cat "$1"; } >"$TK_AGENT.new" && cat "$TK_AGENT.new" >"$1"
echo "editing: $TK_AGENT"
until [ -e "$TK_AGENT.close" ]; do sleep 0.1; done
END
chmod 755 editor
mux new-session -d -x 100 -y 30 "TK_AGENT=ali EDITOR=$scratch/editor tk-reply --no-send 2; echo ended \$?; exec sleep 60"
ok "ali's editor" wait_until 20 shows '^editing: ali'
mux split-window "TK_AGENT=Ayşe EDITOR=$scratch/editor tk-reply --no-send 2; echo ended \$?; exec sleep 60"
pane() { mux capture-pane -p -t "$1" | sed 's/ *$//'; }
in_pane() { pane "$1" | grep -qE -- "$2"; }
ok "hers" wait_until 20 in_pane 1 '^editing: Ayşe'
like "$(pane 1)" '^tk-reply: 2: Ali Kaya is writing a reply$' "she is told that he writes"
is "$(tk-who -w 2)" "$(printf '2: Ali Kaya is writing a reply.\n2: Ayşe Demir is writing a reply.')" "both write"
: >'Ayşe.close'
ok "she is faster" wait_until 20 in_pane 1 '^ended 0$'
: >ali.close
ok "he is stopped" wait_until 20 in_pane 0 '^ended 2$'
like "$(pane 0)" '^tk-reply: 2: Ayşe answered .*--confirm' "and told by whom"
like "$(pane 0)" '^Merhaba, Ayşe yazdı\.$' "and what she wrote"
like "$(pane 0)" 'the text is kept in ' "and where his text is"
is "$(tk-list -o out 2)" 1 "one answer went out"
mux kill-server; wait_until 10 sh -c '! tmux -L tk list-sessions'
is "$(code tk-reply --as ali --no-send --resume 2)" 2 "going on stops again"
is "$(code tk-reply --as ali --no-send --resume --confirm 2)" 0 "and can be confirmed"
is "$(tk-show --json 2 | jq -r '.messages[] | select(.direction == "out").text' | tr '\n' ' ')" \
	"Merhaba, Ayşe yazdı. Merhaba, ali yazdı. " "both are there, each as it was written"
is "$(tk-check)" "" "all is well"
