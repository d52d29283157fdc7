#!/usr/bin/perl
# customers.pl FIRST N DIR GROUP...: N mails of customers in DIR, numbered from FIRST, in Turkish, Persian
# and English, each to one of the groups' addresses.  DIR/list names them: file, recipient.
# customers.pl --answer DIR FIRST: on stdin the answers they got, a line each (from, to, subject,
# Message-ID, separated by TAB): the customers write back, as ordinary clients do.
use strict;
use warnings;
use utf8;
use Encode qw(encode decode);
use MIME::Base64 qw(encode_base64);

my @people = (['Ayşe Yılmaz', 'ayse'], ['İbrahim Işık', 'ibrahim'], ['مریم رضایی', 'maryam'], ['حسن کریمی', 'hasan'],
	['Ann Smith', 'ann'], ['Görkem Çağlar', 'gorkem'], ['Liam O\'Brien', 'liam'], ['زهرا احمدی', 'zahra']);
my @subjects = ('Fatura gelmedi', 'Şifremi unuttum', 'مشکل در ورود به سامانه', 'سفارش نرسید', 'Printer on fire',
	'VPN does not connect', 'Kayıt hatası');
my @texts = ("Merhaba,\n\nIğdır şubesinde hâlâ çalışmıyor.\n", "سلام،\n\nوارد سامانه نمی‌شوم.\n",
	"Hello,\n\nit still does not work.\n");
my @prefixes = ('Re: ', 'YNT: ', 'پاسخ: ');

sub word { my ($s) = @_; return $s =~ /[^ -~]/ ? '=?UTF-8?B?' . encode_base64(encode('UTF-8', $s), '') . '?=' : $s }

sub write_mail {
	my ($dir, $i, $from, $to, $subject, $more, $text) = @_;
	my $file = sprintf '%04d.eml', $i;
	open my $out, '>:raw', "$dir/$file" or die "$dir/$file: $!\n";
	print $out "From: $from\nTo: $to\nSubject: " . word($subject) . "\n$more"
		. "Message-ID: <day.$i\@customers.example>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
		. "Content-Transfer-Encoding: 8bit\n\n" . encode('UTF-8', "${text}mail $i\n");
	close $out or die "$dir/$file: $!\n";
	return "$file $to\n";
}

my $list = '';
if ($ARGV[0] eq '--answer') {
	my ($dir, $i) = @ARGV[1, 2];
	while (defined(my $line = <STDIN>)) {
		chomp $line;
		my ($from, $to, $subject, $mid) = split /\t/, decode('UTF-8', $line);
		$list .= write_mail($dir, $i, $to, $from, $prefixes[$i % 3] . $subject, "In-Reply-To: <$mid>\n", $texts[$i % 3]);
		$i++;
	}
} else {
	my ($first, $n, $dir, @groups) = @ARGV;
	mkdir $dir;
	for my $i ($first .. $first + $n - 1) {
		my ($name, $user) = @{$people[$i % @people]};
		$list .= write_mail($dir, $i, word($name) . " <$user$i\@customers.example>", $groups[$i % @groups],
			$subjects[$i % @subjects] . " $i", '', $texts[$i % @texts]);
	}
}
my $dir = $ARGV[0] eq '--answer' ? $ARGV[1] : $ARGV[2];
open my $out, '>>', "$dir/list" or die "$dir/list: $!\n";
print $out $list;
close $out or die "$dir/list: $!\n";
