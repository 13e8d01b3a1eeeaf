/* Commands that were typed; see command_history.h. */
#include "command_history.h"

#include <stdlib.h>
#include <string.h>

#include "file_replace.h"
#include "inifile.h"
#include "state_dir.h"
#include "utf8.h"

void command_history_add(struct command_history *h, const char *line) {
	char clean[HISTORY_LINE_SIZE];
	utf8_clean(clean, sizeof clean, line, strlen(line));
	if (clean[strspn(clean, " ")] == '\0')
		return;
	size_t i = 0, was_new = 0;
	while (i < h->count && strcmp(h->line[i], clean) != 0)
		i++;
	if (i < h->count)
		was_new = i >= h->count - h->added;
	else if (h->count < HISTORY_MAX)
		h->count++;
	else
		i = 0;
	memmove(h->line[i], h->line[i + 1], (h->count - 1 - (i < h->count ? i : h->count - 1)) * sizeof *h->line);
	memcpy(h->line[h->count - 1], clean, sizeof clean);
	h->added += !was_new;
	if (h->added > h->count)
		h->added = h->count;
}

void command_history_read(struct command_history *h) {
	char *path = state_dir("history");
	struct buf text = { 0 };
	struct error err;
	if (path && inifile_text(path, &text, &err))
		for (char *line = text.data, *end; line && *line; line = end) {
			end = line + strcspn(line, "\n");
			if (*end)
				*end++ = '\0';
			command_history_add(h, line);
		}
	h->added = 0;
	buf_free(&text);
	free(path);
}

bool command_history_write(const struct command_history *h, struct error *err) {
	char *path = h->added ? state_dir("history") : NULL;
	if (!path)
		return true;
	struct command_history *now = mem_zalloc(1, sizeof *now);
	struct buf text = { 0 };
	command_history_read(now);
	for (size_t i = h->count - h->added; i < h->count; i++)
		command_history_add(now, h->line[i]);
	for (size_t i = 0; i < now->count; i++)
		buf_printf(&text, "%s\n", now->line[i]);
	bool fine = state_dir_make(path, err) && file_replace(path, &text, "what was typed is not kept", err);
	buf_free(&text);
	free(now);
	free(path);
	return fine;
}
