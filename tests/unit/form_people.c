/* CSV, vCards and phone numbers. */
#include "form/form.h"
#include "tap.h"

static struct arena *a;

/* All rows, fields between "|", rows ended by "/" and the line they begin at; faults in "!". */
static const char *rows(const char *text)
{
	struct str out = str_new(a);
	struct csv_row row;
	struct csv c;

	csv_open(&c, text, strlen(text));
	while (csv_next(&c, a, &row)) {
		if (row.fault != NULL)
			str_addf(&out, "!%s", row.fault);
		for (size_t i = 0; row.fault == NULL && i < row.fields.n; i++)
			str_addf(&out, "%s%s", i > 0 ? "|" : "", row.fields.v[i]);
		str_addf(&out, "/%lld ", (long long)row.line);
	}
	return str_end(&out);
}

static void test_csv(void)
{
	static const struct { const char *in, *out; } table[] = {
		{ "", "" },
		{ "a,b\n", "a|b/1 " },
		{ "a,b", "a|b/1 " },
		{ "a,b\r\nc,d\r\n", "a|b/1 c|d/2 " },
		{ "\xef\xbb\xbf" "ad;e-posta\n", "ad|e-posta/1 " },
		{ "a\tb;c\td\n", "a|b;c|d/1 " },
		{ "\"a;b;c\",d\n", "a;b;c|d/1 " },
		{ ",,\n", "||/1 " },
		{ "\"\",x\n", "|x/1 " },
		{ "\"a \"\"b\"\" c\",d\n", "a \"b\" c|d/1 " },
		{ "\"bir\niki\",x\nson,y\n", "bir\niki|x/1 son|y/3 " },
		{ "a\n\nb\n", "a/1 /2 b/3 " },
		{ "x,y\n\"a,b\nc,d\n", "x|y/1 !a quote is not closed/2 c|d/3 " },
		{ "x,y\n\"a\"b,c\nd,e\n", "x|y/1 !text behind a closing quote/2 d|e/3 " },
		{ "x,y\n\xfe,b\nd,e\n", "x|y/1 !not UTF-8 (iconv -f windows-1254 -t utf-8 may help)/2"
		    " d|e/3 " },
		{ "نام,شهر\nسارا,شیراز\n", "نام|شهر/1 سارا|شیراز/2 " },
		{ "a \"b\" c,d\n", "a \"b\" c|d/1 " },
	};

	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
		is(rows(table[i].in), table[i].out, table[i].in);
}

static void test_csv_out(void)
{
	static const char *const fields[] = { "düz", "a,b", "tırnak \"x\"", "iki\nsatır", "", " boş",
		"a;b" };
	struct str out = str_new(a);
	struct csv_row row;
	struct csv c;

	for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
		csv_add(&out, fields[i], i == 0);
	csv_open(&c, out.s, out.len);
	csv_next(&c, a, &row);
	is_int((long long)row.fields.n, (long long)(sizeof fields / sizeof fields[0]), "all come back");
	for (size_t i = 0; i < row.fields.n; i++)
		is(row.fields.v[i], fields[i], fields[i]);
}

static const char *cards(const char *text)
{
	struct str out = str_new(a);
	struct vcard v;
	struct card c;

	vcard_open(&v, text, strlen(text));
	while (vcard_next(&v, a, &c)) {
		str_addf(&out, "%lld", (long long)c.line);
		if (c.fault != NULL)
			str_addf(&out, "!%s", c.fault);
		else
			str_addf(&out, " %s|%s|%s|%s|%s", c.name == NULL ? "" : c.name,
			    c.emails.n > 0 ? c.emails.v[0] : "", c.phones.n > 0 ? c.phones.v[0] : "",
			    c.organisation == NULL ? "" : c.organisation,
			    c.note == NULL ? "" : c.note);
		str_addc(&out, '/');
	}
	return str_end(&out);
}

#define CARD(lines) "BEGIN:VCARD\r\n" lines "END:VCARD\r\n"

static void test_vcard(void)
{
	static const struct { const char *in, *out; } table[] = {
		{ "", "" },
		{ "metin\n", "" },
		{ CARD("FN:Ayşe\r\nEMAIL:a@b\r\n"), "1 Ayşe|a@b|||/" },
		{ "x\n" CARD("FN:A\r\n") CARD("FN:B\r\n"), "2 A||||/5 B||||/" },
		{ CARD("N:Demir;Ayşe;Gül;Dr.;\r\n"), "1 Ayşe Gül Demir||||/" },
		{ CARD("FN:Ada\r\nN:B;C\r\n"), "1 Ada||||/" },
		{ CARD("NOTE:bir\\, iki\\nüç\r\nORG:A\\;B;C\r\n"), "1 |||A;B|bir, iki\nüç/" },
		{ CARD("NOTE:uzun s\r\n atır\r\n"), "1 ||||uzun satır/" },
		{ CARD("EMAIL:a@b\r\nEMAIL;PREF=1:c@d\r\n"), "1 |c@d|||/" },
		{ CARD("EMAIL:a@b\r\nx.EMAIL;TYPE=home,pref:c@d\r\n"), "1 |c@d|||/" },
		{ CARD("TEL;TYPE=\"cell\";VALUE=uri:tel:+90-5\r\n"), "1 ||mobile:+90-5||/" },
		{ CARD("TEL;WORK:1 2 3\r\n"), "1 ||work:1 2 3||/" },
		{ CARD("FN;ENCODING=QUOTED-PRINTABLE:=C3=\r\n=87a\r\n"), "1 Ça||||/" },
		{ CARD("FN;QUOTED-PRINTABLE:a=00b=4\r\n"), "1 a=00b=4||||/" },
		{ CARD("FN:\xfe\r\n") CARD("FN:iyi\r\n"), "1!not UTF-8/4 iyi||||/" },
		{ "BEGIN:VCARD\nFN:x\n", "1!the card does not end/" },
		{ "BEGIN:VCARD", "1!the card does not end/" },
		{ "BEGIN:VCARD\nFN:x\nBEGIN:VCARD\nFN:y\nEND:VCARD", "1!the card does not end/3 y||||/" },
	};

	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
		is(cards(table[i].in), table[i].out, table[i].in);
}

static void test_vcard_out(void)
{
	struct person_address address = { .address = "سارا@example.ir" };
	struct person_phone phone = { "90", "+90 532", "mobile" };
	struct person p = { .name = "Çok, uzun; bir\\isim ki satıra sığmaz ve katlanır, evet katlanır",
		.addresses = &address, .addresses_n = 1, .phones = &phone, .phones_n = 1,
		.note = "iki\nsatır" };
	struct str out = str_new(a);

	vcard_add(&out, &p);
	is(cards(out.s), arena_printf(a, "1 %s|%s|mobile:+90 532||iki\nsatır/", p.name,
	    address.address), "what is written is read as the same");
	for (char *rest = out.s, *line; (line = str_cut(&rest, '\n')) != NULL;)
		if (strlen(line) > 80)
			is(line, "", "a line is folded");
}

static void test_phones(void)
{
	static const struct { const char *in, *country, *out; } table[] = {
		{ "+90 (532) 111 22 33", "", "905321112233" },
		{ "0090 532 111 22 33", "90", "905321112233" },
		{ "0532-111.22/33", "90", "905321112233" },
		{ "0532 111 22 33", "", "05321112233" },
		{ "tel:+49-(0)30-1234", "90", "49301234" },
		{ "+98 ۲۱ ۱۲۳۴", "90", "98211234" },
		{ "444 0 123", "90", "4440123" },
		{ "0212 555 66 77 dahili 12", "90", "902125556677" },
		{ "12", "90", NULL },
		{ "yok", "90", NULL },
		{ "123456789012345678901234567890", "", "12345678901234567890" },
	};

	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
		is(phone_number(a, table[i].in, table[i].country), table[i].out, table[i].in);
}

int main(void)
{
	a = arena_new();
	test_csv();
	test_csv_out();
	test_vcard();
	test_vcard_out();
	test_phones();
	arena_free(a);
	return done();
}
