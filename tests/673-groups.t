#!/bin/sh
# What a group gives its new tickets, who may use it, and how many tickets one may have.
. "${0%/*}/lib.sh"

export XDG_STATE_HOME="$scratch/state" TK_NOW=2026-11-22T10:00:00Z
tk-init --address support@example.com >/dev/null
code() { "$@" >out 2>err; echo $?; }
mail() { # FROM TO ID
	printf 'From: %s\nTo: %s\nMessage-ID: <%s@x>\nSubject: %s\n\nx\n' "$1" "$2" "$3" "$3" | tk-thread -
}
tk-admin agent add ali groups=support addresses=ali@example.com
tk-admin category add fatura
tk-admin category add iade
tk-admin group add muhasebe identity=support addresses=muhasebe@example.com category=fatura assignee=ali

# ---- given by the group
id=$(mail ayse@example.org muhasebe@example.com m1 | cut -f1)
is "$(tk-list "$id" -o category,agent)" "$(printf 'fatura\tali')" "a mail's ticket gets category and agent of its group"
is "$(tk-log "$id" -o actor,kind,new,cause | grep group | tr '\t' ' ' | tr '\n' ';')" \
	"system category fatura group;system assign ali group;" "with events that say so"
id=$(tk-new -f ayse@example.org -s x -m x -g muhasebe -o id)
is "$(tk-list "$id" -o category,agent)" "$(printf 'fatura\tali')" "a ticket by hand, too"
id=$(tk-new -f ayse@example.org -s x -m x -g muhasebe -c iade -t root -o id)
is "$(tk-list "$id" -o category,agent)" "$(printf 'iade\troot')" "what was said stands"
id=$(mail ayse@example.org 'iade-2@example.com, muhasebe@example.com' m2 | cut -f1)
is "$(tk-list "$id" -o category,agent)" "$(printf 'iade\tali')" "also the category in the address"
tk-admin category set iade group=muhasebe
is "$(tk-new -f ayse@example.org -s x -m x -c iade -o group)" muhasebe "a category leads to its group"
is "$(tk-new -f ayse@example.org -s x -m x -c 2 -o group)" muhasebe "by number, too"
is "$(tk-new -f ayse@example.org -s x -m x -c iade -g support -o group)" support "unless another is said"
tk-admin category set iade group=
tk-admin agent set ali absent=2026-11-22
id=$(mail ayse@example.org muhasebe@example.com m3 | cut -f1)
is "$(tk-list "$id" -o category,agent)" "$(printf 'fatura\t-')" "an absent agent gets nothing"
tk-admin agent set ali absent= suspended=yes
id=$(mail ayse@example.org muhasebe@example.com m4 | cut -f1)
is "$(tk-list "$id" -o agent)" - "nor a suspended one"
tk-admin agent set ali suspended=no

# ---- usable by
tk-contact add uye@example.org level=member >/dev/null
tk-contact add konuk@example.org >/dev/null
tk-admin group add uyeler identity=support usable=members addresses=uyeler@example.com
tk-admin group add ic identity=support usable=internal addresses=ic@example.com
# may WHO GROUP STATUS
may() { is "$(code tk-new -f "$1@example.org" -g "$2" --channel portal -s x -m x)" "$3" "$1 to $2 by portal: $3"; }
may konuk support 0
may konuk uyeler 77
like "$(cat err)" "not allowed: the group uyeler is for members" "with the reason"
may konuk ic 77
may uye uyeler 0
may uye ic 77
like "$(cat err)" "not allowed: the group ic is for agents" "with the reason"
is "$(code tk-new -f ali@example.com -g ic --channel form -s x -m x)" 0 "an agent may use an internal group"
is "$(code tk-new -f konuk@example.org -g ic --channel phone -s x -m x)" 0 "and put there who called"
is "$(mail konuk@example.org uyeler@example.com g1 | cut -f2,5)" "$(printf 'new\toutsider')" "mail of a guest to members is not lost"
guest=$(tk-list -o id subject:g1)
is "$(tk-list -o id is:outsider)" "$guest" "but flagged"
is "$(tk-show --json "$guest" | jq -c '[.status, .waiting_since, .in]')" '["open",null,1]' "and no clock runs"
is "$(code tk-reply --no-send -m hello "$guest")" 2 "an answer stops"
tk-set --accept "$guest" >/dev/null
is "$(tk-show --json "$guest" | jq -r .waiting_since)" 2026-11-22T10:00:00Z "accepted, it is a ticket like others"
is "$(code tk-reply --no-send -m hello "$guest")" 0 "that can be answered"
is "$(mail uye@example.org uyeler@example.com g2 | cut -f5)" - "a member's mail is welcome"
is "$(mail uye@example.org ic@example.com g3 | cut -f5)" outsider "but not to an internal group"
is "$(mail ali@example.com ic@example.com g4 | cut -f5)" - "where an agent's is"
is "$(mail konuk@example.org support@example.com g5 | cut -f5)" - "and everybody's to all others"

# ---- the limit
tk-admin setting open-limit=2
for n in 1 2; do tk-new -f cok@example.org -s "$n" -m x >/dev/null; done
is "$(code tk-new -f cok@example.org -s 3 -m x)" 1 "a third ticket is refused"
like "$(cat err)" "cok@example.org has 2 open tickets, and 2 is the limit" "with the reason"
is "$(code tk-new -f cok@example.org -s 3 -m x --confirm)" 0 "--confirm makes it"
tk-set -s closed requester:cok@example.org >/dev/null
is "$(code tk-new -f cok@example.org -s 4 -m x)" 0 "closed ones do not count"
tk-new -f cok@example.org -s 5 -m x >/dev/null
is "$(mail cok@example.org support@example.com g6 | cut -f2)" new "mail is never refused"
for n in 1 2 3; do tk-new -s "internal $n" -m x -o id; done >out
is "$(wc -l <out)" 3 "nor are agents' own tickets"
is "$(tk-check)" "" "tk-check finds nothing"
