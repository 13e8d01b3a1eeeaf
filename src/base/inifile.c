/* INI text by inih, which says neither the line to its handler nor that it cut something: here each line is handed to it by
 * ourselves, counted, without its indentation, and one that it would cut is refused before it sees it. */
#include "inifile.h"

#include <errno.h>
#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_MAX_BYTES 190 /* inih's buffer holds 200 with line end and NUL */
#define NAME_MAX_BYTES 49  /* inih cuts sections and keys at 50 with the NUL */
#define BLANKS " \t\r\f\v"  /* what inih takes for white space within a line */
#define FILE_MAX_BYTES (1u << 20)

struct reading {
	const char *rest; /* what inih has not seen yet */
	int line;         /* number of the line that it has */
	inifile_row *row;
	inifile_fault *told; /* NULL: the first fault ends the reading */
	void *data;
	struct error fault;
	bool failed;
};

static bool fail(struct reading *r, const char *why) {
	if (r->told) {
		r->told(r->data, r->line, why);
		return true;
	}
	r->failed = true;
	return error_set(&r->fault, "%s", why);
}

static bool is_blank(char c) {
	return c != '\0' && strchr(BLANKS, c);
}

/* Whether inih makes something of a line (without its indentation): [section], or a key before '=' or ':', neither in a comment. */
static bool has_form(const char *text, size_t length) {
	bool section = length > 0 && *text == '[';
	for (size_t i = 0; i < length && !(text[i] == ';' && i > 0 && is_blank(text[i - 1])); i++)
		if (section ? text[i] == ']' : text[i] == '=' || text[i] == ':')
			return true;
	return length == 0 || *text == ';' || *text == '#';
}

/* What is wrong with a line before inih has seen it, or NULL. */
static const char *fault_of(const struct reading *r, const char *text, size_t used, int size) {
	const char *end = *text == '[' ? memchr(text, ']', used) : NULL;
	if (used > LINE_MAX_BYTES || used + 2 > (size_t)size)
		return "the line is too long (190 bytes at most)";
	if (end && (size_t)(end - text - 1) > NAME_MAX_BYTES)
		return "the name of the section is too long (49 bytes at most)";
	while (used > 0 && is_blank(text[used - 1]))
		used--;
	if (r->line == 1 && used >= 3 && !memcmp(text, "\xef\xbb\xbf", 3)) {
		text += 3;
		used -= 3;
		for (; used > 0 && is_blank(*text); used--)
			text++;
	}
	return r->told && !has_form(text, used) ? "expected [section] or key = value" : NULL;
}

/* inih's fgets: the next line, or NULL at the end or after a fault. */
static char *next_line(char *out, int size, void *stream) {
	struct reading *r = stream;
	if (r->failed || !*r->rest)
		return NULL;
	r->line++;
	size_t length = strcspn(r->rest, "\n"), blanks = strspn(r->rest, BLANKS);
	const char *text = r->rest + (blanks < length ? blanks : length);
	size_t used = length - (size_t)(text - r->rest);
	r->rest += length + (r->rest[length] == '\n');
	bool comment = used && (*text == ';' || *text == '#');
	const char *fault = comment ? NULL : fault_of(r, text, used, size);
	if (fault && !r->told) {
		fail(r, fault);
		return NULL;
	}
	if (fault)
		fail(r, fault);
	if (comment || fault)
		used = 0;
	memcpy(out, text, used);
	out[used] = '\n';
	out[used + 1] = '\0';
	return out;
}

static int take_row(void *user, const char *section, const char *key, const char *value) {
	struct reading *r = user;
	if (r->failed)
		return 0;
	if (!*key)
		return fail(r, "expected key = value");
	if (strlen(key) >= NAME_MAX_BYTES)
		return fail(r, "the key is too long (48 bytes at most)");
	r->fault.text[0] = '\0';
	if (r->row(r->data, section, key, value, r->line, &r->fault))
		return 1;
	struct error why = r->fault;
	return fail(r, why.text);
}

bool inifile_parse_at(const char *text, inifile_row *row, void *data, int *line, struct error *err) {
	struct reading r = { .rest = text, .row = row, .data = data };
	int first_bad = ini_parse_stream(next_line, &r, take_row, &r);
	if (!r.failed && first_bad == 0)
		return true;
	/* inih goes on after a line that is neither; what came before our own fault is the first. */
	bool neither = !r.failed || (first_bad > 0 && first_bad < r.line);
	*line = neither && first_bad > 0 ? first_bad : r.line;
	return error_set(err, "%s", neither ? "expected [section] or key = value" : r.fault.text);
}

bool inifile_parse(const char *text, const char *name, inifile_row *row, void *data, struct error *err) {
	int line;
	return inifile_parse_at(text, row, data, &line, err) || error_prefix(err, "%s: line %d", name, line);
}

void inifile_parse_all(const char *text, inifile_row *row, inifile_fault *told, void *data) {
	struct reading r = { .rest = text, .row = row, .told = told, .data = data };
	ini_parse_stream(next_line, &r, take_row, &r);
}

static bool read_all(FILE *f, const char *path, struct buf *out, struct error *err) {
	for (size_t got = 1; got > 0;) {
		got = fread(buf_reserve(out, 4096), 1, 4096, f);
		out->len += got;
		if (out->len > FILE_MAX_BYTES)
			return error_set(err, "%s: too large (1 MiB at most)", path);
	}
	if (ferror(f))
		return error_set(err, "%s: %s", path, strerror(errno));
	buf_add(out, "", 0);
	if (strlen(out->data) != out->len)
		return error_set(err, "%s: not a text file", path);
	return true;
}

bool inifile_text(const char *path, struct buf *out, struct error *err) {
	FILE *f = fopen(path, "rbe");
	if (!f)
		return error_set(err, "%s: %s", path, strerror(errno));
	bool ok = read_all(f, path, out, err);
	fclose(f);
	return ok;
}

bool inifile_read(const char *path, inifile_row *row, void *data, struct error *err) {
	struct buf text = { 0 };
	bool ok = inifile_text(path, &text, err) && inifile_parse(text.data, path, row, data, err);
	buf_free(&text);
	return ok;
}

bool inifile_read_all(const char *path, inifile_row *row, inifile_fault *told, void *data, struct error *err) {
	struct buf text = { 0 };
	bool ok = inifile_text(path, &text, err);
	if (ok)
		inifile_parse_all(text.data, row, told, data);
	buf_free(&text);
	return ok;
}
