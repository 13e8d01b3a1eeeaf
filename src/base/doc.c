/* Texts made from tables; see doc.h. */
#include "doc.h"

#include <stdio.h>
#include <stdlib.h>

static const char *argument_of(const struct option_row *row) {
	return row->kind == OPTION_FLAG ? NULL : row->argument;
}

void doc_help_options(const struct option_row *rows, size_t count, struct buf *out) {
	for (size_t i = 0; i < count; i++) {
		const char *argument = argument_of(&rows[i]);
		char usage[96], letter[8] = "    ";
		if (rows[i].letter)
			snprintf(letter, sizeof letter, "-%c, ", rows[i].letter);
		snprintf(usage, sizeof usage, "%s--%s%s%s%s", letter, option_prefix(&rows[i]), rows[i].name, argument ? " " : "", argument ? argument : "");
		buf_printf(out, "  %-34s %s\n", usage, option_help(&rows[i]));
	}
}

void doc_options(const struct option_row *rows, size_t count, struct buf *out) {
	for (size_t i = 0; i < count; i++) {
		buf_puts(out, ".It ");
		if (rows[i].letter)
			buf_printf(out, "Fl %c , ", rows[i].letter);
		buf_printf(out, "Fl -%s%s", option_prefix(&rows[i]), rows[i].name);
		if (argument_of(&rows[i]))
			buf_printf(out, " Ar %s", argument_of(&rows[i]));
		buf_puts(out, "\n");
		doc_add_text(out, option_help(&rows[i]));
	}
}

/* mdoc: a leading dot or quote would be a request, a backslash an escape. */
void doc_add_text(struct buf *out, const char *text) {
	if (*text == '.' || *text == '\'')
		buf_puts(out, "\\&");
	for (; *text; text++) {
		if (*text == '\\')
			buf_puts(out, "\\e");
		else
			buf_add(out, text, 1);
	}
	buf_puts(out, "\n");
}

void doc_add_item(struct buf *out, const char *head, const char *text) {
	buf_puts(out, ".It Li \"\\&"); /* nothing is taken for punctuation */
	for (; *head; head++)
		if (*head == '"')
			buf_puts(out, "\"\"");
		else if (*head == '\\')
			buf_puts(out, "\\e");
		else
			buf_add(out, head, 1);
	buf_puts(out, "\"\n");
	doc_add_text(out, text);
}

bool doc_fill(doc_list_callback *list, struct buf *out, struct error *err) {
	char *line = NULL, what[32], name[32];
	size_t room = 0;
	bool fine = true;
	while (fine && getline(&line, &room, stdin) > 0) {
		name[0] = '\0';
		if (sscanf(line, ".\\\" LIST %31s %31s", what, name) >= 1)
			fine = list(what, name, out) || error_set(err, "expected a manual page on standard input; no such list: %s", what);
		else
			buf_puts(out, line);
	}
	free(line);
	return fine;
}
