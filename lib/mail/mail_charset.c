/*
 * mail_charset: text in whatever charset a mail says, does not say or says
 * wrongly, as UTF-8.  Labels are read as the WHATWG Encoding Standard does (the
 * superset stands for the set), a label that does not fit its bytes is a guess.
 */
#include "mail/mail_tree.h"

#include <errno.h>
#include <glib.h>
#include <string.h>

enum {
	MAX_LABEL = 40,
	SURE = 4,               /* UTF-8 sequences that outweigh a label of another script */
};

/* What a label stands for: an iconv name, or how its bytes are to be read first. */
struct alias {
	const char *label, *name;
};

/* The most common first. */
static const struct alias aliases[] = {
	{ "utf-8", "utf-8" },
	{ "ansi_x3.4-1968", NULL }, { "ascii", NULL }, { "us-ascii", NULL },
	{ "unknown-8bit", NULL },
	{ "x-unknown", NULL }, { "unknown", NULL }, { "default", NULL },
	{ "default_charset", NULL },
	{ "x-user-defined", NULL }, { "8bit", NULL }, { "7bit", NULL }, { "binary", NULL },
	{ "utf8", "utf-8" }, { "unicode-1-1-utf-8", "utf-8" }, { "utf-8mb4", "utf-8" },
	{ "unicode-1-1-utf-7", "utf-7" }, { "x-unicode-2-0-utf-7", "utf-7" },
	{ "iso-8859-1", "windows-1252" }, { "iso8859-1", "windows-1252" },
	{ "iso_8859-1", "windows-1252" }, { "latin1", "windows-1252" },
	{ "latin-1", "windows-1252" }, { "x-ansi", "windows-1252" }, { "cp1252", "windows-1252" },
	{ "iso-8859-9", "windows-1254" }, { "iso8859-9", "windows-1254" },
	{ "iso_8859-9", "windows-1254" }, { "latin5", "windows-1254" },
	{ "cp1254", "windows-1254" },
	{ "x-cp1254", "windows-1254" }, { "iso-8859-8-i", "windows-1255" },
	{ "iso-8859-8-e", "windows-1255" }, { "iso-8859-8", "windows-1255" },
	{ "iso-8859-6-i", "iso-8859-6" }, { "iso-8859-6-e", "iso-8859-6" },
	{ "x-cp1250", "windows-1250" }, { "x-cp1251", "windows-1251" },
	{ "gb2312", "gb18030" }, { "gbk", "gb18030" }, { "x-gbk", "gb18030" },
	{ "gb_2312-80", "gb18030" }, { "cn-gb", "gb18030" }, { "euc-cn", "gb18030" },
	{ "chinese", "gb18030" }, { "cp936", "gb18030" }, { "x-euc-cn", "gb18030" },
	{ "big5", "big5-hkscs" }, { "cn-big5", "big5-hkscs" }, { "x-x-big5", "big5-hkscs" },
	{ "big-5", "big5-hkscs" },
	{ "shift_jis", "cp932" }, { "shift-jis", "cp932" }, { "sjis", "cp932" },
	{ "x-sjis", "cp932" }, { "ms_kanji", "cp932" }, { "windows-31j", "cp932" },
	{ "cswindows31j", "cp932" }, { "euc-jp", "euc-jp-ms" }, { "x-euc-jp", "euc-jp-ms" },
	{ "iso-2022-jp-2", "iso-2022-jp" }, { "iso-2022-jp-3", "iso-2022-jp" },
	{ "iso-2022-jp-ms", "iso-2022-jp" }, { "cp50220", "iso-2022-jp" },
	{ "cp50221", "iso-2022-jp" }, { "csiso2022jp", "iso-2022-jp" },
	{ "ks_c_5601-1987", "uhc" }, { "ks_c_5601-1989", "uhc" }, { "ks_c_5601", "uhc" },
	{ "ksc5601", "uhc" }, { "ksc_5601", "uhc" }, { "ks_c-5601-1987", "uhc" },
	{ "euc-kr", "uhc" }, { "korean", "uhc" }, { "cp949", "uhc" }, { "windows-949", "uhc" },
	{ "tis-620", "cp874" }, { "windows-874", "cp874" }, { "iso-8859-11", "cp874" },
	{ "x-mac-roman", "macintosh" }, { "mac", "macintosh" },
	{ "x-mac-turkish", "x-mac-turkish" },
	{ "x-mac-ce", "mac-centraleurope" }, { "x-mac-centraleurroman", "mac-centraleurope" },
	{ "x-mac-cyrillic", "mac-cyrillic" }, { "x-mac-ukrainian", "mac-uk" },
	{ "x-mac-icelandic", "mac-is" }, { "koi8", "koi8-r" }, { "koi", "koi8-r" },
};

/* The iconv name of a label; NULL: it says nothing. */
static const char *charset_name(const char *label, char buf[MAX_LABEL])
{
	size_t n = 0;

	for (const char *p = label ? label : ""; *p && n < MAX_LABEL - 1; p++)
		if (!strchr(" \t\"'", *p))
			buf[n++] = g_ascii_tolower(*p);
	buf[n] = '\0';
	for (size_t i = 0; n > 0 && i < sizeof aliases / sizeof *aliases; i++)
		if (strcmp(aliases[i].label, buf) == 0)
			return aliases[i].name;
	/* "//" would ask iconv to transliterate or to ignore errors. */
	return n > 0 && !strchr(buf, '/') ? buf : NULL;
}

/* Scripts in which a run of bytes may by accident be valid UTF-8. */
static bool is_latin(const char *name)
{
	static const char *const latin[] = {
		"windows-1250", "windows-1252", "windows-1254", "windows-1257", "windows-1258",
		"iso-8859-2", "iso-8859-3", "iso-8859-4", "iso-8859-10", "iso-8859-13",
		"iso-8859-14", "iso-8859-15", "iso-8859-16", "macintosh", "x-mac-turkish",
		"mac-centraleurope",
	};

	for (size_t i = 0; i < sizeof latin / sizeof *latin; i++)
		if (strcmp(name, latin[i]) == 0)
			return true;
	return false;
}

struct shape {
	bool ascii, escapes, nul, japanese;
	bool utf8;              /* valid as a whole */
	size_t good, bad;       /* multi-byte sequences, bytes that fit none */
	size_t high;            /* bytes above ASCII */
};

static bool is_japanese_escape(const char *s, size_t n)
{
	return n >= 3 && s[0] == '\033' &&
	    ((s[1] == '$' && (s[2] == 'B' || s[2] == '@' || s[2] == '(')) ||
	     (s[1] == '(' && (s[2] == 'J' || s[2] == 'I')));
}

static struct shape shape_of(const char *s, size_t n)
{
	struct shape sh = { .ascii = true };

	for (size_t i = 0, len; i < n; i += len) {
		len = 1;
		if (s[i] == '\0') {
			sh.nul = true;
		} else if (s[i] == '\033') {
			sh.escapes = true;
			sh.japanese |= is_japanese_escape(s + i, n - i);
		} else if ((unsigned char)s[i] >= 0x80) {
			sh.ascii = false;
			if (utf8_decode(s + i, n - i, &len) == UTF8_BAD)
				sh.bad++;
			else
				sh.good++;
			sh.high += len;
		}
	}
	sh.utf8 = sh.bad == 0;
	return sh;
}

/*
 * Convert by iconv.  With bad NULL any unconvertible byte gives NULL, else it becomes
 * U+FFFD and is counted.
 */
static char *convert(struct arena *a, const char *s, size_t n, const char *name, size_t *bad)
{
	GIConv cd = g_iconv_open("UTF-8", name);
	struct str out = str_new(a);
	gchar *in = (gchar *)s, buf[4096];
	gsize left = n;
	bool fine = cd != (GIConv)-1;

	if (!fine)
		return NULL;
	while (fine && left > 0) {
		gchar *to = buf;
		gsize room = sizeof buf;
		gsize r = g_iconv(cd, &in, &left, &to, &room);

		str_addn(&out, buf, sizeof buf - room);
		if (r != (gsize)-1 || errno == E2BIG)
			continue;
		fine = bad != NULL;
		if (fine) {
			++*bad;
			str_add(&out, "\xef\xbf\xbd");
			in++;
			left--;
		}
	}
	if (fine) {
		gchar *to = buf;
		gsize room = sizeof buf;

		g_iconv(cd, NULL, NULL, &to, &room);
		str_addn(&out, buf, sizeof buf - room);
	}
	g_iconv_close(cd);
	return fine ? utf8_clean(a, str_end(&out), out.len) : NULL;
}

/* MacTurkish is MacRoman but for six letters; iconv does not know it. */
static char *mac_turkish(struct arena *a, const char *s, size_t n)
{
	static const char *const letters[] = { "Ğ", "ğ", "İ", "ı", "Ş", "ş" };
	struct str out = str_new(a);
	size_t bad = 0;

	for (size_t i = 0, run; i < n; i += run) {
		unsigned char c = (unsigned char)s[i];

		run = 1;
		if (c >= 0xda && c <= 0xdf) {
			str_add(&out, letters[c - 0xda]);
			continue;
		}
		while (i + run < n &&
		    ((unsigned char)s[i + run] < 0xda || (unsigned char)s[i + run] > 0xdf))
			run++;
		str_add(&out, convert(a, s + i, run, "macintosh", &bad));
	}
	return str_end(&out);
}

enum jis { JIS_ASCII, JIS_KANA, JIS_KANJI, JIS_EXTRA };

/* The set that an escape sequence at s selects, -1 if it is none; its length in *len. */
static int jis_escape(const char *s, size_t n, size_t *len)
{
	static const struct {
		const char *seq;
		enum jis set;
	} known[] = {
		{ "\033(B", JIS_ASCII }, { "\033(J", JIS_ASCII }, { "\033(H", JIS_ASCII },
		{ "\033(I", JIS_KANA }, { "\033$@", JIS_KANJI }, { "\033$B", JIS_KANJI },
		{ "\033$(D", JIS_EXTRA }, { "\033$(B", JIS_KANJI }, { "\033$(@", JIS_KANJI },
	};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		*len = strlen(known[i].seq);
		if (n >= *len && memcmp(s, known[i].seq, *len) == 0)
			return (int)known[i].set;
	}
	*len = 0;
	return -1;
}

/*
 * ISO-2022-JP by way of EUC, because mail uses more in it than iconv's converter
 * takes: NEC's row 13, half-width kana, a set that is not left at the end of a line.
 */
static char *iso_2022_jp(struct arena *a, const char *s, size_t n)
{
	struct str euc = str_new(a);
	enum jis set = JIS_ASCII;
	size_t bad = 0;

	for (size_t i = 0, len; i < n;) {
		int next = jis_escape(s + i, n - i, &len);

		if (next >= 0) {
			set = (enum jis)next;
			i += len;
			continue;
		}
		if (s[i] == '\n')
			set = JIS_ASCII;
		if (set == JIS_ASCII || s[i] <= ' ') {
			str_addc(&euc, s[i++]);
			continue;
		}
		if (set != JIS_KANJI)
			str_addc(&euc, set == JIS_KANA ? '\x8e' : '\x8f');
		str_addc(&euc, (char)(s[i++] | 0x80));
		if (set != JIS_KANA && i < n && s[i] > ' ')
			str_addc(&euc, (char)(s[i++] | 0x80));
	}
	return convert(a, str_end(&euc), euc.len, "euc-jp-ms", &bad);
}

/* The share of the most frequent letters of a language among all high bytes, in percent. */
static unsigned frequency(const size_t count[256], const char *letters)
{
	size_t all = 0, hits = 0;

	for (int c = 0x80; c < 256; c++)
		all += count[c];
	for (; *letters; letters++)
		hits += count[(unsigned char)*letters];
	return all ? (unsigned)(hits * 100 / all) : 0;
}

/* Text without a usable label that is not UTF-8: written wholly in high bytes, or Latin? */
static const char *guess(const char *s, size_t n)
{
	static const struct alias dense[] = {
		{ "\xc7\xe1\xed\xe3\xe6\xe4\xd1\xca\xc8\xcf", "windows-1256" },
		{ "\xee\xe5\xe0\xe8\xed\xf2\xf1\xf0\xe2\xeb"
		  "\xce\xc5\xc0\xc8\xcd\xd2\xd1\xd0\xc2\xcb", "windows-1251" },
		{ "\xcf\xc5\xc1\xc9\xce\xd4\xd3\xd2\xd7\xcc"
		  "\xef\xe5\xe1\xe9\xee\xf4\xf3\xf2\xf7\xec", "koi8-r" },
	};
	size_t count[256] = { 0 }, high = 0, pairs = 0;
	unsigned best = 0;
	const char *name = "windows-1254";

	for (size_t i = 0; i < n; i++) {
		bool is_high = (unsigned char)s[i] >= 0x80;

		count[(unsigned char)s[i]]++;
		high += is_high;
		pairs += is_high && i > 0 && (unsigned char)s[i - 1] >= 0x80;
	}
	if (pairs * 2 < high)
		return name;
	for (size_t i = 0; i < sizeof dense / sizeof *dense; i++) {
		unsigned f = frequency(count, dense[i].label);

		if (f > best) {
			best = f;
			name = dense[i].name;
		}
	}
	return name;
}

static char *by_guess(struct arena *a, const char *s, size_t n)
{
	const char *first = guess(s, n);
	char *out = convert(a, s, n, first, NULL);
	size_t bad = 0;

	if (!out)
		out = convert(a, s, n, "windows-1252", NULL);
	return out ? out : convert(a, s, n, first, &bad);
}

/* What is UTF-8 already needs no second look at every character. */
static char *cleaned(struct arena *a, const char *s, size_t n, const struct shape *sh)
{
	return sh->utf8 && !sh->nul ? arena_memdup(a, s, n) : utf8_clean(a, s, n);
}

/* Without a label: escapes, then UTF-8 (a few bad bytes do not matter), then a guess. */
static char *unlabelled(struct arena *a, const char *s, size_t n, const struct shape *sh)
{
	if (sh->japanese && sh->ascii)
		return iso_2022_jp(a, s, n);
	if (sh->utf8 || sh->good > sh->bad)
		return cleaned(a, s, n, sh);
	return by_guess(a, s, n);
}

static char *labelled(struct arena *a, const char *s, size_t n, const char *name)
{
	if (strcmp(name, "iso-2022-jp") == 0)
		return iso_2022_jp(a, s, n);
	if (strcmp(name, "x-mac-turkish") == 0)
		return mac_turkish(a, s, n);
	return convert(a, s, n, name, NULL);
}

/* Charsets that write more than ASCII with ASCII bytes. */
static bool is_disguised(const char *name)
{
	return strncmp(name, "utf-7", 5) == 0 || strncmp(name, "utf-16", 6) == 0 ||
	    strncmp(name, "utf-32", 6) == 0 || strncmp(name, "ucs", 3) == 0 ||
	    strncmp(name, "iso-2022", 8) == 0 || strncmp(name, "iso-10646", 9) == 0;
}

static char *to_utf8(struct arena *a, const char *s, size_t n, const char *charset)
{
	char buf[MAX_LABEL];
	const char *name = charset_name(charset, buf);
	struct shape sh = shape_of(s, n);
	size_t bad = 0;
	char *out;

	if (!name || strcmp(name, "utf-8") == 0)
		return unlabelled(a, s, n, &sh);
	if (!is_disguised(name)) {
		if (sh.ascii)
			return unlabelled(a, s, n, &sh);
		if (sh.utf8 && (is_latin(name) || sh.good >= SURE))
			return cleaned(a, s, n, &sh);
	}
	if ((out = labelled(a, s, n, name)))
		return out;
	if (sh.utf8 || sh.good > sh.bad)
		return cleaned(a, s, n, &sh);
	out = convert(a, s, n, name, &bad);
	return out && bad * 3 <= sh.high ? out : unlabelled(a, s, n, &sh);
}

char *mail_charset_text(struct arena *a, const char *s, size_t n, const char *charset)
{
	char *out = to_utf8(a, s, n, charset);

	return strncmp(out, "\xef\xbb\xbf", 3) == 0 ? out + 3 : out;
}
