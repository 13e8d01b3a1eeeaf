/* `mwtop theme check FILE` and `mwtop theme list`: what is wrong with a theme, line by line, and which there are. */
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "inifile.h"
#include "json_write.h"
#include "themes.h"
#include "utf8.h"

enum { OPT_FORMAT, OPT_COUNT };
enum format { FORMAT_TEXT, FORMAT_JSON, FORMAT_CSV };
static const struct option_row rows[OPT_COUNT] = {
	[OPT_FORMAT] = { "format", 0, OPTION_CHOICE, "text|json|csv", 0, 0, "form of the answer" },
};

static void add_csv(struct buf *out, const char *text) {
	buf_puts(out, "\"");
	for (; *text; text++)
		buf_add(out, *text == '"' ? "\"\"" : text, *text == '"' ? 2 : 1);
	buf_puts(out, "\"");
}

/* ---- check ---- */

struct checking {
	const char *file;
	enum format format;
	struct buf out;
	int faults, warnings;
};

static void take_remark(void *data, int line, bool fault, const char *text) {
	struct checking *c = data;
	const char *kind = fault ? "fault" : "warning";
	char clean[512];
	utf8_clean(clean, sizeof clean, text, strlen(text));
	*(fault ? &c->faults : &c->warnings) += 1;
	if (c->format == FORMAT_JSON) {
		buf_printf(&c->out, "%s{\"line\":%d,\"kind\":\"%s\",\"text\":", c->faults + c->warnings > 1 ? "," : "", line, kind);
		json_add_string(&c->out, clean);
		buf_puts(&c->out, "}");
	} else if (c->format == FORMAT_CSV) {
		buf_printf(&c->out, "%d,%s,", line, kind);
		add_csv(&c->out, clean);
		buf_puts(&c->out, "\n");
	} else {
		buf_printf(&c->out, "%s: ", c->file);
		if (line)
			buf_printf(&c->out, "line %d: ", line);
		buf_printf(&c->out, "%s%s\n", fault ? "" : "warning: ", clean);
	}
}

static void finish_text(struct checking *c) {
	if (c->faults + c->warnings == 0)
		buf_printf(&c->out, "%s: fine\n", c->file);
	else
		buf_printf(&c->out, "%s: %d fault%s, %d warning%s\n", c->file, c->faults, c->faults == 1 ? "" : "s", c->warnings, c->warnings == 1 ? "" : "s");
}

static int check(const char *name, enum format format) {
	char *path = themes_path(name), file[512];
	struct buf text = { 0 };
	struct error err;
	if (!path)
		return command_refuse("theme", "no theme \"%s\" in a file; `mwtop theme list` names those there are, a file has a / in its name or ends in .theme", name);
	utf8_clean(file, sizeof file, path, strlen(path));
	struct checking c = { .file = file, .format = format };
	bool fine = inifile_text(path, &text, &err);
	if (!fine)
		command_refuse("theme", "%s", err.text);
	buf_puts(&c.out, format == FORMAT_JSON ? "{\"remarks\":[" : format == FORMAT_CSV ? "line,kind,text\n" : "");
	if (fine)
		theme_check(text.data, path, take_remark, &c);
	if (format == FORMAT_JSON) {
		buf_printf(&c.out, "],\"faults\":%d,\"warnings\":%d,\"file\":", c.faults, c.warnings);
		json_add_string(&c.out, file);
		buf_puts(&c.out, "}\n");
	} else if (format == FORMAT_TEXT) {
		finish_text(&c);
	}
	fine = fine && command_output("theme", c.out.data, c.out.len);
	buf_free(&c.out);
	buf_free(&text);
	free(path);
	return !fine ? EXIT_REFUSED : c.faults ? EXIT_BAD_ANSWER : EXIT_FINE;
}

/* ---- list ---- */

static void add_entry(const struct theme_entry *e, enum format format, bool first, struct buf *out) {
	struct theme t = { .about = "" };
	struct error err;
	bool fine = themes_load(e->name, &t, &err);
	char path[512];
	const char *from = e->path ? e->path : "built in", *about = fine ? t.about : "has faults: mwtop theme check names them";
	utf8_clean(path, sizeof path, from, strlen(from));
	if (format == FORMAT_JSON) {
		buf_printf(out, "%s{\"name\":", first ? "" : ",");
		json_add_string(out, e->name);
		buf_puts(out, ",\"about\":");
		json_add_string(out, t.about);
		buf_puts(out, ",\"file\":");
		if (e->path)
			json_add_string(out, path);
		else
			buf_puts(out, "null");
		buf_printf(out, ",\"own\":%s,\"fine\":%s}", e->own ? "true" : "false", fine ? "true" : "false");
	} else if (format == FORMAT_CSV) {
		add_csv(out, e->name);
		buf_puts(out, ",");
		add_csv(out, t.about);
		buf_puts(out, ",");
		add_csv(out, e->path ? path : "");
		buf_printf(out, ",%s,%s\n", e->own ? "true" : "false", fine ? "true" : "false");
	} else {
		buf_printf(out, "%-16s %s\n%17s%s%s\n", e->name, about, "", path, e->own ? ", your own" : "");
	}
}

static int list(enum format format) {
	struct theme_entries all;
	struct buf out = { 0 };
	themes_find(&all);
	buf_puts(&out, format == FORMAT_JSON ? "[" : format == FORMAT_CSV ? "name,about,file,own,fine\n" : "");
	for (size_t i = 0; i < all.count; i++)
		add_entry(&all.at[i], format, i == 0, &out);
	if (format == FORMAT_JSON)
		buf_puts(&out, "]\n");
	bool fine = command_output("theme", out.data, out.len);
	buf_free(&out);
	themes_free(&all);
	return fine ? EXIT_FINE : EXIT_REFUSED;
}

static int run(const struct invocation *call) {
	enum format format = call->option[OPT_FORMAT].given ? (enum format)call->option[OPT_FORMAT].number : FORMAT_TEXT;
	if (call->argc == 1 && !strcmp(call->argv[0], "list"))
		return list(format);
	if (call->argc == 2 && !strcmp(call->argv[0], "check"))
		return check(call->argv[1], format);
	return command_refuse("theme", "expected: mwtop theme check FILE, or mwtop theme list");
}

const struct command command_theme = {
	.name = "theme", .operands = "check FILE | list", .least = 1, .most = 2, .help = "the faults of a theme, line by line, and colours that are hard to read; which themes there are",
	.rows = rows, .row_count = OPT_COUNT, .run = run,
};
