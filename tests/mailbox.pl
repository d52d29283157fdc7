#!/usr/bin/perl
# mailbox.pl SEED N DIR: N different mails in DIR, in Turkish, Persian and English: threads, mails without
# Message-ID, attachments; some come twice, the second time for another recipient.  DIR/list names them
# in order of arrival, a line each: file, recipient.  The same seed gives the same mails.
use strict;
use warnings;
use utf8;
use MIME::Base64 qw(encode_base64);
use Encode qw(encode);

my ($seed, $n, $dir) = @ARGV;
die "usage: mailbox.pl SEED N DIR\n" unless defined $dir;
my $state = $seed;

# Perl's own rand() differs between versions
sub chance { $state = ($state * 1103515245 + 12345) % 2147483648; return int($state / 65536) % $_[0] }
sub any { return $_[chance(scalar @_)] }

my @people = (['Ayşe Yılmaz', 'ayse@example.org'], ['İbrahim Işık', 'ibrahim@example.org'],
	['مریم رضایی', 'maryam@example.net'], ['Ann Smith', 'ann@example.com'], ['', 'plain@example.com']);
my @subjects = ('Fatura gelmedi', 'Şifremi unuttum', 'مشکل در ورود به سامانه', 'سفارش ۱۲۳', 'Printer on fire',
	'VPN does not connect', 'Kayıt hatası');
my @texts = ("Merhaba,\n\nfatura bu ay da gelmedi. Iğdır şubesi.\n", "سلام،\n\nوارد سامانه نمی‌شوم.\n",
	"Hello,\n\nit still does not work.\n", "İyi günler, ekte dosya var.\n\n-- \nAyşe\n");

sub word { my ($s) = @_; return $s =~ /[^ -~]/ ? '=?UTF-8?B?' . encode_base64(encode('UTF-8', $s), '') . '?=' : $s }

sub body {
	my ($i) = @_;
	my $text = any(@texts) . "numara $i, $seed\n";
	my $kind = chance(5);
	if ($kind == 0) {
		my $file = join '', map { chr(chance(256)) } 1 .. 50 + chance(3000);
		return "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"b$i\"\n\n--b$i\n"
			. "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n" . encode('UTF-8', $text)
			. "\n--b$i\nContent-Type: application/octet-stream; name=\"f$i.bin\"\nContent-Transfer-Encoding: base64\n"
			. "Content-Disposition: attachment; filename=\"f$i.bin\"\n\n" . encode_base64($file) . "\n--b$i--\n";
	}
	return "MIME-Version: 1.0\nContent-Type: text/plain; charset=iso-8859-9\n\n" . encode('iso-8859-9', "Günaydın, $i, $seed\n")
		if $kind == 1;
	return "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n" . encode('UTF-8', $text);
}

my (@ids, @list);
for my $i (1 .. $n) {
	my ($name, $address) = @{any(@people)};
	my $id = "m$i.$seed\@mailbox.example";
	my $subject = any(@subjects);
	my $head = "From: " . ($name ne '' ? word($name) . " <$address>" : $address) . "\nTo: support\@example.com\n";
	$head .= sprintf "Date: Mon, %02d Jun 2026 %02d:%02d:%02d +0300\n", 1 + $i % 28, $i / 3600 % 24, $i / 60 % 60, $i % 60;
	if (@ids && chance(3) == 0) {
		my $parent = any(@ids);
		$subject = any('Re: ', 'YNT: ', 'پاسخ: ') . $subject;
		$head .= "In-Reply-To: <$parent>\nReferences: <$parent>\n";
	}
	if (chance(8) != 0) {
		$head .= "Message-ID: <$id>\n";
		push @ids, $id;
	}
	my $file = sprintf '%05d.eml', $i;
	open my $out, '>:raw', "$dir/$file" or die "$dir/$file: $!\n";
	print $out $head, 'Subject: ', word($subject), "\n", body($i);
	close $out or die "$dir/$file: $!\n";
	push @list, "$file support\@example.com";
	push @list, "$file satis\@example.com" if chance(10) == 0;
}
open my $out, '>', "$dir/list" or die "$dir/list: $!\n";
print $out "$_\n" for @list;
close $out or die "$dir/list: $!\n";
