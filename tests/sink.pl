# sink: an SMTP server for tests that takes every mail and cuts every third connection somewhere.
# usage: perl sink.pl SEED PORTFILE LOGFILE; the log has a line for each mail and recipient that it
# took: Message-ID, recipient.  What it took and then cut off is logged all the same.
use strict;
use warnings;
use IO::Socket::INET;

my ($seed, $portfile, $logfile) = @ARGV;
my $server = IO::Socket::INET->new(Listen => 20, LocalAddr => '127.0.0.1') or die "sink: $!\n";
open my $out, '>', "$portfile.new" or die "sink: $!\n";
print $out $server->sockport;
close $out;
rename "$portfile.new", $portfile or die "sink: $!\n";
$SIG{PIPE} = 'IGNORE';
srand $seed;

sub took {
	my ($id, @rcpts) = @_;
	open my $log, '>>', $logfile or die "sink: $!\n";
	print $log "$id $_\n" for @rcpts;
	close $log;
}

sub serve {
	my ($c) = @_;
	my $cut = rand 3 < 1 ? int rand 8 : -1;	# before this answer
	my (@rcpts, $id);
	my $answer = sub {
		return 0 if $cut-- == 0;
		print $c "$_[0]\r\n";
		return $c->flush;
	};
	$answer->('220 sink') or return;
	while (defined(my $line = <$c>)) {
		my $text = '250 fine';
		@rcpts = (), $id = '' if $line =~ /^(MAIL|RSET)/i;
		push @rcpts, $1 if $line =~ /^RCPT TO:<([^>]*)>/i;
		if ($line =~ /^DATA/i) {
			$answer->('354 go on') or return;
			while (defined($line = <$c>) && $line !~ /^\.\r\n/) {
				$id = $1 if $line =~ /^Message-ID: <([^>]*)>/i;
			}
			return unless defined $line;
			took($id, @rcpts);
			select undef, undef, undef, rand 0.02;	# a client may die now
		}
		$text = '221 bye' if $line =~ /^QUIT/i;
		$answer->($text) or return;
		return if $line =~ /^QUIT/i;
	}
}

while (my $c = $server->accept) {
	serve($c);
	close $c;
}
