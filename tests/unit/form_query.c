/* Queries: what parses to which tree, and how errors name their place. */
#include "form/form.h"
#include "tap.h"

#include <stdlib.h>
#include <time.h>

#define NOW INT64_C(1767614400)         /* 2026-01-05T12:00:00Z */

static struct arena *a;

static void show(struct str *out, const struct query *q);

static void show_term(struct str *out, const struct query *q)
{
	str_addf(out, "%s:", q->key);
	for (size_t i = 0; i < q->values_n; i++)
		str_addf(out, "%s%s", i ? "," : "", q->values[i]);
	if (q->phrase)
		str_add(out, " exactly");
	if (q->range && q->has_lo)
		str_addf(out, "%lld", (long long)q->lo);
	if (q->range)
		str_add(out, "..");
	if (q->range && q->has_hi)
		str_addf(out, "%lld", (long long)q->hi);
}

static void show_kids(struct str *out, const struct query *q, const char *name)
{
	str_addf(out, "(%s", name);
	for (size_t i = 0; i < q->kids_n; i++) {
		str_addc(out, ' ');
		show(out, q->kids[i]);
	}
	str_addc(out, ')');
}

static void show(struct str *out, const struct query *q)
{
	static const char *const names[] = {
	    [QUERY_AND] = "and", [QUERY_OR] = "or", [QUERY_NOT] = "not"};

	if (q->op == QUERY_TERM)
		show_term(out, q);
	else if (q->op == QUERY_TEXT)
		str_addf(out, q->phrase ? "\"%s\"" : "%s*", q->values[0]);
	else
		show_kids(out, q, names[q->op]);
}

static const char *parsed_by(
    const char *text, const char *me, enum err_class *class_out, bool *has_key)
{
	struct err err = {0};
	struct str out = str_new(a);
	struct query *q;

	*class_out = ERR_NONE;
	if (query_parse(a, text, me, NOW, &q, has_key, &err) == 0) {
		show(&out, q);
		return str_end(&out);
	}
	*class_out = err.class;
	return arena_strdup(a, err.text);
}

static void parses(const char *text, const char *tree)
{
	enum err_class class;
	bool has_key;

	is(parsed_by(text, "ali", &class, &has_key), tree, text);
	is_int(class, ERR_NONE, text);
}

static void fails(const char *text, const char *message)
{
	enum err_class class;
	bool has_key;

	is(parsed_by(text, "ali", &class, &has_key), message, text);
	is_int(class, ERR_USAGE, text);
}

static void test_words(void)
{
	parses("", "(and)");
	parses("  ", "(and)");
	parses("fatura", "fatura*");
	parses("a b  c", "(and a* b* c*)");
	parses("a and b", "(and a* b*)");
	parses("a b or c d", "(or (and a* b*) (and c* d*))");
	parses("a or b or c", "(or a* b* c*)");
	parses("not a b", "(and (not a*) b*)");
	parses("NOT (a OR b) c", "(and (not (or a* b*)) c*)");
	parses("((a))", "a*");
	parses("\"iki kelime\" x", "(and \"iki kelime\" x*)");
	parses("\"say \\\"hi\\\"\"", "\"say \"hi\"\"");
	parses("\"or\"", "\"or\"");
	parses("12:30", "12:30*");
	parses("order", "order*");
	parses("مشکل ورود", "(and مشکل* ورود*)");
	parses("foo(bar)", "(and foo* bar*)");
}

static void test_keys(void)
{
	parses("status:open", "status:open");
	parses("STATUS:Open,closed", "status:open,closed");
	parses("group:\"Kullanıcı Yönetimi\"", "group:Kullanıcı Yönetimi");
	parses("tag:a,\"b c\",d x", "(and tag:a,b c,d x*)");
	parses("(status:open or tag:vip)", "(or status:open tag:vip)");
	parses("agent:me", "agent:ali");
	parses("agent:none,me", "agent:none,ali");
	parses("agent:\"me\"", "agent:me");
	parses("sender:me", "sender:ali");
	parses("text:word", "word*");
	parses("text:word,\"two words\"", "(or word* \"two words\")");
	parses("subject:vpn", "subject:vpn");
	parses("subject:\"uzak masa\",vpn", "(or subject:uzak masa exactly subject:vpn)");
	parses("is:unassigned,overdue", "is:unassigned,overdue");
	parses("has:attachment sla:breached", "(and has:attachment sla:breached)");
	parses("field.host:pc-7", "field.host:pc-7");
	parses("field.İl:Ankara", "field.İl:Ankara");
	parses("@mine", "@:mine");
	parses("not @\"my own\"", "(not @:my own)");
	parses("kind:idea channel:phone level:non-member",
	    "(and kind:idea channel:phone level:non-member)");
	parses("from:a@example.com", "from:a@example.com");
}

static void test_ranges(void)
{
	parses("created:7d", "created:1767009600..1767614400");
	parses("created:7d..", "created:1767009600..");
	parses("created:..7d", "created:..1767009600");
	parses("created:30d..7d", "created:1765022400..1767009600");
	parses("created:2026-01-01", "created:1767225600..1767311999");
	parses("created:2026-01-01..2026-01-31", "created:1767225600..1769903999");
	parses("created:2026-01-01T10:00:00Z..", "created:1767261600..");
	parses("closed:1767225600..", "closed:1767225600..");
	parses("updated:90", "updated:1767614310..1767614400");
	parses("due:..2h", "due:..1767621600");
	parses("due:2h", "due:1767614400..1767621600");
	parses("due:1d..3d", "due:1767700800..1767873600");
	parses("idle:3d..", "idle:259200..");
	parses("idle:3d", "idle:259200..");
	parses("idle:1h..1d12h", "idle:3600..129600");
	parses("idle:..90", "idle:..90");
	parses("id:5", "id:5..5");
	parses("id:5,7..9", "(or id:5..5 id:7..9)");
}

static void test_errors(void)
{
	fails("status:opne",
	    "query, column 8: status is one of open, pending, closed, locked, not opne");
	fails("ışık statsu:open", "query, column 6: no such key: statsu (see tk-query(7))");
	fails("http://example.com", "query, column 1: no such key: http (see tk-query(7))");
	fails("agent:", "query, column 7: agent: a value is missing");
	fails("agent:a,,b", "query, column 9: agent: a value is missing");
	fails("(a b", "query, column 1: the closing bracket is missing");
	fails("a b)", "query, column 4: no bracket is open here");
	fails("a or", "query, column 5: a term is missing");
	fails("not", "query, column 4: a term is missing");
	fails("()", "query, column 2: a term is missing");
	fails("x \"abc", "query, column 3: the closing \" is missing");
	fails("tag:\"a\"\"b\"", "query, column 8: a blank or comma is missing before the \"");
	fails("@", "query, column 1: the name of a saved query is missing");
	fails("created:yesterday",
	    "query, column 9: created takes a day (2026-01-31), a time or a duration (7d), "
	    "or two of them with .. between, not yesterday");
	fails("created:2026-02-30",
	    "query, column 9: created takes a day (2026-01-31), a time or a duration (7d), "
	    "or two of them with .. between, not 2026-02-30");
	fails("idle:..",
	    "query, column 6: idle takes a duration (3d), or two of them with .. between, not ..");
	fails("id:x", "query, column 4: id takes a number, or two of them with .. between, not x");
	fails("created:2026-02-01..2026-01-01",
	    "query, column 9: created: the range ends before it begins");
	fails("a \xff", "query: not UTF-8");
}

static void test_bounds(void)
{
	enum err_class class;
	char *deep = arena_alloc(a, 201), *wide = arena_alloc(a, 70001);
	bool has_key;

	memset(deep, '(', 200);
	parsed_by(deep, NULL, &class, &has_key);
	is_int(class, ERR_USAGE, "200 brackets are refused");
	for (int i = 0; i < 50; i++)
		memcpy(deep + 4 * i, "not ", 4);
	memcpy(deep + 196, "a", 2);
	parsed_by(deep, NULL, &class, &has_key);
	is_int(class, ERR_NONE, "49 nots are fine");
	memset(wide, 'a', 70000);
	parsed_by(wide, NULL, &class, &has_key);
	is_int(class, ERR_USAGE, "70,000 bytes are refused");
	for (int i = 0; i < 30000; i++)
		memcpy(wide + 2 * i, "a ", 2);
	wide[60000] = '\0';
	parsed_by(wide, NULL, &class, &has_key);
	is_int(class, ERR_USAGE, "30,000 words are refused");
}

static void test_key_and_me(void)
{
	enum err_class class;
	bool has_key;

	parsed_by("1O42", NULL, &class, &has_key);
	ok(!has_key, "a bare word is no key");
	parsed_by("a (b or not text:c)", NULL, &class, &has_key);
	ok(has_key, "a key inside brackets counts");
	parsed_by("agent:me", NULL, &class, &has_key);
	is_int(class, ERR_NOUSER, "agent:me without an agent is 67");
}

static void test_zone(void)
{
	setenv("TZ", "Europe/Istanbul", 1);
	tzset();
	parses("created:2026-01-01", "created:1767214800..1767301199");
	setenv("TZ", "Europe/Berlin", 1);
	tzset();
	parses("created:2026-03-29", "created:1774738800..1774821599");
	setenv("TZ", "UTC", 1);
	tzset();
}

int main(void)
{
	setenv("TZ", "UTC", 1);
	tzset();
	a = arena_new();
	test_words();
	test_keys();
	test_ranges();
	test_errors();
	test_bounds();
	test_key_and_me();
	test_zone();
	arena_free(a);
	return done();
}
