# servers: real mail servers for the tests, private to one scratch directory and to
# loopback ports: certificates, Dovecot (IMAP, POP3, LMTP, logins) and Postfix.
# Sourced by tests after lib.sh; everything started here is ended by servers_stop.
#
#   servers_certs DIR         CA and certificates below DIR/tls: good wrong expired other
#   servers_dovecot DIR CERT  sets IMAP_PORT IMAPS_PORT POP3_PORT POP3S_PORT
#   servers_postfix DIR CERT  sets SMTP_PORT (STARTTLS) SMTPS_PORT; needs root and Dovecot
#   servers_tls DIR CERT      sets TLS_PORT: shakes hands with this certificate, then is silent
#   servers_faulty DIR MODE   sets FAULTY_PORT; the scripted server of faulty.pl
#   servers_token DIR USER    prints an OAuth2 token that this Dovecot accepts
#   servers_drop DIR USER     puts the mail on stdin into the INBOX of USER
#
# Users ayse@example.test and bahar@example.test have the password "gizli söz".

# One configuration serves all three protocols, so all three packages are needed.
need_dovecot() {
	need_pkg /usr/lib/dovecot/imap dovecot-imapd
	need_pkg /usr/lib/dovecot/pop3 dovecot-pop3d
	need_pkg /usr/lib/dovecot/lmtp dovecot-lmtpd
}

SERVERS_PASSWORD='gizli söz'
SERVERS_USERS='ayse@example.test bahar@example.test'
SERVERS_PIDS=
SERVERS_POSTFIX=
SERVERS_OWNER=$(id -un)
[ "$SERVERS_OWNER" != root ] || SERVERS_OWNER=nobody

# A free port: asked of the kernel, so that two runs do not meet.
servers_port() {
	perl -MIO::Socket::INET -e '
		my $s = IO::Socket::INET->new(Listen => 1, LocalAddr => "127.0.0.1") or die;
		print $s->sockport'
}

servers_wait_port() { # PORT
	perl -MIO::Socket::INET -e '
		for (1 .. 200) {
			exit 0 if IO::Socket::INET->new(PeerAddr => "127.0.0.1:$ARGV[0]");
			select undef, undef, undef, 0.05;
		}
		exit 1' "$1"
}

# ---- certificates

servers_cert() { # DIR NAME CA SAN START END
	openssl req -newkey rsa:2048 -nodes -keyout "$1/$2.key" -out "$1/$2.csr" -subj "/CN=tk test $2" 2>/dev/null
	printf 'subjectAltName=%s\n' "$4" >"$1/$2.ext"
	openssl ca -batch -notext -config "$1/$3.cnf" -name ca -in "$1/$2.csr" -out "$1/$2.pem" \
		-extfile "$1/$2.ext" -startdate "$5" -enddate "$6" 2>"$1/$2.log"
}

servers_authority() { # DIR NAME
	openssl req -x509 -newkey rsa:2048 -nodes -days 30 -keyout "$1/$2.key" -out "$1/$2.pem" \
		-subj "/CN=tk test authority $2" 2>/dev/null
	mkdir -p "$1/$2.new"
	: >"$1/$2.db"
	cat >"$1/$2.cnf" <<-CNF
		[ca]
		database = $1/$2.db
		new_certs_dir = $1/$2.new
		certificate = $1/$2.pem
		private_key = $1/$2.key
		rand_serial = yes
		default_md = sha256
		policy = any
		unique_subject = no
		[any]
		commonName = supplied
	CNF
}

servers_certs() { # DIR
	local d="$1/tls" now later
	mkdir -p "$d"
	now=$(date -u -d yesterday +%Y%m%d%H%M%SZ)
	later=$(date -u -d 'next week' +%Y%m%d%H%M%SZ)
	servers_authority "$d" ca
	servers_authority "$d" strange
	servers_cert "$d" good ca DNS:localhost,IP:127.0.0.1 "$now" "$later"
	servers_cert "$d" wrong ca DNS:elsewhere.example,IP:192.0.2.1 "$now" "$later"
	servers_cert "$d" expired ca DNS:localhost,IP:127.0.0.1 20200101000000Z 20210101000000Z
	servers_cert "$d" other strange DNS:localhost,IP:127.0.0.1 "$now" "$later"
}

# ---- OAuth2 tokens that Dovecot checks by itself (RFC 7519, HS256)

servers_base64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }

servers_token() { # DIR USER
	local now head body
	now=$(date +%s)
	head=$(printf '{"alg":"HS256","typ":"JWT"}' | servers_base64url)
	body=$(printf '{"sub":"%s","iat":%d,"exp":%d}' "$2" "$((now - 10))" "$((now + 3600))" | servers_base64url)
	printf '%s.%s.' "$head" "$body"
	printf '%s.%s' "$head" "$body" | openssl dgst -sha256 -hmac "$(cat "$1/jwt.secret")" -binary |
		servers_base64url
}

# ---- Dovecot

servers_dovecot_conf() { # DIR CERT
	local me group login
	me=$(id -un) group=$(id -gn) login=$me
	[ "$me" != root ] || login=dovenull		# login processes refuse to be root
	cat <<-CONF
		base_dir = $1/run
		state_dir = $1/run
		log_path = $1/dovecot.log
		protocols = imap pop3 lmtp
		listen = 127.0.0.1
		default_internal_user = $me
		default_internal_group = $group
		default_login_user = $login
		mail_location = maildir:$1/mail/%u
		mail_home = $1/mail/%u
		ssl = yes
		ssl_cert = <$1/tls/$2.pem
		ssl_key = <$1/tls/$2.key
		disable_plaintext_auth = yes
		auth_mechanisms = plain login xoauth2 oauthbearer
		auth_failure_delay = 0
		service anvil {
		  chroot =
		  unix_listener anvil-auth-penalty {
		    mode = 0
		  }
		}
		service imap-login {
		  chroot =
		  inet_listener imap {
		    port = $IMAP_PORT
		  }
		  inet_listener imaps {
		    port = $IMAPS_PORT
		  }
		}
		service pop3-login {
		  chroot =
		  inet_listener pop3 {
		    port = $POP3_PORT
		  }
		  inet_listener pop3s {
		    port = $POP3S_PORT
		  }
		}
		service lmtp {
		  unix_listener lmtp {
		    mode = 0666
		  }
		}
		service auth {
		  unix_listener sasl {
		    mode = 0666
		  }
		}
		passdb {
		  driver = oauth2
		  mechanisms = xoauth2 oauthbearer
		  args = $1/oauth2.conf
		}
		passdb {
		  driver = passwd-file
		  args = $1/users
		}
		userdb {
		  driver = passwd-file
		  args = $1/users
		}
	CONF
}

servers_dovecot() { # DIR CERT
	local d="$1" u
	IMAP_PORT=$(servers_port) IMAPS_PORT=$(servers_port)
	POP3_PORT=$(servers_port) POP3S_PORT=$(servers_port)
	chmod 755 "$d"
	mkdir -p "$d/run" "$d/mail" "$d/keys/default/HS256"
	servers_own "$d/mail"
	[ -s "$d/jwt.secret" ] || openssl rand -hex 24 >"$d/jwt.secret"
	tr -d '\n' <"$d/jwt.secret" | openssl base64 -A >"$d/keys/default/HS256/default"
	cat >"$d/oauth2.conf" <<-CONF
		introspection_mode = local
		local_validation_key_dict = fs:posix:prefix=$d/keys/
		username_attribute = sub
	CONF
	for u in $SERVERS_USERS; do
		printf '%s:{PLAIN}%s:%s:%s::%s::\n' "$u" "$SERVERS_PASSWORD" \
			"$(id -u "$SERVERS_OWNER")" "$(id -g "$SERVERS_OWNER")" "$d/mail/$u"
	done >"$d/users"
	servers_dovecot_conf "$d" "$2" >"$d/dovecot.conf"
	/usr/sbin/dovecot -F -c "$d/dovecot.conf" >"$d/dovecot.out" 2>&1 &
	SERVERS_PIDS="$SERVERS_PIDS $!"
	servers_wait_port "$IMAPS_PORT" || { sed 's/^/# /' "$d"/dovecot.[ol]*; return 1; }
}

# Mail belongs to an ordinary user; Dovecot refuses root's.
servers_own() { [ "$SERVERS_OWNER" = "$(id -un)" ] || chown -R "$SERVERS_OWNER" "$1"; }

servers_drop() { # DIR USER
	local box="$1/mail/$2" name
	mkdir -p "$box/new" "$box/cur" "$box/tmp"
	name=$(date +%s.M%N)P$$.test
	cat >"$box/tmp/$name" && servers_own "$box" && mv "$box/tmp/$name" "$box/new/$name"
}

# ---- Postfix

servers_postfix_main() { # DIR CERT
	cat <<-CONF
		compatibility_level = 3.6
		queue_directory = $1/queue
		data_directory = $1/postdata
		maillog_file = $1/postfix.log
		maillog_file_prefixes = $1
		mail_owner = postfix
		setgid_group = postdrop
		myhostname = mail.example.test
		mydestination =
		inet_protocols = ipv4
		inet_interfaces = 127.0.0.1
		mynetworks =
		virtual_mailbox_domains = example.test
		virtual_mailbox_maps = inline:{ {ayse@example.test=x} {bahar@example.test=x} }
		virtual_alias_maps = inline:{ {destek@example.test=ayse@example.test} }
		recipient_delimiter = +
		virtual_transport = lmtp:unix:$1/run/lmtp
		smtpd_relay_restrictions = permit_sasl_authenticated, reject
		smtpd_tls_cert_file = $1/tls/$2.pem
		smtpd_tls_key_file = $1/tls/$2.key
		smtpd_tls_security_level = may
		smtpd_tls_auth_only = yes
		smtpd_sasl_auth_enable = yes
		smtpd_sasl_type = dovecot
		smtpd_sasl_path = $1/run/sasl
		smtpd_forbid_bare_newline = no
		default_process_limit = 5
	CONF
}

servers_postfix_master() {
	local s
	cat <<-CONF
		127.0.0.1:$SMTP_PORT inet n - n - - smtpd
		127.0.0.1:$SMTPS_PORT inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
		postlog unix-dgram n - n - 1 postlogd
		lmtp unix - - n - - lmtp
		qmgr unix n - n 300 1 qmgr
		cleanup unix n - n - 0 cleanup
		rewrite unix - - n - - trivial-rewrite
		anvil unix - - n - 1 anvil
		proxymap unix - - n - - proxymap
		tlsmgr unix - - n 1000? 1 tlsmgr
	CONF
	for s in bounce defer trace; do echo "$s unix - - n - 0 bounce"; done
	for s in error retry; do echo "$s unix - - n - - error"; done
}

servers_postfix() { # DIR CERT
	SMTP_PORT=$(servers_port) SMTPS_PORT=$(servers_port)
	mkdir -p "$1/postfix" "$1/queue" "$1/postdata"
	chown postfix "$1/postdata"
	servers_postfix_main "$1" "$2" >"$1/postfix/main.cf"
	servers_postfix_master >"$1/postfix/master.cf"
	SERVERS_POSTFIX=$1/postfix
	/usr/sbin/postfix -c "$1/postfix" start >"$1/postfix.out" 2>&1 && servers_wait_port "$SMTP_PORT" ||
		{ sed 's/^/# /' "$1/postfix.out" "$1/postfix.log"; return 1; }
}

# ---- a bare TLS server, and the scripted faulty one

servers_tls() { # DIR CERT
	TLS_PORT=$(servers_port)
	openssl s_server -accept "127.0.0.1:$TLS_PORT" -cert "$1/tls/$2.pem" -key "$1/tls/$2.key" \
		-www >"$1/tls.out" 2>&1 &
	SERVERS_PIDS="$SERVERS_PIDS $!"
	servers_wait_port "$TLS_PORT"
}

servers_faulty() { # DIR MODE
	rm -f "$1/faulty.port" "$1/faulty.log"
	perl "$top/tests/faulty.pl" "$2" "$1/faulty.port" "$1/faulty.log" &
	SERVERS_PIDS="$SERVERS_PIDS $!"
	while [ ! -s "$1/faulty.port" ]; do sleep 0.05; done
	FAULTY_PORT=$(cat "$1/faulty.port")
}

# ---- driving lib/net, or a tool, against them

# drive KEY=VALUE... COMMAND...: netdrive with the good account; leaves $out $complaint $status $seconds
drive() {
	local started
	started=$(date +%s)
	out=$("${TK_BIN%/bin}/helper/netdrive" user="${user:-ayse@example.test}" password="$SERVERS_PASSWORD" \
		ca="$scratch/tls/ca.pem" "$@" 2>complaint) && status=0 || status=$?
	complaint=$(cat complaint)
	seconds=$(($(date +%s) - started))
}

# gives STATUS ERE DESCRIPTION: what the last drive ended with
gives() {
	is "$status" "$1" "$3: status $1"
	like "$complaint" "$2" "$3: says why"
}

# faulty MODE [KEY=VALUE...] COMMAND...: drive against a server of that mode; it must end in time
faulty() {
	servers_faulty "$scratch" "$1"
	mode=$1
	shift
	drive port="$FAULTY_PORT" tls=plain "$@" <"${FAULTY_MAIL:-/dev/null}"
	[ "$seconds" -le 7 ] && result 0 "$mode: cut off in time" || result 1 "$mode: cut off in time ($seconds s)"
}

# A mail with long lines, bytes beyond ASCII and lone dots.
servers_mail() { # NUMBER
	printf 'From: müşteri@example.com\r\nSubject: =?utf-8?q?Fatura_%d?=\r\nMessage-ID: <m%d@example.com>\r\n\r\n' \
		"$1" "$1"
	printf 'Faturamı göremiyorum.\r\n.\r\n..\r\nصورتحساب من کجاست؟\r\n'
	head -c 3000 /dev/zero | tr '\0' 'x'
	printf '\r\n\377\376\r\n'
}

# ---- the end

servers_stop() {
	local p
	[ -z "$SERVERS_POSTFIX" ] || /usr/sbin/postfix -c "$SERVERS_POSTFIX" stop >/dev/null 2>&1
	SERVERS_POSTFIX=
	for p in $SERVERS_PIDS; do kill "$p" 2>/dev/null; done
	for p in $SERVERS_PIDS; do wait "$p" 2>/dev/null; done
	SERVERS_PIDS=
}
