#!/usr/bin/perl
# Makes base_tables.c: the tables of utf8_fold and utf8_width, from perl's Unicode data.
#   perl lib/base/base_tables.pl > lib/base/base_tables.c
# Whoever changes what folding gives raises UTF8_FOLD_VERSION in base.h.
use strict;
use warnings;
use utf8;
use feature 'fc';
use open qw(:std :encoding(UTF-8));
use Unicode::Normalize;
use Unicode::UCD;

# Letters that no decomposition takes to their base letter.
my %special;

sub special
{
	my ($to, @from) = @_;
	$special{ord $_} = $to for @from;
}
special('i', qw(ı İ));
special('l', qw(ł Ł));
special('o', qw(ø Ø));
special('d', qw(đ Đ ð Ð));
special('t', qw(ŧ Ŧ));
special('h', qw(ħ Ħ));
special('ae', qw(æ Æ));
special('oe', qw(œ Œ));
special('th', qw(þ Þ));
# Arabic, Persian, Urdu, Kurdish: yeh, kaf, heh, alef.
special("\x{6CC}", map { chr } 0x649, 0x64A, 0x6CD, 0x6CE, 0x6D0, 0x6D2);
special("\x{6A9}", map { chr } 0x643, 0x6AA);
special("\x{647}", map { chr } 0x629, 0x6BE, 0x6C0 .. 0x6C3, 0x6D5);
special("\x{627}", map { chr } 0x671);

# Marks that go: Latin, Greek, Cyrillic, Hebrew, Arabic.  Other scripts keep theirs, which are vowels.
my @marks = ([0x300, 0x36F], [0x483, 0x489], [0x591, 0x6ED], [0x8D3, 0x8FF], [0x1AB0, 0x1AFF],
    [0x1DC0, 0x1DFF], [0x20D0, 0x20FF], [0xFE00, 0xFE0F], [0xFE20, 0xFE2F]);

sub vanishes
{
	my ($c) = @_;
	my $char = chr $c;

	return 1 if $c == 0x640;
	return $c < 0xE0000 if $char =~ /\p{Cf}/ && $char !~ /\p{Prepended_Concatenation_Mark}/;
	return $char =~ /\p{Mn}|\p{Me}/ && grep { $c >= $_->[0] && $c <= $_->[1] } @marks;
}

sub fold
{
	my ($c) = @_;
	my $char = chr $c;

	return $special{$c} if exists $special{$c};
	return '' if vanishes($c);
	return Unicode::UCD::num($char) if $char =~ /\p{Nd}/;
	my $parts = NFKD(fc(NFKD($char)));
	return $parts eq $char ? $char : join '', map { fold(ord) } split //, $parts;
}

# Hangul stays whole; compatibility forms of whole Chinese characters and squared words stay too.
sub left_alone
{
	my ($c) = @_;
	return chr($c) !~ /\p{Assigned}/ || ($c >= 0x2F00 && $c <= 0x2FDF) ||
	    ($c >= 0x3200 && $c <= 0x33FF) || ($c >= 0xAC00 && $c <= 0xDFFF) ||
	    ($c >= 0xF900 && $c <= 0xFAFF) || ($c >= 0x1F100 && $c <= 0x1F2FF) || $c >= 0x20000;
}

my (%one, @many);
for my $c (0x80 .. 0x1FFFF) {
	next if left_alone($c);
	my $to = fold($c);
	next if $to eq chr $c;
	if (length $to > 1) {
		push @many, chr($c) . $to . '|';
	} else {
		$one{$c} = length $to ? ord $to : 0;
	}
}

# Neighbours that go the same way become one run: first, count, to, step, advance of to.
my @from = sort { $a <=> $b } keys %one;
my @runs;
for (my $i = 0; $i < @from;) {
	my @best = (1, 1, 0);
	for my $way ([1, 0], [1, 1], [2, 0], [2, 2]) {
		my ($step, $advance) = @$way;
		my $n = 1;
		$n++ while $i + $n < @from && $from[$i + $n] == $from[$i] + $n * $step &&
		    $one{$from[$i + $n]} == $one{$from[$i]} + $n * $advance;
		@best = ($n, $step, $advance) if $n > $best[0];
	}
	push @runs, sprintf '{0x%X,%d,0x%X,%d,%d},', $from[$i], $best[0], $one{$from[$i]}, @best[1, 2];
	$i += $best[0];
}

sub ranges
{
	my ($test) = @_;
	my (@list, $first);
	for my $c (0x80 .. 0x10FFFF, -1) {
		my $in = $c >= 0 && ($c < 0xD800 || $c > 0xDFFF) && $test->($c);
		$first = $c if $in && !defined $first;
		next if $in || !defined $first;
		push @list, sprintf '{0x%X,0x%X},', $first, $c < 0 ? 0x10FFFF : $c - 1;
		undef $first;
	}
	return @list;
}
my @zero = ranges(sub {
	my ($c) = @_;
	return $c != 0xAD && chr($c) =~ /\p{Mn}|\p{Me}|\p{Cf}|[\x{1160}-\x{11FF}]/;
});
my @wide = ranges(sub { chr($_[0]) =~ /\p{East_Asian_Width=W}|\p{East_Asian_Width=F}/ });

# Print items, as many as fit on a line.
sub lines
{
	my ($before, $after, @items) = @_;
	my $line = '';
	for my $item (@items, undef) {
		if (!defined $item || length($line) + length($item) > 86) {
			print "\t$before$line$after\n";
			$line = '';
		}
		$line .= $item if defined $item;
	}
}

print "/*\n * The tables of utf8_fold and utf8_width.  Made by base_tables.pl of Unicode ",
    Unicode::UCD::UnicodeVersion(), ": do not edit.\n */\n#include \"base/base_tables.h\"\n\n";
print "const struct fold_run fold_runs[] = {\n";
lines('', '', @runs);
print "};\nconst size_t fold_runs_n = sizeof(fold_runs) / sizeof(*fold_runs);\n\n";
print "const char fold_words[] =\n";
lines('"', '"', @many);
print ";\nconst size_t fold_words_len = sizeof(fold_words) - 1;\n\n";
for (['zero', \@zero], ['wide', \@wide]) {
	my ($name, $list) = @$_;
	print "const struct width_range width_${name}[] = {\n";
	lines('', '', @$list);
	print "};\nconst size_t width_${name}_n = sizeof(width_$name) / sizeof(*width_$name);\n";
}
