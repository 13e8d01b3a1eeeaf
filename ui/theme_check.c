/* What is to be said of a theme: every fault of its file, and what makes a screen hard to read. A fault is found as loading finds it: the file
 * is parsed, the line that stopped it is blanked, and so on until nothing stops it; so both tell the same. */
#include "theme_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "colour.h"

#define REMARKS_MAX 200
#define TEXT_MAX 512

struct remark { int line; bool fault; char *text; };
struct remarks { struct remark at[REMARKS_MAX]; int count, faults; };

static void say(struct remarks *r, int line, bool fault, const char *format, ...) PRINTF_LIKE(4, 5);
static void say(struct remarks *r, int line, bool fault, const char *format, ...) {
	char text[TEXT_MAX];
	va_list args;
	if (r->count == REMARKS_MAX)
		return;
	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	r->at[r->count++] = (struct remark){ line, fault, mem_strdup(text) };
	r->faults += fault;
}

/* ---- roles ---- */

enum kind {
	KIND_NORMAL = 1,   /* values that are well, and what stands among them */
	KIND_ALARM = 2,
	KIND_AREA = 4,     /* bars and lines, no text */
	KIND_UNREAD = 8,  /* nothing is read from it: rules, the empty part of a bar, the band under the load line */
};
/* A role that is not here is text. */
static const unsigned kinds[ROLE_COUNT] = {
	[ROLE_TEXT] = KIND_NORMAL, [ROLE_DIM] = KIND_NORMAL, [ROLE_STRONG] = KIND_NORMAL, [ROLE_FRAME] = KIND_NORMAL | KIND_UNREAD,
	[ROLE_KEY] = KIND_NORMAL, [ROLE_BAR] = KIND_NORMAL | KIND_AREA, [ROLE_BAR_EMPTY] = KIND_NORMAL | KIND_UNREAD, [ROLE_LIMIT] = KIND_NORMAL,
	[ROLE_GO] = KIND_NORMAL, [ROLE_SUPPLY] = KIND_NORMAL | KIND_UNREAD, [ROLE_LOAD] = KIND_NORMAL,
	[ROLE_ALARM_LOW] = KIND_ALARM, [ROLE_ALARM_MEDIUM] = KIND_ALARM, [ROLE_ALARM_HIGH] = KIND_ALARM, [ROLE_ALARM_UNACK] = KIND_ALARM,
};

bool theme_role_is_alarm(enum role role) {
	return kinds[role] & KIND_ALARM;
}

bool theme_role_is_normal(enum role role) {
	return kinds[role] & KIND_NORMAL;
}

double theme_contrast_needed(enum role role) {
	return kinds[role] & KIND_UNREAD ? 0 : kinds[role] & KIND_AREA ? THEME_CONTRAST_AREA : THEME_CONTRAST;
}

/* ---- contrast ---- */

static int32_t shown(int32_t rgb, enum colour_depth depth) {
	return depth == COLOUR_256 && rgb >= 0 ? colour_of_palette(colour_nearest_256(rgb)) : rgb;
}

double theme_contrast(const struct theme *t, enum role role, enum colour_depth depth, char *where) {
	static const struct { enum theme_terminal not_for; int32_t fg, bg; } sides[] = {
		{ TERMINAL_LIGHT, 0xffffff, 0x000000 }, { TERMINAL_DARK, 0x000000, 0xffffff },
	};
	double least = 22;
	for (size_t i = 0; i < sizeof sides / sizeof *sides; i++) {
		const struct style *s = &t->style[role];
		if (t->terminal == sides[i].not_for)
			continue;
		int32_t fg = s->fg < 0 ? sides[i].fg : shown(s->fg, depth), bg = s->bg < 0 ? sides[i].bg : shown(s->bg, depth);
		double contrast = colour_contrast(fg, bg);
		if (contrast < least && where)
			snprintf(where, 16, "on #%06x", (unsigned)bg & 0xffffffu);
		least = contrast < least ? contrast : least;
	}
	return least;
}

static void check_contrast(const struct theme *t, struct remarks *r) {
	for (int i = 0; i < ROLE_COUNT; i++) {
		char where[16] = "";
		double least = theme_contrast(t, (enum role)i, COLOUR_TRUE, where), need = theme_contrast_needed((enum role)i);
		if (least < need)
			say(r, t->line[i], false, "%s: contrast %.2f:1 %s, under %.1f:1", role_keys[i], least, where, need);
	}
}

/* ---- alarms ---- */

/* By which of its colours an alarm is known: its background where it has one of its own. */
static int32_t sign_of(const struct pen *pen, const struct pen *page) {
	return pen->bg >= 0 && pen->bg != page->bg ? pen->bg : pen->fg;
}

/* An alarm that looks like what is well, or whose colour stands for something else too; said once, of the most colours. */
static void check_pair(const struct theme *t, enum role alarm, enum role other, struct remarks *r) {
	for (int depth = COLOUR_TRUE; depth >= COLOUR_NONE; depth--) {
		struct pen a = theme_pen(t, alarm, (enum colour_depth)depth), b = theme_pen(t, other, (enum colour_depth)depth);
		struct pen page = theme_page_pen(t, (enum colour_depth)depth);
		bool same = a.fg == b.fg && a.bg == b.bg && a.attributes == b.attributes;
		if (same && theme_role_is_normal(other)) {
			say(r, t->line[alarm], false, "%s looks like %s with %s", role_keys[alarm], role_keys[other], colour_depth_words[depth]);
			return;
		}
		int32_t sign = sign_of(&a, &page);
		if (sign >= 0 && sign != page.fg && (sign == b.fg || sign == b.bg)) {
			say(r, t->line[other], false, "%s has the colour of %s with %s; colours of alarms are for alarms alone", role_keys[other], role_keys[alarm],
			    colour_depth_words[depth]);
			return;
		}
	}
}

static void check_alarms(const struct theme *t, struct remarks *r) {
	for (int alarm = 0; alarm < ROLE_COUNT; alarm++)
		for (int other = 0; theme_role_is_alarm((enum role)alarm) && t->line[alarm] && other < ROLE_COUNT; other++)
			if (!theme_role_is_alarm((enum role)other))
				check_pair(t, (enum role)alarm, (enum role)other, r);
}

static void check_named(const struct theme *t, struct remarks *r) {
	char names[TEXT_MAX / 2] = "";
	size_t n = 0, count = 0;
	for (int i = 0; i < ROLE_COUNT; i++) {
		count += !t->line[i];
		if (!t->line[i] && n < sizeof names)
			n += (size_t)snprintf(names + n, sizeof names - n, "%s%s", n ? ", " : "", role_keys[i]);
	}
	if (count)
		say(r, 0, false, "%zu role%s not named and look%s like plain text: %s%s", count, count == 1 ? " is" : "s are", count == 1 ? "s" : "", names,
		    n < sizeof names ? "" : " ...");
}

/* A theme is found by the name of its file. */
static void check_name(const struct theme *t, const char *path, struct remarks *r) {
	const char *slash = strrchr(path, '/'), *file = slash ? slash + 1 : path, *ending = strstr(file, ".theme");
	size_t stem = ending ? (size_t)(ending - file) : strlen(file);
	if (t->name_line && (strlen(t->name) != stem || strncmp(t->name, file, stem)))
		say(r, t->name_line, false, "the name is \"%s\", but the file's, by which it is found, is \"%.*s\"", t->name, (int)stem, file);
}

/* ---- faults ---- */

/* Takes what stands in a line out of the text, so that the others keep their numbers. */
static void blank_line(char *text, int line) {
	for (; line > 1 && (text = strchr(text, '\n')); line--)
		text++;
	if (text)
		memset(text, ' ', strcspn(text, "\n"));
}

static const char *word_of(const char *line) { return line + strspn(line, " \t"); }

/* The name of the section that begins in this line, and its length; NULL where none does. */
static const char *heading_of(const char *line, size_t *length) {
	const char *name = word_of(line);
	size_t end = strcspn(name, "]\n");
	*length = *name == '[' && name[end] == ']' ? end - 1 : 0;
	return *name == '[' && name[end] == ']' ? name + 1 : NULL;
}

static char *line_after(char *line) {
	line += strcspn(line, "\n");
	return *line ? line + 1 : line;
}

/* Takes out the section that `line` stands in where a theme has none of that name: one remark, at its heading, for all of its lines. */
static bool drop_section(char *text, int line, struct remarks *r) {
	char *at = text, *heading = NULL;
	int here = 1, first = line, lines = 0;
	size_t length = 0, other;
	for (; here < line; here++, at = line_after(at))
		if (heading_of(at, &other)) {
			heading = at;
			first = here;
		}
	const char *name = heading ? heading_of(heading, &length) : "";
	if (*word_of(at) == '[' || theme_has_section(name, length))
		return false;
	for (at = heading ? line_after(heading) : text; *at && *word_of(at) != '['; at = line_after(at)) {
		lines += !strchr(";#\r\n", *word_of(at));
		memset(at, ' ', strcspn(at, "\n"));
	}
	if (heading)
		say(r, first, true, "no section [%.*s]; expected [theme] or [roles]; nothing in it is read (%d line%s)", (int)length, name, lines, lines == 1 ? "" : "s");
	else
		say(r, first, true, "expected [theme] or [roles] before the first key; %d line%s stand%s there", lines, lines == 1 ? "" : "s", lines == 1 ? "s" : "");
	blank_line(text, first);
	return true;
}

/* True when a whole section was none of a theme. */
static bool check_faults(const char *text, const char *name, struct theme *out, struct remarks *r) {
	char *rest = mem_strdup(text);
	struct error err;
	int line;
	bool dropped = false;
	while (!theme_parse_at(rest, name, out, &line, &err) && r->count < REMARKS_MAX) {
		if (drop_section(rest, line, r)) {
			dropped = true;
			continue;
		}
		say(r, line, true, "%s", err.text);
		blank_line(rest, line);
	}
	free(rest);
	return dropped;
}

static int by_line(const void *a, const void *b) {
	const struct remark *x = a, *y = b;
	return x->line != y->line ? (x->line > y->line) - (x->line < y->line) : strcmp(x->text, y->text);
}

int theme_check(const char *text, const char *name, theme_remark *remark, void *data) {
	struct remarks *r = mem_zalloc(1, sizeof *r);
	struct theme t;
	bool dropped = check_faults(text, name, &t, r);
	check_contrast(&t, r);
	check_alarms(&t, r);
	if (!dropped) /* its roles may well be named there */
		check_named(&t, r);
	check_name(&t, name, r);
	qsort(r->at, (size_t)r->count, sizeof *r->at, by_line);
	for (int i = 0; i < r->count; i++) {
		remark(data, r->at[i].line, r->at[i].fault, r->at[i].text);
		free(r->at[i].text);
	}
	int faults = r->faults;
	free(r);
	return faults;
}
