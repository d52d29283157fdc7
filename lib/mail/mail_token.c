/*
 * mail_token: the signed reply tokens that name a ticket ("t1042.kTOKEN").
 * GLib's HMAC alone, no GMime.
 */
#include "mail/mail.h"

#include <glib.h>
#include <string.h>

enum {
	MAC_BYTES = 10,                 /* 80 bits */
	MAC_CHARS = MAC_BYTES * 8 / 5,
	MAX_DIGITS = 18,
};

static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz234567";

static void base32(const uint8_t *in, char *out)
{
	uint32_t bits = 0;
	int have = 0;

	for (size_t i = 0; i < MAC_BYTES; i++) {
		bits = bits << 8 | in[i];
		for (have += 8; have >= 5; have -= 5)
			*out++ = alphabet[bits >> (have - 5) & 31];
	}
	*out = '\0';
}

/* Every field ends in NUL, so that no two lists of fields give the same bytes. */
static void mac(const struct mail_key *key, int64_t ticket, int64_t agent, char out[MAC_CHARS + 1])
{
	GHmac *hmac = g_hmac_new(G_CHECKSUM_SHA256, key->secret, sizeof key->secret);
	uint8_t digest[32];
	gsize len = sizeof digest;
	char numbers[64];
	int n = snprintf(numbers, sizeof numbers, "%lld%c%lld%c%c", (long long)ticket, 0,
	    (long long)agent, 0, key->id);

	g_hmac_update(hmac, (const guchar *)key->store_id, (gssize)strlen(key->store_id) + 1);
	g_hmac_update(hmac, (const guchar *)numbers, n);
	g_hmac_get_digest(hmac, digest, &len);
	g_hmac_unref(hmac);
	base32(digest, out);
}

char *mail_token(struct arena *a, const struct mail_key *key, int64_t ticket, int64_t agent)
{
	char code[MAC_CHARS + 1];

	mac(key, ticket, agent, code);
	if (agent == 0)
		return arena_printf(a, "t%lld.%c%s", (long long)ticket, key->id, code);
	return arena_printf(
	    a, "t%lld-%lld.%c%s", (long long)ticket, (long long)agent, key->id, code);
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

/* A positive decimal number without leading zeros; moves *s behind it. */
static bool number(const char **s, int64_t *out)
{
	const char *p = *s;
	int64_t v = 0;

	if (*p < '1' || *p > '9')
		return false;
	for (; *p >= '0' && *p <= '9'; p++) {
		if (p - *s >= MAX_DIGITS)
			return false;
		v = v * 10 + (*p - '0');
	}
	*s = p;
	*out = v;
	return true;
}

/* Split "t1042-7.kTOKEN" into its fields, TOKEN in lower case. */
static bool split(
    const char *s, int64_t *ticket, int64_t *agent, char *id, char code[MAC_CHARS + 1])
{
	*agent = 0;
	if (lower(*s++) != 't' || !number(&s, ticket))
		return false;
	if (*s == '-' && (s++, !number(&s, agent)))
		return false;
	if (*s++ != '.' || *s == '\0')
		return false;
	*id = lower(*s++);
	for (size_t i = 0; i < MAC_CHARS; i++, s++) {
		if (*s == '\0' || !strchr(alphabet, lower(*s)))
			return false;
		code[i] = lower(*s);
	}
	code[MAC_CHARS] = '\0';
	return *s == '\0' || *s == '.' || *s == '@';
}

bool mail_token_check(const char *s, const struct mail_key *keys, size_t keys_n,
    int64_t *ticket_out, int64_t *agent_out)
{
	char code[MAC_CHARS + 1], want[MAC_CHARS + 1], id;
	int64_t ticket, agent;

	if (!split(s, &ticket, &agent, &id, code))
		return false;
	for (size_t i = 0; i < keys_n; i++) {
		if (keys[i].id != id)
			continue;
		mac(&keys[i], ticket, agent, want);
		if (!mem_equal(code, want, MAC_CHARS))
			continue;
		*ticket_out = ticket;
		*agent_out = agent;
		return true;
	}
	return false;
}
