/*
 * mail_zip: the compression of raw mail in the store, as zlib's (RFC 1950).  libdeflate alone, so
 * that tools which only read the store load no GMime.
 */
#include "mail/mail.h"

#include <libdeflate.h>

enum { MAX_RATIO = 1032 };      /* deflate cannot shrink further than this */

void *mail_deflate(struct arena *a, const void *raw, size_t len, size_t *len_out)
{
	struct libdeflate_compressor *z = libdeflate_alloc_compressor(1);

	if (z == NULL)
		mem_fail();
	size_t bound = libdeflate_zlib_compress_bound(z, len);
	void *out = arena_alloc(a, bound);
	/* Into a buffer of so many bytes this cannot fail. */
	*len_out = libdeflate_zlib_compress(z, raw, len, out, bound);
	libdeflate_free_compressor(z);
	return out;
}

char *mail_inflate(struct arena *a, const void *z, size_t len, size_t raw_len, struct err *err)
{
	struct libdeflate_decompressor *d;
	enum libdeflate_result result;
	char *out;

	if (raw_len / MAX_RATIO > len) {
		err_set(err, ERR_DATA, "compressed mail is damaged: its length is wrong");
		return NULL;
	}
	out = arena_alloc(a, raw_len + 1);
	if ((d = libdeflate_alloc_decompressor()) == NULL)
		mem_fail();
	/* Without a place for the length the output must be exactly as long as the buffer. */
	result = libdeflate_zlib_decompress(d, z, len, out, raw_len, NULL);
	libdeflate_free_decompressor(d);
	if (result != LIBDEFLATE_SUCCESS) {
		err_set(err, ERR_DATA, "compressed mail is damaged");
		return NULL;
	}
	return out;
}
