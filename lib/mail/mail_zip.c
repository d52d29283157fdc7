/*
 * mail_zip: the compression of raw mail in the store.  zlib alone, so that tools
 * which only read the store load no GMime.
 */
#include "mail/mail.h"

#include <zlib.h>

enum { MAX_RATIO = 1032 };      /* deflate cannot shrink further than this */

void *mail_deflate(struct arena *a, const void *raw, size_t len, size_t *len_out)
{
	uLongf size = compressBound(len);
	Bytef *out = arena_alloc(a, size);

	/* Level 1 into a buffer of compressBound bytes fails only for want of memory. */
	if (compress2(out, &size, raw, len, 1) != Z_OK)
		mem_fail();
	*len_out = size;
	return out;
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
