/*
 * mail_zip: the compression of raw mail in the store.  zlib alone, so that tools
 * which only read the store load no GMime.
 */
#include "mail/mail.h"

#include <limits.h>
#include <zlib.h>

enum { MAX_RATIO = 1032 };      /* deflate cannot shrink further than this */

/* Setting up its quarter of a megabyte costs as much as a short mail, so one state serves all. */
static z_stream *deflater(void)
{
	static z_stream z;
	static bool ready;
	int rc = ready ? deflateReset(&z) : deflateInit(&z, 1);

	if (rc != Z_OK)
		mem_fail();
	ready = true;
	return &z;
}

void *mail_deflate(struct arena *a, const void *raw, size_t len, size_t *len_out)
{
	z_stream *z = deflater();
	uLong bound = deflateBound(z, len);

	if (len > UINT_MAX || bound > UINT_MAX)
		mem_fail();
	z->next_out = arena_alloc(a, bound);
	z->avail_out = (uInt)bound;
	z->next_in = (Bytef *)raw;
	z->avail_in = (uInt)len;
	/* Into a buffer of deflateBound bytes this cannot fail. */
	deflate(z, Z_FINISH);
	*len_out = z->total_out;
	return z->next_out - z->total_out;
}

char *mail_inflate(struct arena *a, const void *z, size_t len, size_t raw_len, struct err *err)
{
	uLongf size = raw_len;
	char *out;

	if (raw_len / MAX_RATIO > len) {
		err_set(err, ERR_DATA, "compressed mail is damaged: its length is wrong");
		return NULL;
	}
	out = arena_alloc(a, raw_len + 1);
	if (uncompress((Bytef *)out, &size, z, len) != Z_OK || size != raw_len) {
		err_set(err, ERR_DATA, "compressed mail is damaged");
		return NULL;
	}
	return out;
}
