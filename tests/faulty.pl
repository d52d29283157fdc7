# faulty: a server that misbehaves in one chosen way, on a loopback port of its own.
# usage: perl faulty.pl MODE PORTFILE LOGFILE; every line that a client sends is logged.
use strict;
use warnings;
use IO::Socket::INET;

my ($mode, $portfile, $logfile) = @ARGV;
$SIG{CHLD} = 'IGNORE';
$SIG{PIPE} = sub { exit 0 };
setpgrp;
$SIG{TERM} = sub { $SIG{TERM} = 'DEFAULT'; kill 'TERM', -$$ };	# the children too

my ($c, $log);

sub say_to { print $c "$_[0]\r\n"; $c->flush }

sub hear {
	my $line = <$c>;
	exit 0 unless defined $line;
	print $log $line;
	$line =~ s/\r?\n$//;
	return $line;
}

# One byte every 100 ms, for ever.
sub drip {
	my $text = shift;
	for (my $i = 0;; $i++) {
		print $c substr($text, $i % length $text, 1);
		$c->flush;
		select undef, undef, undef, 0.1;
	}
}

sub endless { my $junk = shift() x 8192; print $c $junk while 1 }

# ---- IMAP: answers everything, unless `special` takes the command

sub imap {
	my ($special, $caps) = @_;
	$caps //= 'IMAP4rev1';
	say_to('* OK ready');
	while (1) {
		my ($tag, $command) = split / /, hear(), 2;
		next if $special->($tag, $command);
		if ($command =~ /^CAPABILITY/) { say_to("* CAPABILITY $caps") }
		elsif ($command =~ /^SELECT/) {
			say_to('* 3 EXISTS');
			say_to('* OK [UIDVALIDITY 7] fine');
			say_to('* OK [UIDNEXT 14] fine');
		} elsif ($command =~ /^UID SEARCH/) { say_to('* SEARCH 11 12 13') }
		elsif ($command =~ /SIZE\)$/) { say_to("* 1 FETCH (UID $_ RFC822.SIZE 20)") for 11 .. 13 }
		elsif ($command =~ /^UID FETCH ([\d,]+) /) { imap_mail($_) for split /,/, $1 }
		say_to("$tag OK done");
		return if $command =~ /^LOGOUT/;
	}
}

sub imap_mail {
	my $uid = shift;
	my $mail = "Subject: $uid\r\n\r\nbody\r\n";
	say_to("* 1 FETCH (UID $uid BODY[] {" . length($mail) . "}");
	print $c $mail;
	say_to(')');
}

sub found_deleted {
	my ($tag, $command, $uids) = @_;
	return 0 unless $command =~ /DELETED$/;
	say_to("* SEARCH $uids");
	say_to("$tag OK done");
	return 1;
}

# ---- POP3

sub pop3 {
	my ($special) = @_;
	say_to('+OK ready');
	while (1) {
		my $command = hear();
		next if $special->($command);
		if ($command =~ /^LIST/) { say_to($_) for '+OK', '1 30', '2 30', '.' }
		elsif ($command =~ /^UIDL/) { say_to($_) for '+OK', '1 a-1', '2 a-2', '.' }
		elsif ($command =~ /^RETR (\d)/) { say_to($_) for '+OK', "Subject: $1", '', '..dot', "nul\0nul", '.' }
		else { say_to('+OK') }
		return if $command =~ /^QUIT/;
	}
}

# ---- SMTP: `reply` may give another answer for a command; "." is the end of a mail

sub smtp {
	my ($reply) = @_;
	say_to('220 ready');
	while (1) {
		my $command = hear();
		my $answer = $reply->($command) // ($command =~ /^DATA/ ? '354 go on' : '250 fine');
		say_to($answer);
		if ($answer =~ /^354/) {
			my $line;
			do { $line = hear() } until $line eq '.';
			say_to($reply->('.') // '250 taken');
		}
		return if $command =~ /^QUIT/;
	}
}

my %modes = (
	'silent' => sub { sleep 60 },
	'drip' => sub { drip('* OK a') },
	'endless' => sub { endless('x') },
	'closes' => sub { },
	'imap' => sub { imap(sub { 0 }) },
	'imap-literal' => sub { imap(sub {
		my ($tag, $command) = @_;
		return 0 unless $command =~ /BODY/;
		say_to('* 1 FETCH (UID 11 BODY[] {2000000000}');
		endless('y');
	}) },
	'imap-closes' => sub { imap(sub {
		my ($tag, $command) = @_;
		return 0 unless $command =~ /FETCH .*\b12\b.*BODY/;
		say_to('* 1 FETCH (UID 12 BODY[] {100}');
		print $c 'Subject: cut';
		exit 0;
	}) },
	'imap-refuses' => sub { imap(sub {
		my ($tag, $command) = @_;
		return 0 unless $command =~ /FETCH .*\b12\b.*BODY/;
		say_to("$tag NO cannot read this mail");
		return 1;
	}) },
	'imap-drip' => sub { imap(sub { $_[1] =~ /BODY/ ? drip('* OK still here ') : 0 }) },
	'imap-endless' => sub { imap(sub { $_[1] =~ /BODY/ ? endless('z') : 0 }) },
	'imap-nested' => sub { imap(sub { $_[1] =~ /BODY/ ? endless('(') : 0 }) },
	'imap-bye' => sub { imap(sub { $_[1] =~ /BODY/ ? do { say_to('* BYE going down'); exit 0 } : 0 }) },
	'imap-nocaps' => sub { imap(sub { $_[1] =~ /^CAPABILITY/ ? say_to("$_[0] OK none") : 0 }) },
	'imap-starttls-injected' => sub { imap(sub {
		my ($tag, $command) = @_;
		return 0 unless $command =~ /^STARTTLS/;
		print $c "$tag OK begin\r\n* OK injected\r\n";
		sleep 5;
	}, 'IMAP4rev1 STARTTLS') },
	# No UIDPLUS: SEARCH DELETED finds what we marked, or also mail 5 of somebody else.
	'imap-expunge' => sub { imap(sub { found_deleted(@_, '11') }) },
	'imap-expunge-others' => sub { imap(sub { found_deleted(@_, '5 11') }) },
	'pop3' => sub { pop3(sub { 0 }) },
	'pop3-endless' => sub { pop3(sub { $_[0] =~ /^RETR/ ? do { say_to('+OK'); endless('z') } : 0 }) },
	'pop3-drip' => sub { pop3(sub { $_[0] =~ /^RETR/ ? drip("+OK ") : 0 }) },
	'pop3-closes' => sub { pop3(sub { $_[0] =~ /^RETR 2/ ? do { say_to('+OK'); say_to('cut'); exit 0 } : 0 }) },
	'pop3-zero' => sub { pop3(sub { $_[0] =~ /^LIST/ ? do { say_to($_) for '+OK', '0 10', '.'; 1 } : 0 }) },
	'pop3-nostls' => sub { pop3(sub { $_[0] =~ /^STLS/ ? say_to('-ERR no') : 0 }) },
	'smtp' => sub { smtp(sub { undef }) },
	'smtp-rejects' => sub { smtp(sub { $_[0] =~ /^RCPT.*bad/ ? '550 5.1.1 no such user' : undef }) },
	'smtp-greylists' => sub { smtp(sub { $_[0] =~ /^RCPT.*grey/ ? '451 4.7.1 come back later' : undef }) },
	'smtp-refuses-data' => sub { smtp(sub { $_[0] =~ /^DATA/ ? '554 5.7.1 not now' : undef }) },
	'smtp-refuses-end' => sub { smtp(sub { $_[0] eq '.' ? "552-5.3.4 too\r\n552 5.3.4 big" : undef }) },
	'smtp-delays-end' => sub { smtp(sub { $_[0] eq '.' ? '452 4.3.1 disk full' : undef }) },
	'smtp-silent-end' => sub { smtp(sub { $_[0] eq '.' ? sleep 60 : undef }) },
	'smtp-closes-end' => sub { smtp(sub { $_[0] eq '.' ? exit 0 : undef }) },
	'smtp-closes-data' => sub { smtp(sub { $_[0] =~ /^DATA/ ? exit 0 : undef }) },
	'smtp-refuses-from' => sub { smtp(sub { $_[0] =~ /^MAIL/ ? '550 5.7.1 sender unknown' : undef }) },
	'smtp-wants-login' => sub { smtp(sub { $_[0] =~ /^MAIL/ ? '530 5.7.0 log in first' : undef }) },
	'smtp-busy' => sub { say_to('421 4.3.2 too busy') },
	'smtp-drip' => sub { drip("250-") },
);

die "faulty: no mode $mode\n" unless $modes{$mode};
my $server = IO::Socket::INET->new(Listen => 5, LocalAddr => '127.0.0.1') or die "faulty: $!\n";
open my $p, '>', "$portfile.new" or die "faulty: $!\n";
print $p $server->sockport;
close $p;
rename "$portfile.new", $portfile;
open $log, '>>', $logfile or die "faulty: $!\n";
$log->autoflush;
while (1) {
	$c = $server->accept or next;
	if (fork == 0) {
		$SIG{TERM} = 'DEFAULT';
		$modes{$mode}->();
		exit 0;
	}
	close $c;
}
