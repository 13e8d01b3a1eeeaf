/* Random edits as text: each verb has its form, in which % stands for a kind of value. Links with nothing of the program. */
#include "edit_lines.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

uint64_t edit_lines_seed(void) {
	const char *given = getenv("MWTOP_TEST_SEED");
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	uint64_t seed = given ? strtoull(given, NULL, 10) : (uint64_t)now.tv_sec * 1000000007u + (uint64_t)now.tv_nsec;
	return seed ? seed : 1;
}

uint64_t edit_lines_below(uint64_t *state, uint64_t below) {
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state % below;
}

static size_t below(uint64_t *state, size_t n) {
	return (size_t)edit_lines_below(state, n);
}

/* G: set, F: feed, k: up to 2500 kW, M: MW, w: 200 to 700 W, d: 100 to 700 W, o: W, c: Celsius, p: PUE, n: GPUs, t: TIME, s: duration,
 * O: perhaps "over DURATION", m: model, S: stance. In the order of enum edit_verb. */
static const char *const forms[] = {
	"gen G trip", "gen G start", "gen G stop", "gen G restore", "gen G max k", "feed F lose", "feed F restore", "feed F limit M",
	"feed F import M", "feed F promise t M", "gpu online n O", "gpu cap w O", "gpu draw d", "gpu model m", "job start O", "job stall s",
	"job stop", "training start t", "training hold", "training go", "training gpus n", "site pue p", "site overhead o",
	"site reserve M", "site stance S", "site aux M", "site inlet c",
};

struct text {
	uint64_t *state;
	char *out;
	size_t size, length;
};

static void put(struct text *t, const char *word) {
	static const char *const blanks[] = { " ", " ", " ", "  ", "\t" };
	const char *blank = t->length ? blanks[below(t->state, 5)] : "";
	t->length += (size_t)snprintf(t->out + t->length, t->size - t->length, "%s%s", blank, word);
}

/* A number from least to most with up to 17 digits, bare or with one of its units, attached or not. */
static void put_number(struct text *t, double least, double most, const char *unit, double scale, const char *other) {
	static const int digits[] = { 3, 4, 6, 9, 17 };
	char word[64], number[40];
	double x = least + (most - least) * (double)below(t->state, 1000001) / 1e6;
	size_t form = below(t->state, *unit ? 4 : 1);
	/* Rounding must not lead past the bounds. */
	int precise = x - least < 0.01 * most || most - x < 0.01 * most ? 17 : digits[below(t->state, 5)];
	snprintf(number, sizeof number, "%.*g", precise, form == 3 ? x / scale : x);
	if (form == 3 && (x - least < 1e-6 * most || most - x < 1e-6 * most))
		form = 0, snprintf(number, sizeof number, "%.17g", x);
	snprintf(word, sizeof word, "%s%s%s", number, form == 2 ? " " : "", form == 0 ? "" : form == 3 ? other : unit);
	put(t, word);
}

static void put_duration(struct text *t) {
	static const char *const units[] = { "ms", "s", "m", "h", "" };
	char word[64];
	if (below(t->state, 4) == 0)
		snprintf(word, sizeof word, "%zuh%zum%zus%zums", below(t->state, 9), below(t->state, 60), below(t->state, 60), 1 + below(t->state, 999));
	else
		snprintf(word, sizeof word, "%zu%s", 1 + below(t->state, 5000), units[below(t->state, 5)]);
	put(t, word);
}

static void put_time(struct text *t) {
	uint64_t *s = t->state;
	char word[64];
	size_t month = 1 + below(s, 12), day = 1 + below(s, 28), hour = below(s, 24), minute = below(s, 60), second = below(s, 60);
	switch (below(s, 8)) {
	case 0: snprintf(word, sizeof word, "%02zu:%02zu", hour, minute); break;
	case 1: snprintf(word, sizeof word, "%02zu:%02zu:%02zu.%03zu", hour, minute, second, below(s, 1000)); break;
	case 2: snprintf(word, sizeof word, "2024-%02zu-%02zu", month, day); break;
	case 3: snprintf(word, sizeof word, "2024-%02zu-%02zu %02zu:%02zu", month, day, hour, minute); break;
	case 4: snprintf(word, sizeof word, "2024-%02zu-%02zuT%02zu:%02zu:%02zu.%03zuZ", month, day, hour, minute, second, below(s, 1000)); break;
	case 5: snprintf(word, sizeof word, "T%c%zums", below(s, 2) ? '+' : '-', below(s, 10000000)); break;
	case 6: snprintf(word, sizeof word, "%04zu-%02zu-%02zuT%02zu:%02zu:%02zu+02:00", 1 + below(s, 9998), month, day, hour, minute, second); break;
	default: snprintf(word, sizeof word, "%c%zum", below(s, 2) ? '+' : '-', below(s, 100000)); break;
	}
	put(t, word);
}

static void put_value(struct text *t, char kind) {
	static const char *const models[] = { "H100", "h200", "B100", "b200" }, *const stances[] = { "n0", "N1-set", "n1-feed" };
	char word[16];
	switch (kind) {
	case 'G': snprintf(word, sizeof word, "%c%02zu", below(t->state, 2) ? 'G' : 'g', 1 + below(t->state, 14)); put(t, below(t->state, 6) ? word : "all"); break;
	case 'F': put(t, below(t->state, 3) ? "TVA" : "All"); break;
	case 'k': put_number(t, 0, 2500, "kW", 1000, "mw"); break;
	case 'M': put_number(t, 0, 400, "MW", 0.001, "kW"); break;
	case 'w': put_number(t, 200, 700, "W", 1000, "kW"); break;
	case 'd': put_number(t, 100, 700, "w", 1000, "kW"); break;
	case 'o': put_number(t, 0, 5000, "W", 1000, "kW"); break;
	case 'c': put_number(t, -40, 60, "C", 1, "\xc2\xb0" "C"); break;
	case 'p': put_number(t, 1, 5, "", 1, ""); break;
	case 'n': snprintf(word, sizeof word, "%zu", 1 + below(t->state, 100000)); put(t, word); break;
	case 't': put_time(t); break;
	case 'm': put(t, models[below(t->state, 4)]); break;
	case 'S': put(t, stances[below(t->state, 3)]); break;
	case 's': put_duration(t); break;
	case 'O':
		if (below(t->state, 2)) {
			put(t, "over");
			put_duration(t);
		}
		break;
	default: break;
	}
}

char *edit_line_random(uint64_t *state, size_t verb, char *out, size_t size) {
	struct text t = { state, out, size, 0 };
	char form[32], *rest = form;
	out[0] = '\0';
	if (below(state, 2)) {
		put(&t, "at");
		put_time(&t);
	}
	snprintf(form, sizeof form, "%s", forms[verb]);
	for (char *word; (word = strsep(&rest, " "));) {
		if (word[1] == '\0')
			put_value(&t, word[0]);
		else
			put(&t, word);
	}
	return out;
}
