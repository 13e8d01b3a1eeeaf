/* Templates are filled while the general reader goes through a line: each scalar it meets becomes a token. */
#include "template_parts.h"

#include <stdlib.h>
#include <string.h>

#define TOKENS_MAX 16384 /* about twice what the largest site has; a line with more is not worth the memory */

struct line_template *template_new(void) {
	struct line_template *t = mem_zalloc(1, sizeof *t);
	number_forms_make(t->form);
	return t;
}

void template_free(struct line_template *t) {
	if (t == NULL)
		return;
	free(t->token);
	free(t->segment);
	free(t->change);
	free(t->line[0]);
	free(t->line[1]);
	free(t->seen);
	free(t->mark);
	free(t->lively);
	free(t->since_ms);
	free(t);
}

char *template_keep_line(struct line_template *t, int which, const char *text, size_t length) {
	if (length + TEMPLATE_PAD > t->room[which]) {
		t->room[which] = 2 * length + TEMPLATE_PAD;
		t->line[which] = mem_resize(t->line[which], t->room[which], 1);
	}
	memcpy(t->line[which], text, length);
	memset(t->line[which] + length, 0, TEMPLATE_PAD);
	t->length[which] = length;
	return t->line[which];
}

static void use_site(struct line_template *t, const struct site *site) {
	if (t->site == site && t->columns == site->column_count)
		return;
	t->site = site;
	t->columns = site->column_count;
	size_t count = t->columns + 1;
	t->seen = mem_resize(t->seen, count, 1);
	t->mark = mem_resize(t->mark, count, 1);
	t->lively = mem_resize(t->lively, count, 1);
	t->since_ms = mem_resize(t->since_ms, count, sizeof *t->since_ms);
	memset(t->lively, 0, count);
}

void template_begin(struct line_template *t, const struct site *site, const char *text, size_t length) {
	use_site(t, site);
	memset(t->seen, 0, t->columns);
	memset(t->mark, QUALITY_GOOD, t->columns);
	t->token_count = t->noted_end = 0;
	t->usable = false;
	t->recording = true;
	template_keep_line(t, t->now, text, length);
}

void template_spoil(struct line_template *t) {
	t->recording = false;
}

void template_note(struct line_template *t, size_t offset, size_t length, long column, const struct metric *metric) {
	if (!t->recording)
		return;
	/* A value that stands twice would have to be taken from the later place, even when only the earlier one changes. */
	if (t->token_count == TOKENS_MAX || (column >= 0 && t->seen[column]++ > 0)) {
		t->recording = false;
		return;
	}
	if (t->token_count == t->token_room) {
		t->token_room = t->token_room ? t->token_room * 2 : 128;
		t->token = mem_resize(t->token, t->token_room, sizeof *t->token);
	}
	t->token[t->token_count++] = (struct token){
		.gap = (uint32_t)(offset - t->noted_end), .length = (uint32_t)length, .column = column, .metric = metric,
		.lively = column >= 0 && t->lively[column] != 0,
	};
	t->noted_end = offset + length;
}

void template_mark(struct line_template *t, size_t column, enum quality quality, int64_t since_ms) {
	t->mark[column] = (uint8_t)quality;
	t->since_ms[column] = since_ms;
}

void template_cut(struct line_template *t) {
	t->segment = mem_resize(t->segment, t->token_count + 1, sizeof *t->segment);
	size_t count = 0;
	struct segment at = { .first = 1 };
	for (uint32_t i = 1; i < t->token_count; i++) {
		const struct token *token = &t->token[i];
		at.same += token->gap;
		if (!token->lively) {
			at.same += token->length;
			continue;
		}
		at.last = i;
		at.length = token->length;
		at.column = (uint32_t)token->column;
		at.metric = token->metric;
		at.form = &t->form[0];
		t->segment[count++] = at;
		at = (struct segment){ .first = i + 1 };
	}
	at.last = (uint32_t)t->token_count;
	at.same += (uint32_t)(t->length[t->now] - t->noted_end);
	t->segment[count++] = at;
	t->segment_count = count;
	t->changed = false;
}

bool template_time_tail(const char *at, int64_t *ms) {
	static const char form[] = ":00.000Z\"";
	int64_t value = 0;
	for (int i = 0; i < 9; i++) {
		char c = at[17 + i];
		if (form[i] != '0' ? c != form[i] : c < '0' || c > '9')
			return false;
		if (form[i] == '0')
			value = value * 10 + (c - '0');
	}
	*ms = value;
	return value < 60000;
}

void template_end(struct line_template *t) {
	int64_t ms, t_ms;
	if (!t->recording || t->token_count == 0 || t->token[0].column != TEMPLATE_TIME || t->token[0].length != TEMPLATE_TIME_LENGTH)
		return;
	for (size_t i = 1; i < t->token_count; i++) {
		struct token *token = &t->token[i];
		if (token->column == TEMPLATE_TIME)
			return;
		token->mark = token->column >= 0 ? t->mark[token->column] : QUALITY_GOOD;
		if (token->mark != QUALITY_GOOD)
			token->lively = false;
	}
	const char *time = t->line[t->now] + t->token[0].gap;
	if (!template_time_tail(time, &ms) || !time_parse_iso(time + 1, TEMPLATE_TIME_LENGTH - 2, &t_ms))
		return;
	t->minute_ms = t_ms - ms;
	t->recording = false;
	t->usable = true;
	template_cut(t);
}
