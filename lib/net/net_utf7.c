/*
 * Folder names for IMAP: modified UTF-7 (RFC 3501 5.1.3), so that "Gelen Kutusu/Çağrılar"
 * is found on every server.
 */
#include <string.h>

#include "net/net_stream.h"

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";

/* A run of base64 that is being written: bits not yet put out. */
struct run {
	struct str *out;
	bool open;
	uint32_t bits;
	int n;
};

static void put_bits(struct run *r)
{
	while (r->n >= 6) {
		r->n -= 6;
		str_addc(r->out, digits[r->bits >> r->n & 63]);
	}
}

static void put_unit(struct run *r, uint32_t unit)
{
	if (!r->open)
		str_addc(r->out, '&');
	r->open = true;
	r->bits = (r->bits & 0xff) << 16 | unit;
	r->n += 16;
	put_bits(r);
}

static void close_run(struct run *r)
{
	if (!r->open)
		return;
	if (r->n > 0)
		str_addc(r->out, digits[r->bits << (6 - r->n) & 63]);
	str_addc(r->out, '-');
	r->open = false;
	r->bits = 0;
	r->n = 0;
}

char *net_utf7(struct arena *a, const char *utf8)
{
	struct str out = str_new(a);
	struct run run = { .out = &out };
	size_t left = strlen(utf8), len;

	for (; left > 0; utf8 += len, left -= len) {
		uint32_t c = utf8_decode(utf8, left, &len);

		if (c >= 0x20 && c < 0x7f) {
			close_run(&run);
			str_addc(&out, (char)c);
			if (c == '&')
				str_addc(&out, '-');
		} else if (c >= 0x10000 && c <= 0x10ffff) {
			put_unit(&run, 0xd800 + ((c - 0x10000) >> 10));
			put_unit(&run, 0xdc00 + ((c - 0x10000) & 0x3ff));
		} else {
			put_unit(&run, c < 0x10000 ? c : 0xfffd);
		}
	}
	close_run(&run);
	return str_end(&out);
}
