#!/usr/bin/perl
# traces.pl NEEDLES FILE...: which needles (a file, one a line) stand in these files in any dress that
# mail puts on words: UTF-8, windows-1254, quoted-printable, base64 at each of its three offsets,
# encoded words, HTML entities, percent; case does not matter where it can.  Prints "needle form file".
# A line "-WORD" is no needle: where that stands, nothing is looked for.
use strict;
use warnings;
use Encode qw(decode encode);
use MIME::Base64;
use MIME::QuotedPrint;

my ($list, @files) = @ARGV;
open my $in, '<:encoding(UTF-8)', $list or die "$list: $!\n";
chomp(my @needles = <$in>);
my $others = join '|', map { /^-(.*)/ ? quotemeta encode('UTF-8', $1) : () } @needles;
@needles = grep { !/^-/ } @needles;

sub forms {
	my $text = shift;
	my $utf8 = encode('UTF-8', $text);
	my %form = (utf8 => $utf8, latin5 => encode('cp1254', $text, sub { '?' }));
	($form{percent} = $utf8) =~ s/([^A-Za-z0-9.@-])/sprintf '%%%02X', ord $1/ge;
	($form{entity} = $text) =~ s/([^\x20-\x7e])/'&#' . ord($1) . ';'/ge;
	$form{quoted} = encode_qp($utf8, '');
	($form{word} = $utf8) =~ s/([^A-Za-z0-9.@-])/$1 eq ' ' ? '_' : sprintf '=%02X', ord $1/ge;
	for my $skip (0 .. 2) {
		my $code = encode_base64(('x' x $skip) . $utf8, '');
		$code =~ s/=+$//;
		my $first = int(($skip * 4 + 2) / 3);
		my $whole = substr $code, $first, length($code) - $first - 1;
		$form{"base64-$skip"} = $whole if length $whole >= 8;
	}
	return %form;
}

for my $file (@files) {
	open my $data, '<:raw', $file or die "$file: $!\n";
	my $bytes = do { local $/; <$data> };
	$bytes =~ s/$others//gi if length $others;
	my $lower = lc $bytes;
	(my $joined = $bytes) =~ s/=\r?\n//g;
	(my $flat = $bytes) =~ s/\?=\r?\n[ \t]=\?[^?]*\?[bBqQ]\?//g;
	$flat =~ s/\r?\n//g;
	for my $needle (@needles) {
		my %form = forms($needle);
		for my $name (sort keys %form) {
			my $what = $form{$name};
			my $found = $name =~ /base64/ ? index($flat, $what) >= 0 || index($bytes, $what) >= 0 :
				index($lower, lc $what) >= 0 || index(lc $joined, lc $what) >= 0 ||
				index(lc $flat, lc $what) >= 0;
			print encode('UTF-8', $needle), "\t$name\t$file\n" if $found;
		}
	}
}
