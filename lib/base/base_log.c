/*
 * What goes to people: diagnostics of a tool, the log, progress.  One line each,
 * whatever the text holds, because parts of it come from mail.
 */
#include "base/base.h"

#include <string.h>
#include <syslog.h>
#include <unistd.h>

static bool to_syslog;

/* C0, DEL, C1 and the bidi controls are written out. */
static bool harmful(uint32_t c)
{
	return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x61C || c == 0x200E || c == 0x200F ||
	    (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

static void escape(const char *s, char *out, size_t room)
{
	size_t n = strlen(s), used = 0, len;

	for (size_t i = 0; i < n && used + 12 < room; i += len) {
		uint32_t c = utf8_decode(s + i, n - i, &len);

		if (c == UTF8_BAD)
			c = (unsigned char)s[i];
		else if (!harmful(c)) {
			memcpy(out + used, s + i, len);
			used += len;
			continue;
		}
		used += (size_t)snprintf(out + used, room - used, c < 0x100 ? "\\x%02X" : "\\u{%X}",
		    (unsigned)c);
	}
	out[used] = '\0';
}

static void format_line(char *out, size_t room, const char *fmt, va_list ap)
    __attribute__((format(printf, 3, 0)));

static void format_line(char *out, size_t room, const char *fmt, va_list ap)
{
	char text[1200];

	vsnprintf(text, sizeof(text), fmt, ap);
	escape(text, out, room);
}

void tool_warn(const char *fmt, ...)
{
	char line[2400];
	va_list ap;

	va_start(ap, fmt);
	format_line(line, sizeof(line), fmt, ap);
	va_end(ap);
	fprintf(stderr, "%s: %s\n", tool_name(), line);
}

void log_to_syslog(void)
{
	openlog(tool_name(), LOG_PID, LOG_MAIL);
	to_syslog = true;
}

void log_line(const char *fmt, ...)
{
	char line[2400];
	va_list ap;

	va_start(ap, fmt);
	format_line(line, sizeof(line), fmt, ap);
	va_end(ap);
	if (to_syslog)
		syslog(LOG_NOTICE, "%s", line);
	else
		fprintf(stderr, "%s: %s\n", tool_name(), line);
}

void progress(const char *what, int64_t done, int64_t total)
{
	if (tool_options.quiet || !isatty(2))
		return;
	fprintf(stderr, "\r%s: %lld of %lld%s", what, (long long)done, (long long)total,
	    done >= total ? "\n" : "");
}
