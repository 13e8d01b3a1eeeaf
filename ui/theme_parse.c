/* Themes: text to a table of styles, one per role. Always true of a theme that was parsed: every role has a style (one that the file does not
 * name looks like plain text), basic colours are of their 8 or 16 or -1, no style says "default" where the page has a colour, and its name
 * and what it says of itself hold nothing but what a terminal can show. */
#include "theme_parts.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "colour.h"
#include "inifile.h"
#include "options.h"
#include "utf8.h"

#define WORDS_MAX 24
#define BASIC 16
#define BRIGHT 8          /* from here on */
#define GREY_CHROMA 12.0  /* under this a colour has no hue to keep */

static const char *const basic[BASIC] = {
	"black", "red", "green", "yellow", "blue", "magenta", "cyan", "white",
	"bright-black", "bright-red", "bright-green", "bright-yellow", "bright-blue", "bright-magenta", "bright-cyan", "bright-white",
};
static const struct { const char *name; unsigned bit; } attributes[] = {
	{ "bold", STYLE_BOLD }, { "dim", STYLE_DIM }, { "reverse", STYLE_REVERSE }, { "underline", STYLE_UNDERLINE }, { "blink", STYLE_BLINK },
};
static const char *const terminals[] = { [TERMINAL_ANY] = "any", [TERMINAL_DARK] = "dark", [TERMINAL_LIGHT] = "light", NULL };

struct colour { int32_t rgb; int8_t of16, of8; bool made8; };
static const struct colour colour_default = { -1, -1, -1, false };

/* The basic colour on a terminal of 8: what is bright has none of its own there; a bright black would be lost on black. */
static int8_t of_8(int of16) {
	return (int8_t)(of16 == BRIGHT ? -1 : of16 % 8);
}

/* Where nothing is said, a grey is the page's own: of the 8 only black and white are grey, and either may be the background. */
static void find_nearest(struct colour *c) {
	bool grey = colour_chroma(c->rgb) < GREY_CHROMA;
	c->of16 = grey ? -1 : (int8_t)colour_nearest_basic(c->rgb, 16);
	c->of8 = grey ? -1 : (int8_t)colour_nearest_basic(c->rgb, 8);
	c->made8 = true;
}

static bool basic_find(const char *text, struct colour *out) {
	for (int i = 0; i < BASIC; i++)
		if (!strcasecmp(text, basic[i])) {
			*out = (struct colour){ colour_of_palette(i), (int8_t)i, of_8(i), i >= BRIGHT };
			return true;
		}
	*out = colour_default;
	return !strcasecmp(text, "default");
}

/* "#rrggbb" of exactly `length` characters. */
static bool parse_hex(const char *text, size_t length, int32_t *rgb) {
	if (length != 7 || text[0] != '#' || strspn(text + 1, "0123456789abcdefABCDEF") < 6)
		return false;
	*rgb = (int32_t)strtol((char[]){ text[1], text[2], text[3], text[4], text[5], text[6], 0 }, NULL, 16);
	return true;
}

static bool parse_colour(const char *text, struct colour *out, struct error *err) {
	const char *slash = strchr(text, '/');
	size_t length = slash ? (size_t)(slash - text) : strlen(text);
	int32_t rgb;
	bool hex = parse_hex(text, length, &rgb);
	if (hex ? !slash || basic_find(slash + 1, out) : !slash && basic_find(text, out)) {
		if (hex)
			out->rgb = rgb;
		if (hex && !slash)
			find_nearest(out);
		return true;
	}
	return error_set(err, "no colour: \"%s\"; expected #rrggbb, #rrggbb/NAME or NAME; NAME is default, black, red, green, yellow, blue, magenta, cyan, white or "
	                 "bright-black to bright-white", text);
}

static unsigned attribute_bit(const char *word) {
	for (size_t i = 0; i < sizeof attributes / sizeof attributes[0]; i++)
		if (!strcasecmp(word, attributes[i].name))
			return attributes[i].bit;
	return 0;
}

static const struct style style_plain = { .fg = -1, .bg = -1, .fg16 = -1, .bg16 = -1, .fg8 = -1, .bg8 = -1 };

static void set_fg(struct style *s, struct colour c) {
	s->fg = c.rgb;
	s->fg16 = c.of16;
	s->fg8 = c.of8;
	s->fg8_made = c.made8;
}

static void set_bg(struct style *s, struct colour c) {
	s->bg = c.rgb;
	s->bg16 = c.of16;
	s->bg8 = c.of8;
}

/* What stands after the first colour. */
static bool parse_rest(char *const *words, size_t count, struct style *out, struct error *err) {
	bool mono = false;
	for (size_t i = 1; i < count; i++) {
		unsigned bit = attribute_bit(words[i]);
		struct colour bg;
		if (bit && mono)
			out->mono |= bit;
		else if (bit)
			out->attributes |= bit;
		else if (!mono && !strcasecmp(words[i], "mono:"))
			mono = true;
		else if (i == 1 && !strcasecmp(words[i], "on") && count > 2) {
			if (!parse_colour(words[++i], &bg, err))
				return false;
			set_bg(out, bg);
		} else {
			return error_set(err, "\"%s\" is not understood; expected on BG (after the first colour), bold, dim, reverse, underline, blink or mono:", words[i]);
		}
	}
	if (!mono)
		out->mono = out->attributes;
	return true;
}

static bool parse_words(char *const *words, size_t count, struct style *out, struct error *err) {
	struct colour fg;
	*out = style_plain;
	if (!count)
		return error_set(err, "empty; expected FG [on BG] [bold dim reverse underline blink] [mono: ...]");
	if (!parse_colour(words[0], &fg, err))
		return false;
	set_fg(out, fg);
	return parse_rest(words, count, out, err);
}

static bool parse_style(const char *value, struct style *out, struct error *err) {
	char *copy = mem_strdup(value), *words[WORDS_MAX], *rest = copy;
	size_t count = 0;
	bool ok = true;
	for (char *w = strtok_r(rest, " \t", &rest); w && ok; w = strtok_r(NULL, " \t", &rest)) {
		ok = count < WORDS_MAX;
		if (ok)
			words[count++] = w;
	}
	ok = ok ? parse_words(words, count, out, err) : error_set(err, "more than %d words", WORDS_MAX);
	free(copy);
	return ok;
}

struct parse {
	struct theme *out;
	unsigned keys_seen;
};

/* ---- [theme] ---- */

static bool take_name(struct theme *t, const char *value, struct error *err) {
	(void)err;
	utf8_clean(t->name, sizeof t->name, value, strlen(value));
	return true;
}

static bool take_about(struct theme *t, const char *value, struct error *err) {
	(void)err;
	utf8_clean(t->about, sizeof t->about, value, strlen(value));
	return true;
}

static bool take_foreground(struct theme *t, const char *value, struct error *err) {
	struct colour c;
	if (!parse_colour(value, &c, err))
		return false;
	set_fg(&t->page, c);
	return true;
}

static bool take_background(struct theme *t, const char *value, struct error *err) {
	struct colour c;
	if (!parse_colour(value, &c, err))
		return false;
	set_bg(&t->page, c);
	return true;
}

static bool take_terminal(struct theme *t, const char *value, struct error *err) {
	for (int i = 0; terminals[i]; i++)
		if (!strcasecmp(value, terminals[i])) {
			t->terminal = (enum theme_terminal)i;
			return true;
		}
	return error_set(err, "\"%s\" is not understood; expected any, dark or light", value);
}

static const struct { const char *key, *help; bool (*take)(struct theme *t, const char *value, struct error *err); } theme_keys[] = {
	{ "name", "what it calls itself; it is found by the name of its file, which should be the same", take_name },
	{ "about", "a line on what it is for, shown where one chooses", take_about },
	{ "foreground", "colour of text that no role gives another; without it the terminal's", take_foreground },
	{ "background", "colour behind everything that no role gives another; without it the terminal's", take_background },
	{ "terminal", "dark, light or any: on what terminals it is to be read where it leaves them their own colours; what \"theme check\" judges by (any)", take_terminal },
};
#define THEME_KEYS (sizeof theme_keys / sizeof *theme_keys)

const char *theme_key(size_t index, const char **help) {
	*help = index < THEME_KEYS ? theme_keys[index].help : NULL;
	return index < THEME_KEYS ? theme_keys[index].key : NULL;
}

static bool theme_key_row(struct parse *p, const char *key, const char *value, int line, struct error *err) {
	const char *words[THEME_KEYS + 1] = { NULL };
	for (size_t i = 0; i < THEME_KEYS; i++) {
		words[i] = theme_keys[i].key;
		if (strcmp(key, words[i]))
			continue;
		if (p->keys_seen & 1u << i)
			return error_set(err, "%s stands twice", key);
		p->keys_seen |= 1u << i;
		if (i == 0)
			p->out->name_line = line;
		return theme_keys[i].take(p->out, value, err) || error_prefix(err, "%s", key);
	}
	const char *near = word_nearest(key, words);
	return error_set(err, "no key \"%s\" in [theme]; %s%s", key, near ? "did you mean " : "expected name, about, foreground, background or terminal", near ? near : "");
}

/* ---- [roles] ---- */

static bool unknown_role(const char *key, struct error *err) {
	const char *words[ROLE_COUNT + 1];
	memcpy(words, role_keys, sizeof role_keys);
	words[ROLE_COUNT] = NULL;
	const char *near = word_nearest(key, words);
	if (near)
		return error_set(err, "no role \"%s\"; did you mean \"%s\"?", key, near);
	return error_set(err, "no role \"%s\"; mwtop-theme(5) names them all: %s, %s, %s and so on", key, role_keys[0], role_keys[1], role_keys[2]);
}

static bool role_row(struct parse *p, const char *key, const char *value, int line, struct error *err) {
	for (int i = 0; i < ROLE_COUNT; i++) {
		if (strcmp(key, role_keys[i]))
			continue;
		if (p->out->line[i])
			return error_set(err, "%s stands twice", key);
		p->out->line[i] = line;
		return parse_style(value, &p->out->style[i], err) || error_prefix(err, "%s", key);
	}
	return unknown_role(key, err);
}

bool theme_has_section(const char *name, size_t length) {
	return length == 5 && (!strncmp(name, "theme", length) || !strncmp(name, "roles", length));
}

static bool theme_row(void *data, const char *section, const char *key, const char *value, int line, struct error *err) {
	struct parse *p = data;
	if (!strcmp(section, "roles"))
		return role_row(p, key, value, line, err);
	if (strcmp(section, "theme"))
		return error_set(err, "no section [%s]; expected [theme] or [roles]", section);
	return theme_key_row(p, key, value, line, err);
}

/* "default" becomes the page's; so does a grey where there are too few colours for it. */
static void settle(struct theme *t) {
	const struct style *page = &t->page;
	for (int i = 0; i < ROLE_COUNT; i++) {
		struct style *s = &t->style[i];
		s->fg = s->fg < 0 ? page->fg : s->fg;
		s->bg = s->bg < 0 ? page->bg : s->bg;
		s->fg16 = s->fg16 < 0 ? page->fg16 : s->fg16;
		s->bg16 = s->bg16 < 0 ? page->bg16 : s->bg16;
		s->fg8 = s->fg8 < 0 ? page->fg8 : s->fg8;
		s->bg8 = s->bg8 < 0 ? page->bg8 : s->bg8;
	}
}

bool theme_parse_at(const char *text, const char *name, struct theme *out, int *line, struct error *err) {
	struct parse p = { .out = out };
	*out = (struct theme){ .page = style_plain };
	utf8_clean(out->name, sizeof out->name, name, strlen(name));
	for (int i = 0; i < ROLE_COUNT; i++)
		out->style[i] = style_plain;
	bool ok = inifile_parse_at(text, theme_row, &p, line, err);
	settle(out);
	theme_choose_eight(out);
	return ok;
}

bool theme_parse(const char *text, const char *name, struct theme *out, struct error *err) {
	int line;
	return theme_parse_at(text, name, out, &line, err) || error_prefix(err, "%s: line %d", name, line);
}
