/* Themes: text to a table of styles, one per role. The form of a file is told at the head of themes/isa-grey.theme. Always true of a
 * theme that was parsed: every role has a style (one that the file does not name looks like plain text), basic colours are 0 to 7 or
 * STYLE_DEFAULT8, and its name holds nothing but what a terminal can show. */
#include "theme.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "inifile.h"
#include "options.h"
#include "utf8.h"

#define STYLE_DEFAULT8 9
#define WORDS_MAX 24

extern const char theme_default_text[];

static const struct { const char *name; int32_t rgb; } basic[8] = {
	{ "black", 0x000000 }, { "red", 0xcd0000 }, { "green", 0x00cd00 }, { "yellow", 0xcdcd00 },
	{ "blue", 0x0000ee }, { "magenta", 0xcd00cd }, { "cyan", 0x00cdcd }, { "white", 0xe5e5e5 },
};
static const struct { const char *name; unsigned bit; } attributes[] = {
	{ "bold", STYLE_BOLD }, { "dim", STYLE_DIM }, { "reverse", STYLE_REVERSE }, { "underline", STYLE_UNDERLINE }, { "blink", STYLE_BLINK },
};

static int channel(int32_t rgb, int shift) {
	return rgb >> shift & 255;
}

static int distance(int32_t a, int32_t b) {
	int sum = 0;
	for (int shift = 0; shift <= 16; shift += 8) {
		int d = channel(a, shift) - channel(b, shift);
		sum += d * d;
	}
	return sum;
}

int theme_nearest_256(int32_t rgb) {
	static const int cube[6] = { 0, 95, 135, 175, 215, 255 };
	int best = 16, best_distance = 1 << 30;
	for (int i = 16; i < 256; i++) {
		int32_t candidate;
		if (i >= 232) {
			int32_t grey = 8 + 10 * (i - 232);
			candidate = grey << 16 | grey << 8 | grey;
		} else {
			int n = i - 16;
			candidate = cube[n / 36] << 16 | cube[n / 6 % 6] << 8 | cube[n % 6];
		}
		int d = distance(rgb, candidate);
		if (d < best_distance) {
			best_distance = d;
			best = i;
		}
	}
	return best;
}

/* A grey becomes the terminal's own colour: of the 8 only black and white are grey, and either may be the background. */
static uint8_t nearest_basic(int32_t rgb) {
	int least = 255, most = 0, best = 0;
	for (int shift = 0; shift <= 16; shift += 8) {
		int c = channel(rgb, shift);
		least = c < least ? c : least;
		most = c > most ? c : most;
	}
	if (most - least < 32)
		return STYLE_DEFAULT8;
	for (int i = 1; i < 7; i++)
		if (distance(rgb, basic[i].rgb) < distance(rgb, basic[best].rgb))
			best = i;
	return (uint8_t)best;
}

static int basic_find(const char *text) {
	for (int i = 0; i < 8; i++)
		if (!strcasecmp(text, basic[i].name))
			return i;
	return strcasecmp(text, "default") ? -1 : STYLE_DEFAULT8;
}

/* "#rrggbb" of exactly `length` characters. */
static bool parse_hex(const char *text, size_t length, int32_t *rgb) {
	if (length != 7 || text[0] != '#' || strspn(text + 1, "0123456789abcdefABCDEF") < 6)
		return false;
	*rgb = (int32_t)strtol((char[]){ text[1], text[2], text[3], text[4], text[5], text[6], 0 }, NULL, 16);
	return true;
}

static bool parse_colour(const char *text, int32_t *rgb, uint8_t *rgb8, struct error *err) {
	const char *slash = strchr(text, '/');
	size_t length = slash ? (size_t)(slash - text) : strlen(text);
	int name = basic_find(slash ? slash + 1 : text);
	if (slash ? name >= 0 && parse_hex(text, length, rgb) : parse_hex(text, length, rgb)) {
		*rgb8 = slash ? (uint8_t)name : nearest_basic(*rgb);
		return true;
	}
	if (slash || name < 0)
		return error_set(err, "no colour: \"%s\"; expected #rrggbb, #rrggbb/NAME, default, black, red, green, yellow, blue, magenta, cyan or white", text);
	*rgb = name == STYLE_DEFAULT8 ? -1 : basic[name].rgb;
	*rgb8 = (uint8_t)name;
	return true;
}

static unsigned attribute_bit(const char *word) {
	for (size_t i = 0; i < sizeof attributes / sizeof attributes[0]; i++)
		if (!strcasecmp(word, attributes[i].name))
			return attributes[i].bit;
	return 0;
}

static const struct style style_plain = { .fg = -1, .bg = -1, .fg8 = STYLE_DEFAULT8, .bg8 = STYLE_DEFAULT8 };

static bool parse_words(char *const *words, size_t count, struct style *out, struct error *err) {
	*out = style_plain;
	if (!count || !parse_colour(words[0], &out->fg, &out->fg8, err))
		return count ? false : error_set(err, "empty; expected FG [on BG] [bold dim reverse underline blink] [mono: ...]");
	bool mono = false;
	for (size_t i = 1; i < count; i++) {
		unsigned bit = attribute_bit(words[i]);
		if (bit && mono)
			out->mono |= bit;
		else if (bit)
			out->attributes |= bit;
		else if (!mono && !strcasecmp(words[i], "mono:"))
			mono = true;
		else if (i == 1 && !strcasecmp(words[i], "on") && count > 2) {
			if (!parse_colour(words[++i], &out->bg, &out->bg8, err))
				return false;
		} else {
			return error_set(err, "\"%s\" is not understood; expected on BG (after the first colour), bold, dim, reverse, underline, blink or mono:", words[i]);
		}
	}
	if (!mono)
		out->mono = out->attributes;
	return true;
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
	bool seen[ROLE_COUNT];
};

static bool unknown_role(const char *key, struct error *err) {
	const char *words[ROLE_COUNT + 1];
	memcpy(words, role_keys, sizeof role_keys);
	words[ROLE_COUNT] = NULL;
	const char *near = word_nearest(key, words);
	if (near)
		return error_set(err, "no role \"%s\"; did you mean \"%s\"?", key, near);
	return error_set(err, "no role \"%s\"; themes/isa-grey.theme names them all: %s, %s, %s and so on", key, role_keys[0], role_keys[1], role_keys[2]);
}

static bool role_row(struct parse *p, const char *key, const char *value, struct error *err) {
	for (int i = 0; i < ROLE_COUNT; i++) {
		if (strcmp(key, role_keys[i]))
			continue;
		if (p->seen[i])
			return error_set(err, "%s stands twice", key);
		p->seen[i] = true;
		return parse_style(value, &p->out->style[i], err) || error_prefix(err, "%s", key);
	}
	return unknown_role(key, err);
}

static bool theme_row(void *data, const char *section, const char *key, const char *value, int line, struct error *err) {
	(void)line; /* inifile names it */
	struct parse *p = data;
	bool ok;
	if (!strcmp(section, "roles"))
		ok = role_row(p, key, value, err);
	else if (strcmp(section, "theme"))
		ok = error_set(err, "no section [%s]; expected [theme] or [roles]", section);
	else if (strcmp(key, "name"))
		ok = error_set(err, "no key \"%s\" in [theme]; expected name", key);
	else
		ok = (utf8_clean(p->out->name, sizeof p->out->name, value, strlen(value)), true);
	return ok;
}

bool theme_parse(const char *text, const char *name, struct theme *out, struct error *err) {
	struct parse p = { .out = out };
	utf8_clean(out->name, sizeof out->name, name, strlen(name));
	for (int i = 0; i < ROLE_COUNT; i++)
		out->style[i] = style_plain;
	return inifile_parse(text, name, theme_row, &p, err);
}

const struct theme *theme_default(void) {
	static struct theme theme;
	static bool parsed;
	if (!parsed) {
		struct error err;
		parsed = theme_parse(theme_default_text, "isa-grey", &theme, &err);
	}
	return &theme;
}
