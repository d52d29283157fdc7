/*
 * mail_list: address lists (RFC 5322 section 3.4) as headers and people write
 * them.  Not GMime's parser, because that recurses by group and decodes an encoded
 * word into an address, which would let anybody pass for anybody.  Here an address
 * stays as it is written; only display names are decoded.  One pass, no recursion.
 */
#include "mail/mail_tree.h"

#include <string.h>

enum { MAX_MAILBOXES = 5000, MAX_ITEM = 8192 };

struct scan {
	struct arena *arena;
	const char *charset;
	const char *p, *end;
	bool open_quote, open_comment;  /* one was never closed: the rest are plain characters */
	/* the mailbox that is being read */
	struct str phrase;              /* atoms and quoted strings as written */
	struct str comment, angle;
	bool has_angle;
	struct mailboxes *out;
};

/* Behind the quoted string that starts at p; p + 1 if it never ends. */
static const char *quote_end(struct scan *sc, const char *p)
{
	for (const char *q = p + 1; !sc->open_quote && q < sc->end; q++) {
		if (*q == '\\' && q + 1 < sc->end)
			q++;
		else if (*q == '"')
			return q + 1;
	}
	sc->open_quote = true;
	return p + 1;
}

static const char *comment_end(struct scan *sc, const char *p)
{
	int depth = 0;

	for (const char *q = p; !sc->open_comment && q < sc->end; q++) {
		if (*q == '\\' && q + 1 < sc->end)
			q++;
		else if (*q == '(')
			depth++;
		else if (*q == ')' && --depth == 0)
			return q + 1;
	}
	sc->open_comment = true;
	return p + 1;
}

/* Behind "<...>"; without a '>' the address ends at a comma or at the end. */
static const char *angle_end(const struct scan *sc, const char *p, size_t *len)
{
	const char *q = p + 1;
	bool quoted = false;

	for (; q < sc->end && (quoted || (*q != '>' && *q != ',')); q++) {
		if (*q == '"')
			quoted = !quoted;
		else if (*q == '\\' && q + 1 < sc->end)
			q++;
	}
	/* A comma separates the hosts of a route: <@a,@b:user@c> */
	if (q < sc->end && *q == ',' && p[1] == '@') {
		size_t room = (size_t)(sc->end - q);
		const char *close = memchr(q, '>', room < MAX_ITEM ? room : MAX_ITEM);

		q = close ? close : q;
	}
	if (quoted && q == sc->end) {
		const char *close = memchr(p, '>', (size_t)(sc->end - p));

		q = close ? close : q;
	}
	*len = (size_t)(q - p - 1);
	return q < sc->end && *q == '>' ? q + 1 : q;
}

/* Quotes and backslashes taken away where they are complete. */
static char *unquote(struct arena *a, const char *s, size_t n)
{
	struct str out = str_new(a);
	bool quoted = false;

	for (size_t i = 0; i < n; i++) {
		if (s[i] == '"')
			quoted = !quoted;
		else if (s[i] == '\\' && quoted && i + 1 < n)
			str_addc(&out, s[++i]);
		else
			str_addc(&out, s[i]);
	}
	return str_end(&out);
}

/* A decoded display name; NULL if nothing is left of it. */
static char *name_of(struct scan *sc, const char *s, size_t n)
{
	char *plain = unquote(sc->arena, s, n);
	char *name = mail_words_decode(sc->arena, plain, strlen(plain), sc->charset);
	size_t len = strlen(name);

	if (len > 1 && name[0] == '\'' && name[len - 1] == '\'') {
		name[len - 1] = '\0';
		name = str_trim(name + 1);
	}
	return *name ? name : NULL;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\0';
}

/* Behind the comment at s[i]; i if it does not end. */
static size_t skip_comment(const char *s, size_t n, size_t i)
{
	int depth = 0;

	for (size_t j = i; j < n; j++) {
		depth += (s[j] == '(') - (s[j] == ')');
		if (depth == 0)
			return j + 1;
	}
	return i;
}

/* The characters of an address: no blanks, comments and controls. */
static size_t copy_address(char *out, const char *s, size_t n)
{
	bool quoted = false, open = false;
	size_t len = 0, after;

	for (size_t i = 0; i < n; i++) {
		quoted ^= s[i] == '"';
		if (s[i] == '(' && !quoted && !open) {
			after = skip_comment(s, n, i);
			open = after == i;
			if (!open) {
				i = after - 1;
				continue;
			}
		}
		if (((unsigned char)s[i] > ' ' && s[i] != 0x7f && s[i] != '<' && s[i] != '>') ||
		    (quoted && s[i] == ' '))
			out[len++] = s[i];
	}
	return len;
}

/* An address as written, host in lower case. */
static char *address_of(struct scan *sc, const char *s, size_t n)
{
	char *out = arena_alloc(sc->arena, n + 1), *at;
	size_t len = copy_address(out, s, n);

	out[len] = '\0';
	if (*out == '@' && strchr(out, ':'))
		out = strchr(out, ':') + 1;
	else if (str_istarts(out, "mailto:"))
		out += strlen("mailto:");
	len = strlen(out);
	if (len > 2 && out[0] == '\'' && out[len - 1] == '\'') {
		out[len - 1] = '\0';
		out++;
	}
	if ((at = strrchr(out, '@')))
		memcpy(at, str_lower(sc->arena, at), strlen(at));
	return *out ? utf8_clean(sc->arena, out, strlen(out)) : NULL;
}

/* Where the address goes on after i: blanks may stand around a dot of the host. */
static size_t behind_dot(const char *s, size_t n, size_t i)
{
	size_t j = i;

	while (j < n && is_space(s[j]))
		j++;
	return j < n && j > i && (s[j] == '.' || s[i - 1] == '.') ? j : i;
}

/* The word with an '@' outside of quotes in "Ali ali@x.com"; blanks around the '@' are allowed. */
static bool find_address(const char *s, size_t n, size_t *from, size_t *to)
{
	bool quoted = false;
	size_t at = n;

	for (size_t i = 0; i < n; i++) {
		if (s[i] == '"')
			quoted = !quoted;
		else if (s[i] == '@' && !quoted)
			at = i;
	}
	if (at == n)
		return false;
	for (*from = at; *from > 0 && is_space(s[*from - 1]); (*from)--)
		;
	if (*from > 0 && s[*from - 1] == '"') {
		for ((*from)--; *from > 0 && s[*from - 1] != '"'; (*from)--)
			;
		*from -= *from > 0;
	}
	while (*from > 0 && !is_space(s[*from - 1]))
		(*from)--;
	for (*to = at + 1; *to < n && is_space(s[*to]); (*to)++)
		;
	while (*to < n && !is_space(s[*to]))
		*to = behind_dot(s, n, *to + 1);
	return true;
}

static void add(struct scan *sc, const char *name, const char *address)
{
	struct mailboxes *out = sc->out;

	if ((!name && !address) || out->n >= MAX_MAILBOXES)
		return;
	out->v = arena_grow(sc->arena, out->v, out->n, sizeof *out->v);
	out->v[out->n++] = (struct mailbox){ .name = name, .address = address };
}

/* "ali@x.com", "Ali ali@x.com", "ali@x.com (Ali)" or a name alone. */
static void end_bare(struct scan *sc)
{
	const char *s = str_end(&sc->phrase), *name, *address = NULL;
	size_t n = sc->phrase.len, from = 0, to = 0;
	char *comment = name_of(sc, str_end(&sc->comment), sc->comment.len);

	if (find_address(s, n, &from, &to)) {
		address = address_of(sc, s + from, to - from);
		name = name_of(sc, s, from);
		if (!name)
			name = name_of(sc, s + to, n - to);
	} else {
		name = name_of(sc, s, n);
		/* An encoded word must not come out as somebody's address. */
		if (name && strchr(name, '@') && !memchr(s, '@', n))
			name = str_trim(utf8_clean(sc->arena, s, n));
	}
	/* A comment alone is nobody. */
	if (name || address)
		add(sc, name ? name : comment, address);
}

static void end_mailbox(struct scan *sc)
{
	const char *name;

	if (sc->has_angle) {
		name = name_of(sc, str_end(&sc->phrase), sc->phrase.len);
		if (!name)
			name = name_of(sc, str_end(&sc->comment), sc->comment.len);
		add(sc, name, address_of(sc, str_end(&sc->angle), sc->angle.len));
	} else {
		end_bare(sc);
	}
	sc->phrase = sc->comment = sc->angle = str_new(sc->arena);
	sc->has_angle = false;
}

static void add_bounded(struct str *to, const char *s, size_t n)
{
	if (to->len + n <= MAX_ITEM)
		str_addn(to, s, n);
}

static void take_angle(struct scan *sc)
{
	size_t len;
	const char *after = angle_end(sc, sc->p, &len);

	/* "<a@x> <b@y>" without a comma are two. */
	if (sc->has_angle)
		end_mailbox(sc);
	add_bounded(&sc->angle, sc->p + 1, len);
	sc->has_angle = true;
	sc->p = after;
}

/* "name:" opens a group, whose name says nothing; "mailto:" and "[IPv6:" do not. */
static void take_colon(struct scan *sc)
{
	const char *s = str_end(&sc->phrase);

	sc->p++;
	if (sc->has_angle || strchr(s, '@') || strchr(s, '[')) {
		add_bounded(&sc->phrase, ":", 1);
		return;
	}
	sc->phrase = sc->comment = str_new(sc->arena);
}

/* An encoded word is one atom, whatever it holds: =?utf-8?Q?Smith,_John?= */
static const char *atom_end(const struct scan *sc)
{
	const char *after = *sc->p == '=' ? mail_word_end(sc->p, sc->end) : NULL;

	return after ? after : sc->p + 1;
}

static void take_run(struct scan *sc, struct str *to, const char *after)
{
	add_bounded(to, sc->p, (size_t)(after - sc->p));
	sc->p = after;
}

static void take_comment(struct scan *sc)
{
	const char *after = comment_end(sc, sc->p);

	if (after == sc->p + 1) {
		take_run(sc, &sc->phrase, after);
		return;
	}
	if (sc->comment.len > 0)
		str_addc(&sc->comment, ' ');
	add_bounded(&sc->comment, sc->p + 1, (size_t)(after - sc->p - 2));
	sc->p = after;
}

void mail_list_read(struct arena *a, const char *s, size_t n, const char *charset,
    struct mailboxes *out)
{
	struct scan sc = { .arena = a, .charset = charset, .p = s, .end = s + n, .out = out };

	sc.phrase = sc.comment = sc.angle = str_new(a);
	while (sc.p < sc.end && out->n < MAX_MAILBOXES) {
		switch (*sc.p) {
		case '"':
			take_run(&sc, &sc.phrase, quote_end(&sc, sc.p));
			break;
		case '(':
			take_comment(&sc);
			break;
		case '<':
			take_angle(&sc);
			break;
		case '>':
			sc.p++;
			break;
		case ':':
			take_colon(&sc);
			break;
		case ',':
		case ';':
			end_mailbox(&sc);
			sc.p++;
			break;
		default:
			take_run(&sc, &sc.phrase, atom_end(&sc));
		}
	}
	end_mailbox(&sc);
}

int mail_addresses(struct arena *a, const char *s, struct mailboxes *out, struct err *err)
{
	*out = (struct mailboxes){ 0 };
	if (strpbrk(s, "\r\n"))
		return err_set(err, ERR_DATA, "a line end between addresses");
	mail_list_read(a, s, strlen(s), NULL, out);
	for (size_t i = 0; i < out->n; i++) {
		const struct mailbox *m = &out->v[i];

		if (!m->address)
			return err_set(err, ERR_DATA, "%s: no address", m->name);
		if (!mail_address_ok(m->address))
			return err_set(err, ERR_DATA, "%s: not an address", m->address);
		if (m->name && strchr(m->name, '@') && !strchr(s, '<'))
			return err_set(err, ERR_DATA, "%s: no comma between addresses", s);
	}
	return 0;
}
