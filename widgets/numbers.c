/* Formatting of numbers. All text here is made by us, so it holds no characters of a peer's. */
#include "numbers.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "utf8.h"

static const char dash[] = "\u2014";

/* Copies "30147" to "30,147": a comma before each third digit left of the point. Four digits are read at a glance and stay together. */
static void group_thousands(char *out, const char *digits) {
	size_t whole = strcspn(digits, ".");
	for (size_t i = 0; i < whole; i++) {
		if (i && whole > 4 && (whole - i) % 3 == 0)
			*out++ = ',';
		*out++ = digits[i];
	}
	strcpy(out, digits + whole);
}

char *number_text(char out[NUMBER_SIZE], double value, int decimals, enum number_sign sign) {
	if (!isfinite(value))
		return strcpy(out, dash);
	if (fabs(value) >= 1e15) {
		snprintf(out, NUMBER_SIZE, sign == NUMBER_SIGNED ? "%+.1e" : "%.1e", value);
		return out;
	}
	char digits[40];
	snprintf(digits, sizeof digits, "%.*f", decimals < 0 ? 0 : decimals > 6 ? 6 : decimals, fabs(value));
	bool zero = strspn(digits, "0.") == strlen(digits);
	char *at = out;
	if (!zero && value < 0)
		*at++ = '-';
	else if (!zero && sign == NUMBER_SIGNED)
		*at++ = '+';
	group_thousands(at, digits);
	return out;
}

char *number_sum(char out[NUMBER_SIZE], double value, int decimals, enum number_sign sign, unsigned reporting, unsigned total) {
	char plain[NUMBER_SIZE];
	number_text(plain, value, decimals, sign);
	bool bound = isfinite(value) && reporting < total;
	snprintf(out, NUMBER_SIZE, "%s%.*s", bound ? "\u2265 " : "", NUMBER_SIZE - 8, plain);
	return out;
}

char *number_reporting(char out[NUMBER_SIZE], unsigned reporting, unsigned total) {
	out[0] = '\0';
	if (reporting < total)
		snprintf(out, NUMBER_SIZE, "%u/%u", reporting, total);
	return out;
}

char *number_percent(char out[NUMBER_SIZE], double value, double whole) {
	if (!isfinite(value) || !(whole > 0) || !isfinite(whole))
		return strcpy(out, dash);
	char plain[NUMBER_SIZE];
	snprintf(out, NUMBER_SIZE, "%.*s %%", NUMBER_SIZE - 8, number_text(plain, 100 * value / whole, 0, NUMBER_PLAIN));
	return out;
}

struct age_unit { double from_s, per; const char *brief, *word; };
static const struct age_unit age_units[] = {
	{ 864000, 86400, "d", " days" }, { 7200, 3600, "h", " h" }, { 120, 60, "m", " min" }, { 0, 1, "s", " s" },
};

static char *age_text(char out[NUMBER_SIZE], double seconds, bool words) {
	out[0] = '\0';
	if (!isfinite(seconds))
		return out;
	if (seconds < 0)
		seconds = 0;
	const struct age_unit *u = age_units;
	while (seconds < u->from_s)
		u++;
	double count = floor(seconds / u->per);
	snprintf(out, NUMBER_SIZE, "%s%.0f%s", count > 99999 ? ">" : "", count > 99999 ? 99999 : count, words ? u->word : u->brief);
	return out;
}

char *number_age(char out[NUMBER_SIZE], double seconds) {
	return age_text(out, seconds, false);
}

char *number_age_long(char out[NUMBER_SIZE], double seconds) {
	return age_text(out, seconds, true);
}

enum role number_role(enum number_state state, enum role good) {
	return state == NUMBER_GOOD ? good : state == NUMBER_STALE ? ROLE_STALE : ROLE_MISSING;
}

/* "TEXT UNIT AGE" with as many of its parts as fit into `width`; the age of a stale value goes before the unit does. */
static void parts_fit(char *out, size_t size, int width, const char *text, const char *unit, const char *age) {
	snprintf(out, size, "%s%s%s%s%s", text, *unit ? " " : "", unit, *age ? " " : "", age);
	if (utf8_cells(out) > (size_t)width)
		snprintf(out, size, "%s%s%s", text, *age ? " " : "", age);
	if (utf8_cells(out) > (size_t)width)
		snprintf(out, size, "%s", text);
}

/* A good one that is no finite number is missing. */
static enum number_state state_of(const struct number *number) {
	return number->state == NUMBER_GOOD && !isfinite(number->value) ? NUMBER_MISSING : number->state;
}

char *number_words(char out[NUMBER_WORDS_SIZE], int width, const struct number *number) {
	char text[NUMBER_SIZE], age[NUMBER_SIZE] = "";
	const char *unit = number->unit ? number->unit : "";
	enum number_state state = state_of(number);
	if (state == NUMBER_MISSING || state == NUMBER_BAD) {
		strcpy(text, state == NUMBER_BAD ? "bad" : dash);
		unit = "";
	} else {
		number_text(text, number->value, number->decimals, NUMBER_PLAIN);
		if (state == NUMBER_STALE)
			number_age(age, number->age_s);
	}
	parts_fit(out, NUMBER_WORDS_SIZE, width, text, unit, age);
	return out;
}

int number_put(struct grid *g, struct rect r, int x_end, int y, int width, enum role role, const struct number *number) {
	char out[NUMBER_WORDS_SIZE];
	return put_right(g, r, x_end - width, x_end, y, number_role(state_of(number), role), number_words(out, width, number));
}
