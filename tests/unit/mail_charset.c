/* Charsets as mail names, misnames and forgets them: in bodies, encoded words and parameters. */
#include "mail/mail.h"
#include "tap.h"

#include <iconv.h>

static struct arena *a;

struct bytes {
	char *s;
	size_t n;
};

static struct bytes in_charset(const char *utf8, const char *charset)
{
	iconv_t cd = iconv_open(charset, "UTF-8");
	size_t left = strlen(utf8), room = left * 8 + 64, all = room;
	char *out = arena_alloc(a, room), *in = arena_strdup(a, utf8), *to = out;

	if (cd == (iconv_t)-1 || iconv(cd, &in, &left, &to, &room) == (size_t)-1 ||
	    iconv(cd, NULL, NULL, &to, &room) == (size_t)-1)
		ok(false, "the test's own conversion");
	iconv_close(cd);
	return (struct bytes){ out, all - room };
}

static struct mail parse(const struct str *raw)
{
	struct mail m;

	mail_parse(a, raw->s, raw->len, &m);
	return m;
}

/* A body in `charset` under the label `label` (NULL: no Content-Type at all). */
static void body(const char *label, const char *charset, const char *text)
{
	struct bytes b = in_charset(text, charset);
	struct str raw = str_new(a);

	str_add(&raw, "From: a@b.example\n");
	if (label)
		str_addf(&raw, "Content-Type: text/plain; charset=%s\n", label);
	str_add(&raw, "\n");
	str_addn(&raw, b.s, b.n);
	is(parse(&raw).text, text,
	    arena_printf(a, "%s labelled %s", charset, label ? label : "not at all"));
}

static const char turkish[] =
    "Sayın yetkili, İstanbul şubemizde çalışan ağ bağlantısı üç gündür kopuk. Iğdır.";
static const char persian[] = "سلام، این پیام دربارهٔ مشکل ورود به سامانه است. لطفا کمک کنید.";
static const char arabic[] = "السلام عليكم ورحمة الله، لدي مشكلة في تسجيل الدخول الى النظام";
static const char russian[] =
    "Здравствуйте, у меня не работает вход в систему, помогите пожалуйста";
static const char japanese[] = "お世話になっております。システムにログインできません。確認をお願いします。";
static const char chinese[] = "您好，系统无法登录，请尽快处理。谢谢！";
static const char korean[] = "안녕하세요. 시스템에 로그인할 수 없습니다. 확인 부탁드립니다.";
static const char thai[] = "สวัสดีครับ ผมเข้าระบบไม่ได้";
static const char greek[] = "Καλημέρα σας, έχω πρόβλημα με τη σύνδεση";
static const char hebrew[] = "שלום, יש לי בעיה בכניסה למערכת";

static void test_honest(void)
{
	body("utf-8", "UTF-8", turkish);
	body("\"UTF-8\"", "UTF-8", persian);
	body("utf8", "UTF-8", japanese);
	body("iso-8859-9", "ISO-8859-9", turkish);
	body("windows-1254", "WINDOWS-1254", turkish);
	body("x-mac-turkish", "UTF-8", turkish);
	body("windows-1256", "WINDOWS-1256", arabic);
	body("iso-8859-6", "ISO-8859-6", "السلام عليكم ورحمة");
	body("koi8-r", "KOI8-R", russian);
	body("KOI8", "KOI8-R", russian);
	body("windows-1251", "WINDOWS-1251", russian);
	body("iso-2022-jp", "ISO-2022-JP", japanese);
	body("shift_jis", "CP932", japanese);
	body("x-sjis", "CP932", "①㈱髙橋");
	body("euc-jp", "EUC-JP", japanese);
	body("gb2312", "GB2312", chinese);
	body("gbk", "GBK", chinese);
	body("big5", "BIG5", "您好，系統無法登錄");
	body("euc-kr", "EUC-KR", korean);
	body("ks_c_5601-1987", "UHC", korean);
	body("tis-620", "TIS-620", thai);
	body("iso-8859-7", "ISO-8859-7", greek);
	body("windows-1255", "WINDOWS-1255", hebrew);
	body("iso-8859-8-i", "ISO-8859-8", hebrew);
	body("utf-7", "UTF-7", turkish);
	body("unicode-1-1-utf-7", "UTF-7", chinese);
	body("utf-16", "UTF-16", turkish);
	body("utf-16le", "UTF-16LE", "Test mesajı");
	body("macintosh", "MACINTOSH", "Grüße aus Köln");
}

static void test_lies(void)
{
	body("us-ascii", "UTF-8", persian);
	body("iso-8859-1", "UTF-8", turkish);
	body("iso-8859-9", "UTF-8", turkish);
	body("windows-1251", "UTF-8", russian);
	body("koi8-r", "UTF-8", russian);
	body("windows-1256", "UTF-8", persian);
	body("iso-8859-1", "WINDOWS-1252", "“smart” – 5 €");
	body("iso-8859-9", "WINDOWS-1254", "“akıllı” – 5 €");
	body("gb2312", "GB18030", "朱镕基 㐀 𠀀 喆");
	body("euc-kr", "UHC", "똠방각하 펲시");
	body("utf-8", "WINDOWS-1254", turkish);
	body("utf-8", "WINDOWS-1256", arabic);
	body("us-ascii", "WINDOWS-1254", turkish);
	body("unknown-8bit", "WINDOWS-1254", turkish);
	body("x-unknown", "KOI8-R", russian);
	body("no-such-charset", "UTF-8", persian);
	body("no-such-charset", "WINDOWS-1254", turkish);
	body("utf-8//IGNORE", "UTF-8", turkish);
	body("us-ascii", "ISO-2022-JP", japanese);
	body("iso-8859-1", "ISO-2022-JP", japanese);
	body("euc-jp", "UTF-8", japanese);
	body("big5", "UTF-8", chinese);
}

static void test_silence(void)
{
	body(NULL, "UTF-8", turkish);
	body(NULL, "UTF-8", persian);
	body(NULL, "WINDOWS-1254", turkish);
	body(NULL, "WINDOWS-1256", arabic);
	body(NULL, "WINDOWS-1251", russian);
	body(NULL, "KOI8-R", russian);
	body(NULL, "KOI8-R", "ТЕСТ");
	body(NULL, "WINDOWS-1252", "Žižka");
	body(NULL, "ISO-2022-JP", japanese);
}

#define RAW(bytes) bytes, sizeof bytes - 1

static void raw_body(
    const char *label, const char *bytes, size_t n, const char *want, const char *what)
{
	struct str raw = str_new(a);

	str_addf(&raw, "Content-Type: text/plain; charset=%s\n\n", label);
	str_addn(&raw, bytes, n);
	is(parse(&raw).text, want, what);
}

static void test_damaged(void)
{
	raw_body("utf-8", RAW("Çalışma \xc5 bağlantısı üç"), "Çalışma \xef\xbf\xbd bağlantısı üç",
	    "a cut character among good ones costs only itself");
	raw_body("utf-8", RAW("\xef\xbb\xbfselam"), "selam", "a byte order mark is not text");
	raw_body("utf-8", RAW("a\0b"), "a\xef\xbf\xbd" "b", "a NUL does not end the text");
	raw_body("windows-1254", RAW("\xf0\x81\xf0"), "ğ\xef\xbf\xbdğ",
	    "a byte that the charset has not");
	raw_body("iso-2022-jp", RAW("\033$B$\"\nascii"), "あ\nascii",
	    "a set left open at the end of a line");
	raw_body("iso-2022-jp", RAW("\033(I1\033(B\033$B-!\033(B"), "ｱ①",
	    "half-width kana, NEC's row 13");
	raw_body("x-mac-turkish", RAW("\xda\xdb\xdc\xdd\xde\xdf \x87"), "ĞğİıŞş á", "Mac Turkish");
}

static void subject(const char *value, const char *want)
{
	struct str raw = str_new(a);
	static int n;

	str_addf(&raw, "Subject: %s\nFrom: a@b.example\n\nx\n", value);
	is(parse(&raw).subject, want, arena_printf(a, "encoded word %d", ++n));
}

static void test_words(void)
{
	subject("=?utf-8?B?xLBzdGFuYnVs?=", "İstanbul");
	subject("=?UTF-8?q?=C4=B0stanbul_=C5=9Fubesi?=", "İstanbul şubesi");
	subject("=?utf-8*tr?Q?=C5=9Fube?=", "şube");
	subject("Re: =?utf-8?Q?=C5=9Fube?= hk.", "Re: şube hk.");
	subject("=?utf-8?Q?a?= =?utf-8?Q?b?=", "ab");
	subject("=?utf-8?Q?a?=\n =?utf-8?Q?b?=", "ab");
	subject("=?utf-8?Q?a?= b =?utf-8?Q?c?=", "a b c");
	subject("=?utf-8?Q?a?==?utf-8?Q?b?=", "ab");
	subject("Re:=?utf-8?Q?=C5=9Fube?=:hk", "Re:şube:hk");
	subject("\"=?utf-8?Q?=C5=9Fube?=\"", "\"şube\"");
	/* a character cut in half between two words */
	subject("=?utf-8?Q?=C5?= =?utf-8?Q?=9Fube?=", "şube");
	subject("=?utf-8?B?xQ==?=\n =?UTF-8?B?n3ViZQ==?=", "şube");
	subject("=?utf-8?B?xQ==?= =?utf-8?Q?=9Fube?=", "şube");
	/* a base64 group cut in half */
	subject("=?utf-8?B?xZ91Y?= =?utf-8?B?mU=?=", "şube");
	subject("=?iso-2022-jp?B?GyRCJCIbKEI=?=", "あ");
	subject("=?iso-2022-jp?B?GyRCJCI=?= =?iso-2022-jp?B?JCQbKEI=?=", "あい");
	subject("=?gb2312?B?1uzpRrv5?=", "朱镕基");
	subject("=?iso-8859-9?Q?=DEube?=", "Şube");
	subject("=?windows-1256?B?08fh48c=?=", "سالما");
	subject("=?koi8-r?B?9OXz9A==?=", "ТЕСТ");
	subject("=?unknown-8bit?Q?=C5=9Fube?=", "şube");
	subject("=?no-such?Q?=DEube?=", "Şube");
	subject("=?utf-8?Q?with blanks =C5=9F?=", "with blanks ş");
	subject("=?utf-8?Q?over\n two lines =C5=9F?=", "over two lines ş");
	subject("=?utf-8?Q?bad =ZZ escape =?=", "bad =ZZ escape =");
	subject("=?utf-8?X?abc?=", "=?utf-8?X?abc?=");
	subject("=?utf-8?Q?open", "=?utf-8?Q?open");
	subject("=?utf-8?Q?=0D=0ABcc:_x=40y?=", "Bcc: x@y");
	subject("a =?utf-8?Q?=00b?=", "a \xef\xbf\xbd" "b");
	subject("raw şube", "raw şube");
	subject("raw \xfeube", "raw şube");
	subject("raw \033$B$\"\033(B", "raw あ");
	subject("  folded\n\t subject  ", "folded  subject");
	subject("", "");
}

static void name(const char *params, const char *want)
{
	struct str raw = str_new(a);
	static int n;

	str_addf(&raw, "Content-Type: application/pdf%s\n\nx\n", params);
	is(parse(&raw).attachments[0].name, want, arena_printf(a, "file name %d", ++n));
}

static void test_names(void)
{
	name("; name=a.pdf", "a.pdf");
	name("; name=\"a b.pdf\"", "a b.pdf");
	name("; name=\"a \\\"b\\\".pdf\"", "a \"b\".pdf");
	name("; NAME=a.pdf", "a.pdf");
	name(";\n\tname=a.pdf", "a.pdf");
	name("", NULL);
	name("; name=\"\"", NULL);
	name("; name=a.pdf\nContent-Disposition: attachment; filename=b.pdf", "b.pdf");
	name("; name=a.pdf\nContent-Disposition: attachment", "a.pdf");
	name("; name=\"=?utf-8?B?w7xjcmV0LnBkZg==?=\"", "ücret.pdf");
	name("; name==?utf-8?B?w7xjcmV0LnBkZg==?=", "ücret.pdf");
	name("; name=\"=?utf-8?Q?=C3?=\n =?utf-8?Q?=BCcret.pdf?=\"", "ücret.pdf");
	name("; name*=utf-8''%C3%BCcret.pdf", "ücret.pdf");
	name("; name*=utf-8'tr'%C3%BCcret%20a.pdf", "ücret a.pdf");
	name("; name*=iso-8859-9''%FEube.pdf", "şube.pdf");
	name("; name*0*=utf-8''%C3; name*1*=%BCcret; name*2=.pdf", "ücret.pdf");
	name("; name*1=cret.pdf; name*0=\"u\"", "ucret.pdf");
	name("; name*0=abc; name*1=def.pdf", "abcdef.pdf");
	name("; name=plain.pdf; name*=utf-8''%C3%BCcret.pdf", "ücret.pdf");
	name("; name=ücret.pdf", "ücret.pdf");
	name("; name=\"\xfcret.pdf\"", "üret.pdf");
	name("; name=\"سلام دنیا.pdf\"", "سلام دنیا.pdf");
	name("; name=\"C:\\dir\\a.pdf\"", "C:dira.pdf");
	name("; name=a b c.pdf", "a b c.pdf");
	name("; name=\"open.pdf", "open.pdf");
	name("; name=\"../../etc/passwd\"", "../../etc/passwd");
	name("; name=\"a\tb.pdf\"", "a b.pdf");
}

int main(void)
{
	a = arena_new();
	test_honest();
	test_lies();
	test_silence();
	test_damaged();
	test_words();
	test_names();
	arena_free(a);
	return done();
}
