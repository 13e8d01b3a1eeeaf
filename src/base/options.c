/* Options from a table. Always true after success: argv holds the operands first, in their order; every value lies within the range of its
 * row; what was not given is zero. The strings stay where they were. Faults of a value do not name the option: who read it knows how it was
 * written. */
#include "options.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define WORD_LENGTH_MAX 48

static size_t least_of(size_t a, size_t b) {
	return a < b ? a : b;
}

/* Edits (insert, drop, replace, swap of neighbours) that turn a into b, letters' case aside. Both at most WORD_LENGTH_MAX. */
static size_t word_distance(const char *a, size_t a_length, const char *b, size_t b_length) {
	size_t rows[3][WORD_LENGTH_MAX + 1];
	size_t *above2 = rows[0], *above = rows[1], *row = rows[2];
	for (size_t j = 0; j <= b_length; j++)
		above[j] = above2[j] = j;
	for (size_t i = 1; i <= a_length; i++) {
		row[0] = i;
		for (size_t j = 1; j <= b_length; j++) {
			int x = tolower((unsigned char)a[i - 1]), y = tolower((unsigned char)b[j - 1]);
			row[j] = least_of(above[j - 1] + (x != y), least_of(above[j], row[j - 1]) + 1);
			if (i > 1 && j > 1 && x == tolower((unsigned char)b[j - 2]) && y == tolower((unsigned char)a[i - 2]))
				row[j] = least_of(row[j], above2[j - 2] + 1);
		}
		size_t *spare = above2;
		above2 = above;
		above = row;
		row = spare;
	}
	return above[b_length];
}

const char *word_nearest(const char *text, const char *const *words) {
	size_t length = strlen(text), best_distance = (length + 2) / 3 + 1;
	const char *best = NULL;
	if (!length || length > WORD_LENGTH_MAX)
		return NULL;
	for (; *words; words++) {
		size_t word_length = strlen(*words);
		if (word_length > WORD_LENGTH_MAX)
			continue;
		size_t distance = word_distance(text, length, *words, word_length);
		/* The beginning of a word is near to it, however long the rest. */
		if (distance > 1 && length >= 3 && strncasecmp(text, *words, length) == 0)
			distance = 1;
		if (distance < best_distance) {
			best_distance = distance;
			best = *words;
		}
	}
	return best;
}

static int find_name(const struct option_row *rows, size_t count, const char *name, size_t length) {
	for (size_t i = 0; i < count; i++)
		if (strlen(rows[i].name) == length && memcmp(rows[i].name, name, length) == 0)
			return (int)i;
	return -1;
}

int options_find(const struct option_row *rows, size_t count, const char *name) {
	return find_name(rows, count, name, strlen(name));
}

const char *option_prefix(const struct option_row *row) {
	return row->kind == OPTION_FLAG && row->argument ? "no-" : "";
}

const char *option_help(const struct option_row *row) {
	return *option_prefix(row) ? row->argument : row->help;
}

/* "no-NAME" is a flag taken back. */
static int find_denied(const struct option_row *rows, size_t count, const char *name, size_t length) {
	int found = length > 3 && memcmp(name, "no-", 3) == 0 ? find_name(rows, count, name + 3, length - 3) : -1;
	return found >= 0 && rows[found].kind == OPTION_FLAG ? found : -1;
}

static int find_letter(const struct option_row *rows, size_t count, char letter) {
	for (size_t i = 0; i < count; i++)
		if (rows[i].letter && rows[i].letter == letter)
			return (int)i;
	return -1;
}

static bool refuse_unknown(const struct option_row *rows, size_t count, const char *argument, struct error *err) {
	const char **names = mem_zalloc(count + 1, sizeof *names);
	for (size_t i = 0; i < count; i++)
		names[i] = rows[i].name;
	size_t dashes = strspn(argument, "-");
	char *name = mem_strndup(argument + dashes, strcspn(argument + dashes, "="));
	bool denied = !strncmp(name, "no-", 3);
	const char *near = word_nearest(denied ? name + 3 : name, names);
	if (near)
		error_set(err, "unknown option %s%s (did you mean --%s%s?)", dashes > 1 ? "--" : "-", name,
		          denied && rows[options_find(rows, count, near)].kind == OPTION_FLAG ? "no-" : "", near);
	else
		error_set(err, "unknown option %s%s", dashes > 1 ? "--" : "-", name);
	free(name);
	free(names);
	return false;
}

static bool take_number(const struct option_row *row, const char *text, struct option_value *value, struct error *err) {
	char *end = NULL;
	/* strtod would also take blanks, hexadecimal, "inf" and "nan". */
	bool plain = *text && strspn(text, "0123456789+-.eE") == strlen(text);
	value->number = plain ? strtod(text, &end) : 0;
	if (!plain || *end || end == text || !isfinite(value->number))
		return error_set(err, "\"%s\" is no number", text);
	if (row->kind == OPTION_INTEGER && value->number != floor(value->number))
		return error_set(err, "\"%s\" is no whole number", text);
	if (row->least < row->most && (value->number < row->least || value->number > row->most))
		return error_set(err, "%s is out of range (%.15g to %.15g)", text, row->least, row->most);
	return true;
}

/* The words stand in one string, "text|json|csv"; an empty one is no word. */
static bool take_choice(const struct option_row *row, const char *text, struct option_value *value, struct error *err) {
	size_t length = strlen(text), index = 0;
	for (const char *word = row->argument;; index++) {
		size_t word_length = strcspn(word, "|");
		if (word_length == length && length && memcmp(word, text, length) == 0) {
			value->number = (double)index;
			value->text = text;
			return true;
		}
		if (!word[word_length])
			break;
		word += word_length + 1;
	}
	return error_set(err, "\"%s\" is none of %s", text, row->argument);
}

static bool take_flag(const char *text, struct option_value *value, struct error *err) {
	static const struct { const char *word; bool on; } words[] = {
		{ "yes", true }, { "no", false }, { "on", true }, { "off", false }, { "true", true }, { "false", false }, { "1", true }, { "0", false },
	};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (!strcasecmp(words[i].word, text)) {
			value->given = words[i].on;
			return true;
		}
	return error_set(err, "\"%s\" is neither yes nor no", text);
}

bool option_take(const struct option_row *row, const char *text, struct option_value *value, struct error *err) {
	value->given = value->said = true;
	switch (row->kind) {
	case OPTION_NUMBER:
	case OPTION_INTEGER:
		value->text = text;
		return take_number(row, text, value, err);
	case OPTION_CHOICE:
		return take_choice(row, text, value, err);
	case OPTION_LIST:
		if (value->list_count == sizeof value->list / sizeof *value->list)
			return error_set(err, "given more than %zu times", value->list_count);
		value->list[value->list_count++] = text;
		return true;
	case OPTION_TEXT:
		value->text = text;
		return true;
	case OPTION_FLAG:
		return take_flag(text, value, err);
	}
	return true;
}

/* Takes the option at argv[*at] with its value, and leaves *at on the last argument that belongs to it. */
static bool take_option(const struct option_row *rows, size_t count, int argc, char **argv, int *at,
                        struct option_value *values, struct error *err) {
	const char *argument = argv[*at], *text = NULL;
	int found;
	if (argument[1] == '-') {
		size_t length = strcspn(argument + 2, "=");
		found = find_name(rows, count, argument + 2, length);
		if (argument[2 + length])
			text = argument + 2 + length + 1;
		else if (found < 0 && (found = find_denied(rows, count, argument + 2, length)) >= 0)
			text = "no";
	} else {
		found = argument[2] ? -1 : find_letter(rows, count, argument[1]);
	}
	if (found < 0)
		return refuse_unknown(rows, count, argument, err);
	const struct option_row *row = &rows[found];
	if (row->kind == OPTION_FLAG && !text)
		text = "yes";
	if (!text) {
		/* A forgotten value must not swallow the next option; "-10m" and "-" are values. */
		if (*at + 1 >= argc || strncmp(argv[*at + 1], "--", 2) == 0)
			return error_set(err, "--%s needs a value (%s)", row->name, row->argument ? row->argument : "VALUE");
		text = argv[++*at];
	}
	return option_take(row, text, &values[found], err) || error_prefix(err, "--%s", row->name);
}

bool options_parse(const struct option_row *rows, size_t count, int argc, char **argv, struct option_value *values,
                   int *operands, struct error *err) {
	for (size_t i = 0; i < count; i++)
		values[i] = (struct option_value){ 0 };
	*operands = 0;
	bool ended = false;
	for (int at = 0; at < argc; at++) {
		if (!ended && strcmp(argv[at], "--") == 0)
			ended = true;
		else if (!ended && argv[at][0] == '-' && argv[at][1]) {
			if (!take_option(rows, count, argc, argv, &at, values, err))
				return false;
		} else {
			char *operand = argv[at];
			for (int i = at; i > *operands; i--)
				argv[i] = argv[i - 1];
			argv[(*operands)++] = operand;
		}
	}
	return true;
}
