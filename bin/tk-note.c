/*
 * tk-note adds a private note to tickets: only agents see it.  The text comes from -m, a file,
 * stdin or an editor; numbers come from stdin only if the text does not.  --edit and --delete
 * change one's own note.
 */
#include "base/base.h"
#include "desk/desk.h"

static struct text_source source = { .draft_name = "note" };
static struct { int64_t edit, delete; } settings;

static const struct opt options[] = { { 'm', "message", OPT_TEXT, &source.message, "TEXT",
					  "the note" },
	{ 'F', "file", OPT_TEXT, &source.file, "FILE", "the note is in FILE" },
	{ 0, "edit", OPT_NUMBER, &settings.edit, "MESSAGE",
	    "put the text in place of this note of mine" },
	{ 0, "delete", OPT_NUMBER, &settings.delete, "MESSAGE", "take this note of mine back" },
	{ 0, "resume", OPT_FLAG, &source.resume, NULL, "go on with the draft" }, { 0 } };

static const struct tool tool = { "tk-note", "[ticket | query ...]", "Add a private note.", options,
	TOOL_STORE | TOOL_AGENT | TOOL_BATCH | TOOL_REV | TOOL_RECORDS };

static int add_note(struct desk *desk, char **operands, struct err *err)
{
	struct effect note = { .kind = EFFECT_NOTE };

	source.from_stdin = *operands != NULL;
	note.value = desk_text(desk, &source, err);
	if (note.value == NULL)
		return -1;
	if (desk_change(desk, operands, &note, 1, desk_note, err) == 0) {
		desk_drop_draft(&source);
		return 0;
	}
	desk_keep_draft(desk, &source, note.value);
	return -1;
}

static int change_note(struct desk *desk, struct err *err)
{
	const char *text;

	if (settings.delete != 0)
		return desk_note_change(desk, settings.delete, NULL, err);
	source.from_stdin = true;
	text = desk_text(desk, &source, err);
	if (text == NULL)
		return -1;
	if (desk_note_change(desk, settings.edit, text, err) < 0) {
		desk_keep_draft(desk, &source, text);
		return -1;
	}
	desk_drop_draft(&source);
	return 0;
}

static int run(struct desk *desk, char **operands, struct err *err)
{
	if (settings.edit != 0 || settings.delete != 0)
		return change_note(desk, err);
	return add_note(desk, operands, err);
}

int main(int argc, char **argv)
{
	return desk_main(&tool, DESK_AGENT, argc, argv, run);
}
