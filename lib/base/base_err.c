/*
 * Errors are values: a class, which is also the exit status, and one sentence.
 * The first error of a chain is kept, because it names the cause.
 */
#include "base/base.h"

#include <errno.h>
#include <string.h>

static void set(struct err *err, enum err_class class, const char *fmt, va_list ap)
    __attribute__((format(printf, 3, 0)));

static void set(struct err *err, enum err_class class, const char *fmt, va_list ap)
{
	if (!err || err->class != ERR_NONE)
		return;
	err->class = class;
	vsnprintf(err->text, sizeof(err->text), fmt, ap);
}

int err_set(struct err *err, enum err_class class, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	set(err, class, fmt, ap);
	va_end(ap);
	return -1;
}

/* What goes away by itself, or when somebody makes room, deserves another try. */
static bool passes(int number)
{
	switch (number) {
	case ENOSPC:
	case EDQUOT:
	case EMFILE:
	case ENFILE:
	case ENOMEM:
	case EAGAIN:
	case ENOLCK:
		return true;
	default:
		return false;
	}
}

int err_sys(struct err *err, enum err_class class, const char *fmt, ...)
{
	int number = errno;
	size_t used;
	va_list ap;

	if (!err || err->class != ERR_NONE)
		return -1;
	va_start(ap, fmt);
	set(err, passes(number) ? ERR_TEMP : class, fmt, ap);
	va_end(ap);
	used = strlen(err->text);
	snprintf(err->text + used, sizeof(err->text) - used, ": %s", strerror(number));
	errno = number;
	return -1;
}

void err_clear(struct err *err)
{
	err->class = ERR_NONE;
	err->text[0] = '\0';
}
