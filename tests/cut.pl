# cut: a proxy on a loopback port that cuts two in three connections after a random number of bytes.
# usage: perl cut.pl SEED PORTFILE PORT BYTES: to PORT, cut after at most BYTES of the server's
use strict;
use warnings;
use IO::Socket::INET;
use IO::Select;

my ($seed, $portfile, $port, $bytes) = @ARGV;
my $server = IO::Socket::INET->new(Listen => 20, LocalAddr => '127.0.0.1') or die "cut: $!\n";
open my $out, '>', "$portfile.new" or die "cut: $!\n";
print $out $server->sockport;
close $out;
rename "$portfile.new", $portfile or die "cut: $!\n";
$SIG{PIPE} = $SIG{CHLD} = 'IGNORE';
srand $seed;

sub relay {
	my ($c, $left) = @_;
	my $s = IO::Socket::INET->new(PeerAddr => "127.0.0.1:$port") or return;
	my $both = IO::Select->new($c, $s);
	while (my @ready = $both->can_read(30)) {
		for my $from (@ready) {
			sysread($from, my $some, 65536) or return;
			if ($from == $s) {
				$some = substr $some, 0, $left if length $some > $left;
				$left -= length $some;
			}
			syswrite $from == $s ? $c : $s, $some or return;
			return if $left <= 0;
		}
	}
}

while (my $c = $server->accept) {
	my $left = rand 3 < 2 ? 1 + int rand $bytes : 1e9;
	next if fork;
	relay($c, $left);
	exit;
}
