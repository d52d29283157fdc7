/* What the store and the desk need of lib/mail without GMime: libdeflate, hashes, tokens, addresses. */
#include "mail/mail.h"
#include "tap.h"

#include <stdlib.h>

static void test_zip(struct arena *a)
{
	static const char *const texts[] = { "", "x", "Merhaba dünya", "سلام دنیا" };
	struct err err = { 0 };
	size_t z_len;
	void *z;
	char *big = malloc(3000000);

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		z = mail_deflate(a, texts[i], strlen(texts[i]), &z_len);
		is(mail_inflate(a, z, z_len, strlen(texts[i]), &err), texts[i],
		    "inflate gives back");
	}
	memset(big, 'a', 3000000);
	z = mail_deflate(a, big, 3000000, &z_len);
	ok(z_len < 100000, "deflate makes it small");
	ok(memcmp(mail_inflate(a, z, z_len, 3000000, &err), big, 3000000) == 0, "a big mail");
	ok(!mail_inflate(a, z, z_len, 2999999, &err) && err.class == ERR_DATA,
	    "too long is refused");
	err_clear(&err);
	ok(!mail_inflate(a, z, z_len, 3000001, &err) && err.class == ERR_DATA,
	    "too short is refused");
	err_clear(&err);
	ok(!mail_inflate(a, z, z_len, (size_t)1 << 50, &err) && err.class == ERR_DATA,
	    "an impossible length is refused before memory is taken");
	err_clear(&err);
	ok(!mail_inflate(a, z, z_len / 2, 3000000, &err) && err.class == ERR_DATA, "cut data");
	err_clear(&err);
	ok(!mail_inflate(a, "", 0, 10, &err) && err.class == ERR_DATA, "no data");
	free(big);
}

static void test_hash(struct arena *a)
{
	is(mail_sha256_hex(a, "", 0),
	    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
	    "sha256 of nothing");
	is(mail_sha256_hex(a, "abc", 3),
	    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", "sha256 of abc");
}

static void test_token(struct arena *a)
{
	struct mail_key keys[2] = {
		{ .id = 'b', .store_id = "store1", .secret = { 1, 2, 3 } },
		{ .id = 'a', .store_id = "store1", .secret = { 9, 8, 7 } },
	};
	struct mail_key other = { .id = 'b', .store_id = "store2", .secret = { 1, 2, 3 } };
	int64_t ticket = 0, agent = 0;
	char *t = mail_token(a, &keys[0], 1042, 0);
	char *t7 = mail_token(a, &keys[1], 1042, 7);

	ok(strlen(t) == strlen("t1042.b") + 16 && str_starts(t, "t1042.b"),
	    "form for the requester");
	ok(str_starts(t7, "t1042-7.a") && strlen(t7) == strlen("t1042-7.a") + 16,
	    "form for an agent");
	ok(mail_token_check(t, keys, 2, &ticket, &agent) && ticket == 1042 && agent == 0,
	    "accepted");
	ok(mail_token_check(t7, keys, 2, &ticket, &agent) && ticket == 1042 && agent == 7,
	    "accepted by the second key");
	for (char *p = t7; *p; p++)
		if (*p >= 'a' && *p <= 'z')
			*p -= 'a' - 'A';
	ok(mail_token_check(t7, keys, 2, &ticket, &agent), "case does not matter");
	ok(mail_token_check(arena_printf(a, "%s@tk.example", t), keys, 2, &ticket, &agent),
	    "before @");
	ok(mail_token_check(arena_printf(a, "%s.x", t), keys, 2, &ticket, &agent), "before a dot");
	ok(!mail_token_check(arena_printf(a, "%sx", t), keys, 2, &ticket, &agent),
	    "nothing behind it");
	ok(!mail_token_check(arena_printf(a, "t1043%s", t + 5), keys, 2, &ticket, &agent),
	    "another ticket");
	ok(!mail_token_check(arena_printf(a, "t1042-7%s", t + 5), keys, 2, &ticket, &agent),
	    "another audience");
	ok(!mail_token_check(arena_printf(a, "t1042.a%s", t + 7), keys, 2, &ticket, &agent),
	    "another key id");
	ok(!mail_token_check(t, &other, 1, &ticket, &agent), "another store");
	ok(!mail_token_check(t, &keys[1], 1, &ticket, &agent), "a key that is gone");
	for (size_t n = 0; n < strlen(t); n++)
		if (mail_token_check(arena_strndup(a, t, n), keys, 2, &ticket, &agent))
			ok(false, "a cut token is refused");
	t[strlen(t) - 1] = t[strlen(t) - 1] == 'a' ? 'b' : 'a';
	ok(!mail_token_check(t, keys, 2, &ticket, &agent), "one character wrong");
	ok(!mail_token_check("t01042.b", keys, 2, &ticket, &agent), "leading zero");
	ok(!mail_token_check(
	       "t99999999999999999999999.baaaaaaaaaaaaaaaa", keys, 2, &ticket, &agent),
	    "a number too large");
}

static void test_address_ok(struct arena *a)
{
	static const char *const good[] = {
		"ali@example.com", "ali.veli+t1042.kabc@example.com.tr", "a@localhost",
		"çağrı@örnek.com.tr", "کاربر@مثال.ایران", "x@[192.0.2.1]", "o'brien@example.ie",
		"docomo..x.@docomo.ne.jp", "\"#fax*49\"@example.com",
	};
	static const char *const bad[] = {
	    "",
	    "ali",
	    "@example.com",
	    "ali@",
	    "a b@example.com",
	    "ali@example.com\n",
	    "ali@exa mple.com",
	    "-oQ@example.com",
	    "ali@-x.com",
	    "ali@x-.com",
	    "ali@x..com",
	    "ali@example.com.",
	    "ali@@example.com",
	    "a@b@c.com",
	    "<ali@example.com>",
	    "ali@example.com,",
	    "=?utf-8?Q?ali?=@example.com",
	    "\"a b\"@example.com",
	    "\"a@b\"@example.com",
	    "\"-a\"@example.com",
	    "\"\"@example.com",
	    "ali\xff@example.com",
	    "ali\xc2\xa0@example.com",
	    "ali\xe2\x80\xae@example.com",
	    "x@[]",
	    "x@[192.0.2.1",
	    "ali\x7f@example.com",
	};

	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		ok(mail_address_ok(good[i]), good[i]);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		ok(!mail_address_ok(bad[i]), arena_printf(a, "refused: %zu", i));
	ok(!mail_address_ok(NULL), "no address");
	ok(!mail_address_ok(arena_printf(a, "%065d@example.com", 1)), "local part too long");
	ok(!mail_address_ok(arena_printf(a, "a@%0250d.com", 1)), "host too long");
}

int main(void)
{
	struct arena *a = arena_new();

	test_zip(a);
	test_hash(a);
	test_token(a);
	test_address_ok(a);
	arena_free(a);
	return done();
}
