/* Fuzzy matching; see fuzzy.h. Best alignment by dynamic programming over (letters of the pattern, bytes of the text): always true is that the score
 * found is that of the best alignment, not of the first one. */
#include "fuzzy.h"

#include <string.h>

/* Points. A run is worth more than a beginning, so that "cap" in "gpu cap" beats "c…a…p" over three words. */
enum { POINT_LETTER = 16, POINT_BEGINNING = 24, POINT_RUN = 28, POINT_PREFIX = 60, POINT_WHOLE = 200 };
#define PATTERN_MOST 48

static int lower(char c) { return c >= 'A' && c <= 'Z' ? c + 32 : (unsigned char)c; }

static int is_beginning(const char *text, size_t i) { return i == 0 || strchr(" .-_/", text[i - 1]) != NULL; }

/* The pattern without its blanks; returns its length, PATTERN_MOST + 1 where it is too long to fit anything. */
static size_t letters(const char *pattern, char out[PATTERN_MOST + 1]) {
	size_t n = 0;
	for (; *pattern; pattern++)
		if (*pattern != ' ') {
			if (n == PATTERN_MOST)
				return PATTERN_MOST + 1;
			out[n++] = *pattern;
		}
	return n;
}

/* ended[i]: the best score of the letters so far where the last of them is byte i; one step takes one letter more. */
static void step(int ended[FUZZY_LENGTH], const char *text, size_t length, char letter, int first) {
	int best = first ? 0 : FUZZY_NONE, before = FUZZY_NONE; /* of all that end before i; of that which ends just before it */
	for (size_t i = 0; i < length; i++) {
		int was = first ? FUZZY_NONE : ended[i], here = FUZZY_NONE;
		if (lower(text[i]) == lower(letter)) {
			if (best != FUZZY_NONE)
				here = best + POINT_LETTER + (is_beginning(text, i) ? POINT_BEGINNING : 0);
			if (before != FUZZY_NONE && before + POINT_LETTER + POINT_RUN > here)
				here = before + POINT_LETTER + POINT_RUN;
		}
		ended[i] = here;
		before = was;
		if (was > best)
			best = was;
	}
}

int fuzzy_score(const char *pattern, const char *text) {
	char wanted[PATTERN_MOST + 1];
	int ended[FUZZY_LENGTH], best = FUZZY_NONE;
	size_t count = letters(pattern, wanted), length = strnlen(text, FUZZY_LENGTH);
	if (count == 0)
		return 0;
	if (count > PATTERN_MOST)
		return FUZZY_NONE;
	for (size_t k = 0; k < count; k++)
		step(ended, text, length, wanted[k], k == 0);
	for (size_t i = 0; i < length; i++)
		best = ended[i] > best ? ended[i] : best;
	if (best == FUZZY_NONE)
		return FUZZY_NONE;
	size_t typed = strlen(pattern), same = 0;
	while (same < typed && same < length && lower(pattern[same]) == lower(text[same]))
		same++;
	if (same == typed)
		best += POINT_PREFIX + (typed == length ? POINT_WHOLE : 0);
	best -= length < 80 ? (int)length / 4 : 20;
	return best > 0 ? best : 0;
}
