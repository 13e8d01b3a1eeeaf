/* What a template is made of; shared by line_template.c, which fills it, and line_match.c, which uses it.
 *
 * Always true: between lines, the token and segment lengths describe line[now] exactly; it is followed by TEMPLATE_PAD zero bytes, so that
 * eight or sixteen bytes can be read at any place in it. */
#ifndef MWTOP_TEMPLATE_PARTS_H
#define MWTOP_TEMPLATE_PARTS_H

#include "line_number.h"
#include "line_template.h"

#define TEMPLATE_PAD 64
#define TEMPLATE_TIME_LENGTH 26 /* "2024-07-22T09:05:12.000Z" with its quotes */

struct token {
	uint32_t gap, length; /* bytes between the token before and this one; of this one */
	long column;
	const struct metric *metric; /* NULL where column is none */
	bool lively;          /* ends a segment */
	uint8_t mark;         /* quality by "q", or QUALITY_GOOD */
};

struct segment {
	uint32_t same;               /* bytes before the number */
	uint32_t length;             /* of the number */
	uint32_t first, last;        /* tokens before the number; `last` is the number, or the count of tokens in the last segment */
	uint32_t column;
	const struct number_form *form;
	const struct metric *metric;
};

/* What a walk changed: a length, and the reading that a quiet token gave. Lively ones are read anew in each line anyway. */
struct change {
	uint32_t *length, old_length;
	long column; /* TEMPLATE_UNKNOWN: no reading */
	double value;
	int64_t since_ms;
	uint8_t quality;
};

struct line_template {
	const struct site *site;
	bool recording, usable, changed; /* changed: a token became lively */
	struct change *change;           /* owned; of the line being matched */
	size_t change_count, change_room;
	struct token *token;             /* owned */
	size_t token_count, token_room, noted_end;
	struct segment *segment;         /* owned, token_room + 1 */
	size_t segment_count;
	char *line[2];                   /* owned */
	size_t length[2], room[2];
	int now;
	int64_t minute_ms;               /* of the time in line[now], without its seconds */
	size_t columns;                  /* of the arrays below */
	uint8_t *seen, *mark, *lively;   /* owned, by column: in this line; by "q"; ever changed */
	int64_t *since_ms;               /* owned, by column: of a mark */
	struct number_form form[NUMBER_FORMS];
};

/* Copies a line into line[which], padded; returns it. */
char *template_keep_line(struct line_template *t, int which, const char *text, size_t length);
/* Makes the segments anew from the tokens, whose lengths must be those of line[now]. */
void template_cut(struct line_template *t);
/* Seconds and milliseconds of the time whose opening quote is at `at`; false unless it has the writers' form. */
bool template_time_tail(const char *at, int64_t *ms);

#endif
