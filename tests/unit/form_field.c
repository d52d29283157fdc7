/* form: values of custom fields. */
#include "form/form.h"
#include "tap.h"

static struct arena *a;

static void keeps(const char *type, const char *value, const char *want)
{
	struct field f = { .name = "x", .type = type, .choices = "Düşük, Acil,در انتظار" };
	struct err err = { 0 };

	is(field_check(a, &f, value, &err), want, value);
}

static void refuses(const char *type, const char *value)
{
	struct field f = { .name = "öncelik", .type = type, .choices = "Düşük,Acil" };
	struct err err = { 0 };

	ok(field_check(a, &f, value, &err) == NULL && err.class == ERR_DATA &&
	    str_starts(err.text, "öncelik="), value);
}

int main(void)
{
	a = arena_new();
	keeps("text", "  two words ", "two words");
	refuses("text", "   ");
	refuses("text", "\xff");
	keeps("number", "۱۲۳", "123");
	keeps("number", "-007,50", "-7.50");
	keeps("number", "0", "0");
	keeps("number", "+3.5", "3.5");
	refuses("number", "1.2.3");
	refuses("number", "1,");
	refuses("number", "twelve");
	refuses("number", "-");
	refuses("number", "1e5");
	keeps("date", "2028-02-29", "2028-02-29");
	keeps("date", "۲۰۲۶-۱۲-۳۱", "2026-12-31");
	refuses("date", "2027-02-29");
	refuses("date", "31.12.2026");
	keeps("choice", "DÜŞÜK", "Düşük");
	keeps("choice", "acıl", "Acil");
	keeps("choice", "در انتظار", "در انتظار");
	refuses("choice", "orta");
	refuses("choice", ",");
	keeps("flag", "Evet", "yes");
	keeps("flag", "HAYIR", "no");
	keeps("flag", "خیر", "no");
	refuses("flag", "maybe");
	keeps("email", "ayşe@example.com", "ayşe@example.com");
	refuses("email", "ayşe");
	refuses("email", "a@b@c");
	refuses("email", "A <a@b>");
	keeps("phone", "+90 (212) 555-12.34", "+902125551234");
	keeps("phone", "۰۲۱ ۵۵۵۱۲", "02155512");
	refuses("phone", "12");
	refuses("phone", "call me 12345");
	refuses("phone", "12345+");
	arena_free(a);
	return done();
}
