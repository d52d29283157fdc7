/*
 * IMAP (RFC 3501): opening, finding and marking mail.  libetpan parses; commands are
 * written out here because they are shorter than its structures for them.
 */
#include <stdlib.h>
#include <string.h>

#include "net/net_imap.h"

enum {
	ANSWER = 16 << 20,              /* bytes of any answer that carries no mail */
	WINDOW = 100000,                /* UIDs of one search: bounds the length of the answer */
	MARK_BATCH = 200,
	PARTING_MS = 2000,              /* how long a polite farewell may take */
};

/* ---- commands */

static int failure(
    struct net_imap *imap, int r, const char *what, enum err_class class, struct err *err)
{
	const char *said = imap->session->imap_response;
	struct net_stream *line = imap->stream;

	if (line->err.class == ERR_NONE && (r == MAILIMAP_ERROR_PARSE || r == MAILIMAP_ERROR_FATAL))
		err_set(&line->err, ERR_UNAVAILABLE, "%s: the answer to %s cannot be read",
		    line->where, what);
	if (line->err.class == ERR_NONE && r == MAILIMAP_ERROR_PROTOCOL)
		err_set(&line->err, class, "%s: %s failed: %s", line->where, what,
		    said ? said : "no reason");
	if (line->err.class == ERR_NONE)
		return err_set(
		    err, class, "%s: %s refused: %s", line->where, what, said ? said : "no reason");
	*err = line->err;
	return -1;
}

/* Not by mailimap_custom_command(), which sends a blank behind the command; some servers refuse
 * that. */
static int exchange(struct net_imap *imap, const char *command)
{
	mailimap *session = imap->session;
	struct mailimap_response *response;
	int r = mailimap_send_current_tag(session), type;

	if (r != MAILIMAP_NO_ERROR)
		return r;
	if (mailstream_write(session->imap_stream, command, strlen(command)) < 0 ||
	    mailstream_write(session->imap_stream, "\r\n", 2) < 0 ||
	    mailstream_flush(session->imap_stream) < 0 || !mailimap_read_line(session))
		return MAILIMAP_ERROR_STREAM;
	r = mailimap_parse_response(session, &response);
	if (r != MAILIMAP_NO_ERROR)
		return r;
	type = response->rsp_resp_done->rsp_data.rsp_tagged->rsp_cond_state->rsp_type;
	mailimap_response_free(response);
	return type == MAILIMAP_RESP_COND_STATE_OK ? MAILIMAP_NO_ERROR
						   : MAILIMAP_ERROR_CUSTOM_COMMAND;
}

int net_imap_alive(struct net_imap *imap, struct err *err)
{
	if (imap->session)
		return 0;
	return err_set(err, ERR_TEMP, "%s: the connection is lost", imap->server->host);
}

int net_imap_command(struct net_imap *imap, size_t allowance, const char *command, struct err *err)
{
	int r;

	if (net_imap_alive(imap, err) != 0)
		return -1;
	net_stream_begin(imap->stream, allowance);
	r = exchange(imap, command);
	return r == MAILIMAP_NO_ERROR ? 0 : failure(imap, r, command, ERR_UNAVAILABLE, err);
}

char *net_imap_set(struct arena *a, const uint32_t *uids, size_t n)
{
	struct str s = str_new(a);

	for (size_t i = 0; i < n; i++)
		str_addf(&s, "%s%u", i ? "," : "", uids[i]);
	return str_end(&s);
}

/* A folder name as a quoted string of modified UTF-7. */
static char *quoted_folder(struct arena *a, const char *folder)
{
	struct str s = str_new(a);

	str_addc(&s, '"');
	for (const char *p = net_utf7(a, folder); *p; p++) {
		if (*p == '"' || *p == '\\')
			str_addc(&s, '\\');
		str_addc(&s, *p);
	}
	str_addc(&s, '"');
	return str_end(&s);
}

/* ---- opening */

/*
 * What the server could do before TLS or login says nothing about afterwards.  Not by
 * mailimap_capability(), which crashes when the server lists none.
 */
static int ask_capabilities(struct net_imap *imap, struct err *err)
{
	struct mailimap_connection_info *info = imap->session->imap_connection_info;

	if (info->imap_capability)
		mailimap_capability_data_free(info->imap_capability);
	info->imap_capability = NULL;
	return net_imap_command(imap, ANSWER, "CAPABILITY", err);
}

static bool can(struct net_imap *imap, const char *capability)
{
	return imap->session->imap_connection_info->imap_capability &&
	    mailimap_has_extension(imap->session, (char *)capability);
}

static int start_tls(struct net_imap *imap, struct err *err)
{
	if (ask_capabilities(imap, err) != 0)
		return -1;
	if (!can(imap, "STARTTLS"))
		return err_set(
		    err, ERR_CONFIG, "%s: the server offers no STARTTLS", imap->stream->where);
	if (net_imap_command(imap, ANSWER, "STARTTLS", err) != 0)
		return -1;
	if (imap->session->imap_stream->read_buffer_len > 0)
		return err_set(
		    err, ERR_UNAVAILABLE, "%s: the server talked before TLS", imap->stream->where);
	return net_stream_secure(imap->stream, err);
}

static int greet(struct net_imap *imap, struct err *err)
{
	mailstream *line = net_low_new(imap->stream, imap->server->max_message);
	int r;

	imap->session = mailimap_new(0, NULL);
	if (!imap->session)
		mem_fail();
	r = mailimap_connect(imap->session, line);
	if (r == MAILIMAP_NO_ERROR_AUTHENTICATED && imap->server->tls == NET_STARTTLS)
		return err_set(
		    err, ERR_CONFIG, "%s: the server logs in before STARTTLS", imap->stream->where);
	if (r != MAILIMAP_NO_ERROR_AUTHENTICATED && r != MAILIMAP_NO_ERROR_NON_AUTHENTICATED)
		return failure(imap, r, "the connection", ERR_UNAVAILABLE, err);
	return 0;
}

static int log_in(struct net_imap *imap, struct err *err)
{
	const struct net_server *server = imap->server;
	int r;

	if (imap->session->imap_state == MAILIMAP_STATE_AUTHENTICATED)
		return 0;
	if (!server->user || (!server->password && !server->token))
		return err_set(
		    err, ERR_CONFIG, "%s: no user name or password", imap->stream->where);
	if (net_login_check(server, err) != 0)
		return -1;
	net_stream_begin(imap->stream, ANSWER);
	r = server->token ? mailimap_oauth2_authenticate(imap->session, server->user, server->token)
			  : mailimap_login(imap->session, server->user, server->password);
	if (r != MAILIMAP_NO_ERROR)
		return failure(imap, r, "login", ERR_CONFIG, err);
	return 0;
}

static int open_line(struct net_imap *imap, const struct net_steps *steps, struct err *err)
{
	bool tls = imap->server->tls == NET_TLS, starttls = imap->server->tls == NET_STARTTLS;

	imap->stream = net_stream_open(imap->server, tls ? 993 : 143, err);
	if (net_step(steps, "connect", imap->stream ? 0 : -1,
		imap->stream ? imap->stream->where : "", err))
		return -1;
	if (tls &&
	    net_step(steps, "certificate", net_stream_secure(imap->stream, err), "verified", err))
		return -1;
	if (net_step(steps, "greeting", greet(imap, err), "an IMAP server", err))
		return -1;
	if (starttls &&
	    net_step(steps, "certificate", start_tls(imap, err), "STARTTLS, verified", err))
		return -1;
	if (net_step(steps, "login", log_in(imap, err),
		imap->server->token ? "XOAUTH2" : "accepted", err))
		return -1;
	return ask_capabilities(imap, err);
}

static void drop_line(struct net_imap *imap)
{
	if (imap->session) {
		imap->stream->deadline = clock_ms() + PARTING_MS;
		mailimap_free(imap->session);   /* logs out if it can, frees the stream */
	} else {
		net_stream_free(imap->stream);
	}
	imap->session = NULL;
	imap->stream = NULL;
}

struct net_imap *net_imap_open_steps(const struct net_server *server, const struct net_steps *steps,
    struct err *err)
{
	struct arena *a = arena_new();
	struct net_imap *imap = arena_alloc(a, sizeof(*imap));

	imap->arena = a;
	imap->server = server;
	if (open_line(imap, steps, err) == 0)
		return imap;
	net_imap_close(imap);
	return NULL;
}

struct net_imap *net_imap_open(const struct net_server *server, struct err *err)
{
	return net_imap_open_steps(server, NULL, err);
}

void net_imap_close(struct net_imap *imap)
{
	if (!imap)
		return;
	drop_line(imap);
	arena_free(imap->arena);
}

/* ---- the folder */

static int select_folder(struct net_imap *imap, struct net_imap_folder *out, struct err *err)
{
	char *command = arena_printf(imap->arena, "SELECT %s", imap->folder);
	struct mailimap_selection_info *info = mailimap_selection_info_new();

	if (!info)
		mem_fail();
	if (imap->session->imap_selection_info)
		mailimap_selection_info_free(imap->session->imap_selection_info);
	imap->session->imap_selection_info = info;
	if (net_imap_command(imap, ANSWER, command, err) != 0) {
		if (err->class == ERR_UNAVAILABLE && imap->stream->err.class == ERR_NONE)
			err->class = ERR_CONFIG;
		return -1;
	}
	imap->session->imap_state = MAILIMAP_STATE_SELECTED;
	out->uidvalidity = info->sel_uidvalidity;
	out->uidnext = info->sel_uidnext;
	out->exists = info->sel_exists;
	return 0;
}

int net_imap_select(
    struct net_imap *imap, const char *folder, struct net_imap_folder *out, struct err *err)
{
	imap->folder = quoted_folder(imap->arena, folder);
	if (select_folder(imap, out, err) != 0)
		return -1;
	imap->uidvalidity = out->uidvalidity;
	return 0;
}

int net_imap_reopen(struct net_imap *imap, struct err *err)
{
	struct net_imap_folder now;

	drop_line(imap);
	if (open_line(imap, NULL, err) != 0 || select_folder(imap, &now, err) != 0)
		return -1;
	if (now.uidvalidity != imap->uidvalidity)
		return err_set(
		    err, ERR_TEMP, "%s: the folder was made anew meanwhile", imap->stream->where);
	return 0;
}

/* ---- finding */

static void take_found(struct net_imap *imap, struct arena *a, uint32_t from, struct net_uids *out)
{
	clist *found = imap->session->imap_response_info->rsp_search_result;

	for (clistiter *i = found ? clist_begin(found) : NULL; i; i = clist_next(i)) {
		uint32_t uid = *(uint32_t *)clist_content(i);

		if (uid < from)         /* "n:*" always finds the last mail */
			continue;
		out->v = arena_grow(a, out->v, out->n, sizeof(*out->v));
		out->v[out->n++] = uid;
	}
}

static int by_uid(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static void sort_found(struct net_uids *out)
{
	size_t n = 0;

	if (out->n > 0)
		qsort(out->v, out->n, sizeof(*out->v), by_uid);
	for (size_t i = 0; i < out->n; i++)
		if (n == 0 || out->v[n - 1] != out->v[i])
			out->v[n++] = out->v[i];
	out->n = n;
}

static const char *criterion(struct net_imap *imap, bool unseen, int64_t since)
{
	if (!unseen)
		return "";
	if (since == 0)
		return " UNSEEN";
	return arena_printf(
	    imap->arena, " OR UNSEEN SINCE %s", clock_local(imap->arena, since, "%d-%b-%Y"));
}

int net_imap_search(struct net_imap *imap, struct arena *a, uint32_t from, bool unseen,
    int64_t since, struct net_uids *out, struct err *err)
{
	const char *which = criterion(imap, unseen, since);
	char command[100];
	uint32_t end;

	*out = (struct net_uids){ 0 };
	if (net_imap_alive(imap, err) != 0)
		return -1;
	end = imap->session->imap_selection_info->sel_uidnext;
	for (; end > from && end - from > WINDOW; from += WINDOW) {
		snprintf(command, sizeof(command), "UID SEARCH UID %u:%u%s", from,
		    from + WINDOW - 1, which);
		if (net_imap_command(imap, ANSWER, command, err) != 0)
			return -1;
		take_found(imap, a, from, out);
	}
	snprintf(command, sizeof(command), "UID SEARCH UID %u:*%s", from ? from : 1, which);
	if (net_imap_command(imap, ANSWER, command, err) != 0)
		return -1;
	take_found(imap, a, from, out);
	sort_found(out);
	return 0;
}

/* ---- marking */

static int store_flag(struct net_imap *imap, const char *set, const char *flag, struct err *err)
{
	char *command = arena_printf(imap->arena, "UID STORE %s +FLAGS.SILENT (%s)", set, flag);

	return net_imap_command(imap, ANSWER, command, err);
}

/* Without UIDPLUS, EXPUNGE takes everything marked \Deleted: only if nobody else marked any. */
static int others_deleted(
    struct net_imap *imap, const struct net_uids *ours, bool *out, struct err *err)
{
	struct net_uids all = { 0 };

	if (net_imap_command(imap, ANSWER, "UID SEARCH DELETED", err) != 0)
		return -1;
	take_found(imap, imap->arena, 1, &all);
	*out = false;
	for (size_t i = 0; i < all.n; i++)
		if (!bsearch(&all.v[i], ours->v, ours->n, sizeof(*ours->v), by_uid))
			*out = true;
	return 0;
}

static int delete_batch(
    struct net_imap *imap, const struct net_uids *uids, const char *set, struct err *err)
{
	bool others = false;

	if (store_flag(imap, set, "\\Deleted", err) != 0)
		return -1;
	if (can(imap, "UIDPLUS"))
		return net_imap_command(
		    imap, ANSWER, arena_printf(imap->arena, "UID EXPUNGE %s", set), err);
	if (others_deleted(imap, uids, &others, err) != 0)
		return -1;
	return others ? 0 : net_imap_command(imap, ANSWER, "EXPUNGE", err);
}

static int move_batch(struct net_imap *imap, const struct net_uids *uids, const char *set,
    const char *folder, struct err *err)
{
	bool move = can(imap, "MOVE");
	char *command =
	    arena_printf(imap->arena, "UID %s %s %s", move ? "MOVE" : "COPY", set, folder);
	struct err first = { 0 };

	if (net_imap_command(imap, ANSWER, command, &first) != 0) {
		char *create = arena_printf(imap->arena, "CREATE %s", folder);

		if (imap->stream->err.class != ERR_NONE ||
		    net_imap_command(imap, ANSWER, create, err) != 0) {
			*err = first;
			return -1;
		}
		if (net_imap_command(imap, ANSWER, command, err) != 0)
			return -1;
	}
	return move ? 0 : delete_batch(imap, uids, set, err);
}

int net_imap_mark(struct net_imap *imap, const struct net_uids *uids, enum net_mark mark,
    const char *folder, struct err *err)
{
	const char *to = mark == NET_MOVE ? quoted_folder(imap->arena, folder) : NULL;
	int r = 0;

	if (mark == NET_KEEP)
		return 0;
	if (net_imap_alive(imap, err) != 0)
		return -1;
	for (size_t i = 0; r == 0 && i < uids->n; i += MARK_BATCH) {
		size_t n = uids->n - i < MARK_BATCH ? uids->n - i : MARK_BATCH;
		struct net_uids part = { uids->v + i, n };
		char *set = net_imap_set(imap->arena, part.v, n);

		if (mark == NET_SEEN)
			r = store_flag(imap, set, "\\Seen", err);
		else if (mark == NET_DELETE)
			r = delete_batch(imap, &part, set, err);
		else
			r = move_batch(imap, &part, set, to, err);
	}
	return r;
}
