/* A frame line is walked once: its objects are at most three levels deep, so that one function each for the frame, a class of
 * objects and an object does, for "min" and "max", too. Every scalar is noted for the template, those of unknown keys, too; a line with
 * "min" or "max" is no template. Marks of "q" are put on at the end, since they may stand before the values. */
#include "line_frame.h"

#include <string.h>

#include "json_scan.h"
#include "line_value.h"

struct walk {
	struct json_scan scan;
	const struct site *site;
	struct frame *frame;
	struct line_template *note;
	double *range;      /* within "min" or "max" the frame's low or high, else NULL */
	struct json_scan q; /* at the value of "q"; begin is NULL while there is none */
	bool in_marks;      /* within "q", whose text must stay the same for the template to hold: nothing is noted there */
};

/* Place of a scalar within the line, with the quotes of a string. */
static void note_scalar(struct walk *w, enum json_kind kind, long column, const struct metric *metric) {
	size_t quotes = kind == JSON_STRING;
	if (!w->in_marks)
		template_note(w->note, (size_t)(w->scan.token - w->scan.begin) - quotes, w->scan.length + 2 * quotes, column, metric);
}

/* Skips the rest of the value that began with the token `kind`. */
static void skip_value(struct walk *w, enum json_kind kind) {
	if (json_is_scalar(kind)) {
		note_scalar(w, kind, TEMPLATE_UNKNOWN, NULL);
		return;
	}
	int level = w->scan.depth - 1;
	while (w->scan.depth > level) {
		kind = json_next(&w->scan);
		if (kind == JSON_FAULT || kind == JSON_END)
			return;
		if (json_is_scalar(kind))
			note_scalar(w, kind, TEMPLATE_UNKNOWN, NULL);
	}
}

/* The next token is the lowest or highest value of that column: a number, or it tells nothing. */
static void read_bound(struct walk *w, const struct metric *metric, size_t column) {
	double value = NAN;
	enum json_kind kind = json_next(&w->scan);
	if (kind == JSON_NUMBER && metric->kind == METRIC_NUMBER)
		line_value_scalar(metric, kind, w->scan.token, w->scan.length, &value);
	else
		skip_value(w, kind);
	w->range[column] = value;
}

/* The next token is a value for that metric of that object. */
static void read_value(struct walk *w, enum metric_id id, size_t object) {
	size_t column = site_column(w->site, id, object);
	if (w->range != NULL) {
		read_bound(w, metric_at(id), column);
		return;
	}
	enum json_kind kind = json_next(&w->scan);
	if (!json_is_scalar(kind)) {
		w->frame->value[column] = NAN;
		w->frame->quality[column] = QUALITY_BAD;
		template_spoil(w->note);
		skip_value(w, kind);
		return;
	}
	double value;
	const struct metric *metric = metric_at(id);
	enum quality quality = line_value_scalar(metric, kind, w->scan.token, w->scan.length, &value);
	w->frame->value[column] = value;
	w->frame->quality[column] = (uint8_t)quality;
	note_scalar(w, kind, (long)column, metric);
}

/* The key of the present token without escapes, in `room`; a key that is too long is none of ours. */
static size_t plain_key(const struct json_scan *s, char room[64], const char **key) {
	if (!s->escaped) {
		*key = s->token;
		return s->length;
	}
	*key = room;
	return json_unescape(s->token, s->length, room, 64);
}

static void read_bus_mw(struct walk *w) {
	enum json_kind kind = json_next(&w->scan);
	if (kind != JSON_OBJECT) {
		skip_value(w, kind);
		return;
	}
	while (json_next(&w->scan) == JSON_KEY) {
		char room[64];
		const char *key;
		size_t length = plain_key(&w->scan, room, &key);
		int bus = site_find(w->site, CLASS_BUS, key, length);
		if (bus >= 0)
			read_value(w, M_BUS_GPU_MW, (size_t)bus);
		else
			skip_value(w, json_next(&w->scan));
	}
}

static void read_arrays(struct walk *w) {
	enum json_kind kind = json_next(&w->scan);
	if (kind != JSON_ARRAY) {
		skip_value(w, kind);
		return;
	}
	int level = w->scan.depth;
	for (size_t i = 0;; i++) {
		struct json_scan before = w->scan;
		kind = json_next(&w->scan);
		if (kind == JSON_FAULT || (kind == JSON_ARRAY_END && w->scan.depth < level))
			return;
		if (i < w->site->array_count) {
			w->scan = before;
			read_value(w, M_ARRAY_ONLINE, i);
		} else {
			skip_value(w, kind);
		}
	}
}

/* The metric of that key; most objects name them in the order of the table, so the one after the last is tried first. */
static enum metric_id find_metric(enum metric_class class, const char *key, size_t length, size_t next) {
	if (next < metric_class_first(class) + metric_class_size(class)) {
		const char *own = metric_at((enum metric_id)next)->key;
		if (strncmp(own, key, length) == 0 && own[length] == '\0')
			return (enum metric_id)next;
	}
	return metric_find(class, key, length);
}

/* The members of one object; its opening brace has been read. */
static void read_object(struct walk *w, enum metric_class class, size_t object) {
	size_t next = metric_class_first(class);
	while (json_next(&w->scan) == JSON_KEY) {
		char room[64];
		const char *key;
		size_t length = plain_key(&w->scan, room, &key);
		enum metric_id id = find_metric(class, key, length, next);
		next = (size_t)id + 1;
		if (id != METRIC_COUNT)
			read_value(w, id, object);
		else if (class == CLASS_GPU && json_token_is(&w->scan, "bus_mw"))
			read_bus_mw(w);
		else if (class == CLASS_GPU && json_token_is(&w->scan, "arrays"))
			read_arrays(w);
		else
			skip_value(w, json_next(&w->scan));
	}
}

/* The object of that id; most lines name them in the order of the site, so the one after the last is tried first. */
static int find_object(const struct walk *w, enum metric_class class, const char *id, size_t length, int last) {
	if ((size_t)(last + 1) < site_class_count(w->site, class)) {
		const char *next = site_object_id(w->site, class, (size_t)(last + 1));
		if (strlen(next) == length && memcmp(next, id, length) == 0)
			return last + 1;
	}
	return site_find(w->site, class, id, length);
}

/* A class of named objects, or the one object of its class. */
static void read_class(struct walk *w, enum metric_class class) {
	enum json_kind kind = json_next(&w->scan);
	if (kind != JSON_OBJECT) {
		skip_value(w, kind);
		return;
	}
	if (class == CLASS_GPU || class == CLASS_AUX) {
		read_object(w, class, 0);
		return;
	}
	int last = -1;
	while (json_next(&w->scan) == JSON_KEY) {
		char room[64];
		const char *id;
		size_t length = plain_key(&w->scan, room, &id);
		int object = find_object(w, class, id, length, last);
		kind = json_next(&w->scan);
		if (kind == JSON_OBJECT && object >= 0) {
			read_object(w, class, (size_t)object);
			last = object;
		} else {
			skip_value(w, kind);
		}
	}
}

static void read_window(struct walk *w) {
	enum json_kind kind = json_next(&w->scan);
	double window = kind == JSON_NUMBER ? json_number(w->scan.token, w->scan.length) : 0;
	w->frame->window_s = window > 0 && window <= 1e9 ? window : 0;
	if (json_is_scalar(kind))
		note_scalar(w, kind, TEMPLATE_WINDOW, NULL);
	else
		skip_value(w, kind);
}

/* A member whose key, the present token, is the word of a class. False, with nothing more read, when it is none. */
static bool read_class_member(struct walk *w) {
	char room[64];
	const char *key;
	size_t length = plain_key(&w->scan, room, &key);
	int class = word_find(metric_class_words, key, length);
	if (class < 0 || class == CLASS_ARRAY)
		return false;
	read_class(w, (enum metric_class)class);
	return true;
}

/* "min" or "max": objects as in the frame. */
static void read_range(struct walk *w, bool high) {
	template_spoil(w->note);
	if (!w->frame->ranged)
		frame_begin_range(w->frame);
	enum json_kind kind = json_next(&w->scan);
	if (kind != JSON_OBJECT) {
		skip_value(w, kind);
		return;
	}
	w->range = high ? w->frame->high : w->frame->low;
	while (json_next(&w->scan) == JSON_KEY)
		if (!read_class_member(w))
			skip_value(w, json_next(&w->scan));
	w->range = NULL;
}

static bool read_time(struct walk *w) {
	enum json_kind kind = json_next(&w->scan);
	if (kind != JSON_STRING || !time_parse_iso(w->scan.token, w->scan.length, &w->frame->t_ms))
		return false;
	note_scalar(w, kind, TEMPLATE_TIME, NULL);
	return true;
}

/* A mark's key names a column ("gen.G07.kw", "gpu.bus_mw.A", "gpu.arrays.3") or a whole object ("gen.G07", "gpu"): *first and *count
 * get the columns; false when there is no such thing. */
static bool find_columns(const struct site *site, const char *key, size_t length, size_t *first, size_t *count) {
	static const char bus_mw[] = "gpu.bus_mw.", arrays[] = "gpu.arrays.";
	long column = site_column_find(site, key, length);
	*count = 1;
	if (column < 0 && length > sizeof bus_mw - 1 && memcmp(key, bus_mw, sizeof bus_mw - 1) == 0) {
		int bus = site_find(site, CLASS_BUS, key + sizeof bus_mw - 1, length - (sizeof bus_mw - 1));
		column = bus < 0 ? -1 : (long)site_column(site, M_BUS_GPU_MW, (size_t)bus);
	} else if (column < 0 && length > sizeof arrays - 1 && memcmp(key, arrays, sizeof arrays - 1) == 0) {
		int array = site_find(site, CLASS_ARRAY, key + sizeof arrays - 1, length - (sizeof arrays - 1));
		column = array < 0 ? -1 : (long)site_column(site, M_ARRAY_ONLINE, (size_t)array);
	} else if (column < 0) {
		const char *dot = memchr(key, '.', length);
		size_t word = dot != NULL ? (size_t)(dot - key) : length;
		int class = word_find(metric_class_words, key, word);
		int object = class < 0 ? -1 : site_find(site, (enum metric_class)class, dot != NULL ? dot + 1 : "", dot != NULL ? length - word - 1 : 0);
		if (object < 0)
			return false;
		column = (long)site_column(site, metric_class_first((enum metric_class)class), (size_t)object);
		*count = metric_class_size((enum metric_class)class);
	}
	*first = (size_t)column;
	return column >= 0;
}

/* {"is":"stale","since":"..."}: the quality, or GOOD when it says nothing that is known. */
static enum quality read_mark(struct walk *w, int64_t *since_ms) {
	enum quality quality = QUALITY_GOOD;
	*since_ms = TIME_NONE;
	while (json_next(&w->scan) == JSON_KEY) {
		bool is = json_token_is(&w->scan, "is"), since = json_token_is(&w->scan, "since");
		enum json_kind kind = json_next(&w->scan);
		if (is && kind == JSON_STRING) {
			int word = word_find(quality_words, w->scan.token, w->scan.length);
			quality = word >= 0 ? (enum quality)word : QUALITY_BAD; /* said to be something that we do not know: not to be relied on */
		} else if (since && kind == JSON_STRING) {
			if (!time_parse_iso(w->scan.token, w->scan.length, since_ms))
				*since_ms = TIME_NONE;
		} else {
			skip_value(w, kind);
		}
	}
	return quality;
}

static void read_marks(struct walk *w) {
	w->scan = w->q;
	w->in_marks = true;
	enum json_kind kind = json_next(&w->scan);
	if (kind != JSON_OBJECT)
		return;
	while (json_next(&w->scan) == JSON_KEY) {
		char room[64];
		const char *key;
		size_t length = plain_key(&w->scan, room, &key), first = 0, count = 0;
		bool known = find_columns(w->site, key, length, &first, &count);
		kind = json_next(&w->scan);
		if (kind != JSON_OBJECT) {
			skip_value(w, kind);
			continue;
		}
		int64_t since_ms;
		enum quality quality = read_mark(w, &since_ms);
		for (size_t i = 0; known && quality != QUALITY_GOOD && i < count; i++) {
			line_value_mark(w->frame, first + i, quality, since_ms);
			template_mark(w->note, first + i, quality, since_ms);
		}
	}
}

static void pass_marks(struct walk *w) {
	w->q = w->scan;
	w->in_marks = true;
	skip_value(w, json_next(&w->scan));
	w->in_marks = false;
}

static void read_member(struct walk *w) {
	if (read_class_member(w))
		return;
	if (json_token_is(&w->scan, "window_s"))
		read_window(w);
	else if (json_token_is(&w->scan, "q"))
		pass_marks(w);
	else if (json_token_is(&w->scan, "min"))
		read_range(w, false);
	else if (json_token_is(&w->scan, "max"))
		read_range(w, true);
	else
		skip_value(w, json_next(&w->scan));
}

bool line_frame_read(const char *text, size_t length, const struct site *site, struct frame *frame, struct line_template *note,
                     struct error *err, size_t *column) {
	struct walk w = { .site = site, .frame = frame, .note = note };
	frame_reset(frame, site, TIME_NONE);
	template_begin(note, site, text, length);
	json_scan_init(&w.scan, text, length);
	json_next(&w.scan);
	while (json_next(&w.scan) == JSON_KEY) {
		if (!json_token_is(&w.scan, "t")) {
			read_member(&w);
		} else if (!read_time(&w)) {
			*column = json_token_column(&w.scan);
			return error_set(err, "t is not a time such as 2024-07-22T09:05:12.000Z");
		}
	}
	if (w.q.begin != NULL)
		read_marks(&w);
	frame->ranged &= frame->window_s > 0;
	template_end(note);
	return true;
}
