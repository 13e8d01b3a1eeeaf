/* The reader of lines. A line is first offered to the templates of the last few shapes (some keys come once a minute only);
 * otherwise it is scanned once from end to end, so that what is refused is refused before anything is taken from it, and then read
 * by its kind. Which kind it is the first of the keys "site" and "t" decides, and whether there is an "event".
 *
 * Always true: an `image` holds what the last frame line of its shape gave, before the rules; frames are handed out as copies of it.
 * Sites are kept until the end, each text once, since frames point to them. */
#include "line.h"

#include <stdlib.h>
#include <string.h>

#include "json_scan.h"
#include "line_event.h"
#include "line_frame.h"
#include "line_site.h"
#include "line_template.h"

/* Different sites in one recording: more are no change of a site but damage. */
#define SITES_MAX 4096
#define SITES_BYTES_MAX (64u << 20) /* of their texts */

/* One shape of lines. */
struct shape {
	struct line_template *template;
	struct frame image;
};
#define SHAPES 3

struct line_reader {
	const struct site *site;   /* governing */
	struct site **sites;       /* owned, with what they point to */
	size_t site_count, site_room, site_bytes;
	struct shape shape[SHAPES]; /* the last one used is the first */
	bool general_only;
	uint64_t fast, general;
};

struct line_reader *line_reader_new(void) {
	struct line_reader *r = mem_zalloc(1, sizeof *r);
	for (size_t i = 0; i < SHAPES; i++) {
		r->shape[i].template = template_new();
		frame_init(&r->shape[i].image);
	}
	return r;
}

void line_reader_free(struct line_reader *r) {
	if (r == NULL)
		return;
	for (size_t i = 0; i < r->site_count; i++)
		site_free(r->sites[i]);
	free(r->sites);
	for (size_t i = 0; i < SHAPES; i++) {
		template_free(r->shape[i].template);
		frame_free(&r->shape[i].image);
	}
	free(r);
}

const struct site *line_reader_site(const struct line_reader *r) {
	return r->site;
}

void line_reader_use(struct line_reader *r, const struct site *site) {
	r->site = site;
}

void line_reader_counts(const struct line_reader *r, uint64_t *fast, uint64_t *general) {
	*fast = r->fast;
	*general = r->general;
}

void line_reader_general_only(struct line_reader *r, bool on) {
	r->general_only = on;
}

static enum line_kind refuse(struct error *err, size_t column, const char *why) {
	error_set(err, "column %zu: %s", column, why);
	return LINE_BAD;
}

/* What a scan of the whole line tells. */
struct survey {
	bool site_first, timed, event, bare_word;
	size_t bare_column;
};

static bool survey_line(const char *text, size_t length, struct survey *out, struct error *err) {
	struct json_scan s;
	enum json_kind kind;
	*out = (struct survey){ 0 };
	json_scan_init(&s, text, length);
	if ((kind = json_next(&s)) != JSON_OBJECT && kind != JSON_FAULT) {
		refuse(err, json_token_column(&s), "expected '{'");
		return false;
	}
	while (kind != JSON_END && kind != JSON_FAULT) {
		kind = json_next(&s);
		if (kind == JSON_KEY && s.depth == 1) {
			out->site_first |= !out->timed && json_token_is(&s, "site");
			out->timed |= json_token_is(&s, "t");
			out->event |= json_token_is(&s, "event");
		} else if (kind == JSON_NAN && !out->bare_word) {
			out->bare_word = true;
			out->bare_column = json_token_column(&s);
		}
	}
	if (kind == JSON_FAULT)
		refuse(err, json_column(&s, s.at), s.why);
	return kind == JSON_END;
}

static void keep_site(struct line_reader *r, struct site *site) {
	if (r->site_count == r->site_room) {
		r->site_room = r->site_room ? 2 * r->site_room : 4;
		r->sites = mem_resize(r->sites, r->site_room, sizeof *r->sites);
	}
	r->sites[r->site_count++] = site;
}

/* The site of the same text that was read before, newest first. */
static struct site *find_site(const struct line_reader *r, const char *text, size_t length) {
	for (size_t i = r->site_count; i-- > 0;)
		if (strlen(r->sites[i]->json) == length && memcmp(r->sites[i]->json, text, length) == 0)
			return r->sites[i];
	return NULL;
}

static enum line_kind read_site(struct line_reader *r, const char *text, size_t length, const struct survey *survey,
                                const struct site **site_out, struct error *err) {
	struct site *site = find_site(r, text, length);
	if (site == NULL) {
		size_t column;
		struct error why;
		if (survey->bare_word)
			return refuse(err, survey->bare_column, "expected a value");
		if (r->site_count == SITES_MAX || r->site_bytes + length > SITES_BYTES_MAX)
			return refuse(err, 1, "too many different sites in one recording");
		site = line_site_read(text, length, &why, &column);
		if (site == NULL)
			return refuse(err, column, why.text);
		site->json = mem_strndup(text, length);
		r->site_bytes += length;
		keep_site(r, site);
	}
	r->site = site;
	if (site_out != NULL)
		*site_out = site;
	return LINE_SITE;
}

/* Makes the shape of that index the first, and hands out what it holds. */
static enum line_kind hand_out(struct line_reader *r, size_t index, struct frame *frame) {
	struct shape used = r->shape[index];
	if (index > 0) {
		memmove(&r->shape[1], &r->shape[0], index * sizeof used);
		r->shape[0] = used;
	}
	if (frame != NULL) {
		frame_copy(frame, &used.image);
		frame_apply_rules(frame);
	}
	return LINE_FRAME;
}

static bool read_fast(struct line_reader *r, const char *text, size_t length, struct frame *frame) {
	if (r->general_only || r->site == NULL)
		return false;
	for (size_t i = 0; i < SHAPES; i++)
		if (template_match(r->shape[i].template, r->site, &r->shape[i].image, text, length)) {
			r->fast++;
			hand_out(r, i, frame);
			return true;
		}
	return false;
}

static enum line_kind read_frame(struct line_reader *r, const char *text, size_t length, struct frame *frame, struct error *err) {
	size_t column;
	struct error why;
	struct shape *oldest = &r->shape[SHAPES - 1];
	if (r->site == NULL)
		return refuse(err, 1, "a frame before any site");
	if (!line_frame_read(text, length, r->site, &oldest->image, oldest->template, &why, &column))
		return refuse(err, column, why.text);
	r->general++;
	return hand_out(r, SHAPES - 1, frame);
}

static enum line_kind read_event(const char *text, size_t length, struct event *event, struct error *err) {
	struct event unwanted;
	struct error why;
	size_t column;
	if (line_event_read(text, length, event != NULL ? event : &unwanted, &why, &column))
		return LINE_EVENT;
	return refuse(err, column, why.text);
}

static bool is_blank(const char *text, size_t length) {
	for (size_t i = 0; i < length; i++)
		if (text[i] != ' ' && text[i] != '\t' && text[i] != '\r' && text[i] != '\n')
			return false;
	return true;
}

enum line_kind line_read(struct line_reader *r, const char *text, size_t length, struct frame *frame, struct event *event,
                         const struct site **site_out, struct error *err) {
	if (length > LINE_LENGTH_MAX)
		return refuse(err, LINE_LENGTH_MAX + 1, "longer than 1 MiB");
	if (read_fast(r, text, length, frame))
		return LINE_FRAME;
	if (is_blank(text, length))
		return LINE_EMPTY;
	struct survey survey;
	if (!survey_line(text, length, &survey, err))
		return LINE_BAD;
	if (survey.site_first)
		return read_site(r, text, length, &survey, site_out, err);
	if (!survey.timed)
		return refuse(err, 1, "neither a site nor a time \"t\"");
	return survey.event ? read_event(text, length, event, err) : read_frame(r, text, length, frame, err);
}

/* The scanner at the first of the top-level keys "site" and "t"; false when there is none before a fault. */
static bool find_first_key(struct json_scan *s, const char *text, size_t length, bool *is_site) {
	json_scan_init(s, text, length);
	if (json_next(s) != JSON_OBJECT)
		return false;
	for (enum json_kind kind = json_next(s); kind != JSON_END && kind != JSON_FAULT; kind = json_next(s))
		if (kind == JSON_KEY && s->depth == 1) {
			*is_site = json_token_is(s, "site");
			if (*is_site || json_token_is(s, "t"))
				return true;
		}
	return false;
}

int64_t line_time(const char *text, size_t length) {
	static const char head[] = "{\"t\":\"";
	static const char site_head[] = "{\"site\"";
	int64_t t_ms;
	size_t n = sizeof head - 1;
	if (length > n + 25 && memcmp(text, head, n) == 0 && text[n + 24] == '"' && time_parse_iso(text + n, 24, &t_ms))
		return t_ms;
	if (length >= sizeof site_head - 1 && memcmp(text, site_head, sizeof site_head - 1) == 0)
		return TIME_NONE;
	struct json_scan s;
	bool is_site;
	if (!find_first_key(&s, text, length, &is_site) || is_site || json_next(&s) != JSON_STRING)
		return TIME_NONE;
	return time_parse_iso(s.token, s.length, &t_ms) ? t_ms : TIME_NONE;
}

bool line_is_site(const char *text, size_t length) {
	static const char frame_head[] = "{\"t\":";
	if (length >= sizeof frame_head - 1 && memcmp(text, frame_head, sizeof frame_head - 1) == 0)
		return false;
	struct json_scan s;
	bool is_site = false;
	return find_first_key(&s, text, length, &is_site) && is_site;
}

/* The text without the spaces between its tokens, as one site line. */
static void compact(struct buf *out, const char *text, size_t length, bool wrap) {
	bool quoted = false;
	if (wrap)
		buf_puts(out, "{\"site\":");
	for (size_t i = 0; i < length; i++) {
		char c = text[i];
		if (!quoted && (c == ' ' || c == '\t' || c == '\r' || c == '\n'))
			continue;
		if (quoted && c == '\\')
			buf_add(out, &text[i++], 1);
		else if (c == '"')
			quoted = !quoted;
		buf_add(out, &text[i], 1);
	}
	if (wrap)
		buf_puts(out, "}");
}

/* "line 12, column 5" for people who write the text by hand. */
static void error_at_line(struct error *err, const char *text, size_t offset, const char *why) {
	size_t line = 1, begin = 0;
	for (size_t i = 0; i < offset; i++)
		if (text[i] == '\n') {
			line++;
			begin = i + 1;
		}
	error_set(err, "line %zu, column %zu: %s", line, offset - begin + 1, why);
}

struct site *line_parse_site(const char *json, size_t length, struct error *err) {
	struct json_scan s;
	struct error why;
	bool wrapped = false;
	enum json_kind kind;
	if (length > LINE_LENGTH_MAX) {
		error_set(err, "a site longer than 1 MiB");
		return NULL;
	}
	json_scan_init(&s, json, length);
	do {
		kind = json_next(&s);
		wrapped |= kind == JSON_KEY && s.depth == 1 && json_token_is(&s, "site");
	} while (kind != JSON_END && kind != JSON_FAULT && kind != JSON_NAN);
	if (kind != JSON_END) {
		error_at_line(err, json, (size_t)((kind == JSON_NAN ? s.token : s.at) - json), kind == JSON_NAN ? "expected a value" : s.why);
		return NULL;
	}
	size_t column;
	struct site *site = line_site_read(json, length, &why, &column);
	if (site == NULL) {
		error_at_line(err, json, column - 1, why.text);
		return NULL;
	}
	struct buf text = { 0 };
	compact(&text, json, length, !wrapped);
	site->json = text.data;
	return site;
}
