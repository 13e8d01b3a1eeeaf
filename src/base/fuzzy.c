/* The best way to lay what is typed over a name; see fuzzy.h. For each letter typed and each place in the name the best score of
 * all ways that put it there is kept. */
#include "fuzzy.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#define LETTER 16       /* each letter that fits */
#define WORD_START 10   /* more where it begins a word */
#define NAME_START 8    /* more where that is the first */
#define RUN 9           /* more where it stands right behind the one before */
#define GAP 1           /* less for each letter that is passed over, between letters that fit */
#define GAP_MOST 12
#define LENGTH_SHARE 4  /* a point less for so many letters of the name */
#define IMPOSSIBLE (-1000000)
#define FITS_BITS 64

static int fold(char c) { return tolower((unsigned char)c); }

static bool is_word_start(const char *name, int at) {
	if (at == 0)
		return true;
	unsigned char before = (unsigned char)name[at - 1], here = (unsigned char)name[at];
	return (!isalnum(before) && isalnum(here)) || (islower(before) && isupper(here)) || (isalpha(before) && isdigit(here) && isupper(before));
}

/* What is typed without its blanks; -1: too long. */
static int letters_of(const char *typed, unsigned char out[FUZZY_TYPED_MAX]) {
	int n = 0;
	for (; *typed; typed++) {
		if (*typed == ' ')
			continue;
		if (n == FUZZY_TYPED_MAX)
			return -1;
		out[n++] = (unsigned char)fold(*typed);
	}
	return n;
}

static bool is_subsequence(const unsigned char *letters, int count, const char *name) {
	int at = 0;
	for (; *name && at < count; name++)
		at += fold(*name) == letters[at];
	return at == count;
}

static bool is_same(const char *a, const char *b) {
	while (*a && fold(*a) == fold(*b)) {
		a++;
		b++;
	}
	return *a == *b;
}

static int place_bonus(const char *name, int at) {
	return LETTER + (is_word_start(name, at) ? WORD_START : 0) + (at == 0 ? NAME_START : 0);
}

/* from[i][j]: where letter i - 1 stands in the best way that puts letter i at j. */
static int lay(const unsigned char *letters, int count, const char *name, int length, uint64_t *fits) {
	static _Thread_local int score[FUZZY_TYPED_MAX][FUZZY_NAME_MAX];
	static _Thread_local int16_t from[FUZZY_TYPED_MAX][FUZZY_NAME_MAX];
	for (int i = 0; i < count; i++)
		for (int j = 0; j < length; j++) {
			if (fold(name[j]) != letters[i]) {
				score[i][j] = IMPOSSIBLE;
				continue;
			}
			int best = i == 0 ? 0 : IMPOSSIBLE, at = -1;
			for (int k = i > 0 ? j - 1 : -1; k >= 0; k--) {
				int gap = (j - k - 1) * GAP, way = score[i - 1][k] + (k == j - 1 ? RUN : -(gap < GAP_MOST ? gap : GAP_MOST));
				if (way > best) {
					best = way;
					at = k;
				}
			}
			score[i][j] = best > IMPOSSIBLE / 2 ? best + place_bonus(name, j) : IMPOSSIBLE;
			from[i][j] = (int16_t)at;
		}
	int end = 0;
	for (int j = 1; j < length; j++)
		if (score[count - 1][j] > score[count - 1][end])
			end = j;
	int best = score[count - 1][end];
	for (int i = count - 1, j = end; fits && best > IMPOSSIBLE / 2 && i >= 0 && j >= 0; j = from[i--][j])
		if (j < FITS_BITS)
			*fits |= UINT64_C(1) << j;
	return best;
}

int fuzzy_score(const char *typed, const char *name, uint64_t *fits) {
	unsigned char letters[FUZZY_TYPED_MAX];
	size_t whole = strlen(name);
	int length = (int)(whole < FUZZY_NAME_MAX ? whole : FUZZY_NAME_MAX), count = letters_of(typed, letters);
	if (fits)
		*fits = 0;
	if (count == 0)
		return 0;
	if (is_same(typed, name)) {
		if (fits)
			*fits = length >= FITS_BITS ? UINT64_MAX : (UINT64_C(1) << length) - 1;
		return FUZZY_EXACT;
	}
	if (count < 0 || !is_subsequence(letters, count, name))
		return FUZZY_NONE;
	int best = lay(letters, count, name, length, fits) - (int)(whole / LENGTH_SHARE);
	return best < IMPOSSIBLE / 2 ? FUZZY_NONE : best > 0 ? best : 0;
}
