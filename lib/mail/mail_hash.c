/*
 * mail_hash: SHA-256 in hex.  GLib alone, so that tools which hash without
 * parsing mail load no GMime.
 */
#include "mail/mail.h"

#include <glib.h>

char *mail_sha256_hex(struct arena *a, const void *data, size_t n)
{
	GChecksum *sum = g_checksum_new(G_CHECKSUM_SHA256);
	char *hex;

	/* g_checksum_update takes a signed length. */
	for (const guchar *p = data; n > 0;) {
		size_t step = n < (1u << 30) ? n : 1u << 30;

		g_checksum_update(sum, p, (gssize)step);
		p += step;
		n -= step;
	}
	hex = arena_strdup(a, g_checksum_get_string(sum));
	g_checksum_free(sum);
	return hex;
}
