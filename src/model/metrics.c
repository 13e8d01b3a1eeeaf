/* The metric table, made from METRIC_LIST. Always true: rows of a class stand together, so that a metric's slot is its distance
 * from the first of its class. Sizes and first rows are constants computed from the list itself, eight bits a class. */
#include "metrics.h"

#include <assert.h>
#include <string.h>

static_assert(CLASS_COUNT == 8, "the sizes of all classes are packed into 64 bits, 8 each");
static_assert(METRIC_COUNT < 256, "the first rows of the classes are packed, too");

#define ONE(id, class, key, unit, decimals, kind, words, flags, help) + (UINT64_C(1) << (8 * CLASS_##class))
#define SIZES (UINT64_C(0) METRIC_LIST(ONE))
/* Times 0x01..01: each byte becomes the sum of those below it and itself; shifted, of those below it. */
#define FIRSTS ((SIZES * UINT64_C(0x0101010101010101)) << 8)
#define BYTE_OF(packed, class) ((unsigned)((packed) >> (8 * (class))) & 255u)

const char *const metric_class_words[CLASS_COUNT + 1] = { "bus", "feed", "gen", "tie", "store", "gpu", "array", "aux", NULL };

const char *const gen_state_words[] = {
	"stopped", "starting", "running", "synchronising", "loaded", "unloading", "cooling", "tripped", "lockout", "out_of_service", NULL,
};
const char *const gen_mode_words[] = { "off", "manual", "auto", "test", NULL };
const char *const gen_ctl_words[] = { "base", "import", "isoch", "droop", NULL };
const char *const breaker_words[] = { "open", "closed", NULL };

#define WORDS_MATCH(words, count) static_assert(sizeof(words) / sizeof *(words) == (count) + 1, "one word for each value")
WORDS_MATCH(gen_state_words, GEN_STATE_COUNT);
WORDS_MATCH(gen_mode_words, MODE_COUNT);
WORDS_MATCH(gen_ctl_words, CTL_COUNT);
WORDS_MATCH(breaker_words, BREAKER_COUNT);

enum class_first {
	FIRST_BUS = BYTE_OF(FIRSTS, CLASS_BUS), FIRST_FEED = BYTE_OF(FIRSTS, CLASS_FEED), FIRST_GEN = BYTE_OF(FIRSTS, CLASS_GEN),
	FIRST_TIE = BYTE_OF(FIRSTS, CLASS_TIE), FIRST_STORE = BYTE_OF(FIRSTS, CLASS_STORE), FIRST_GPU = BYTE_OF(FIRSTS, CLASS_GPU),
	FIRST_ARRAY = BYTE_OF(FIRSTS, CLASS_ARRAY), FIRST_AUX = BYTE_OF(FIRSTS, CLASS_AUX),
};

#define ROW(id, class, key, unit, decimals, kind, words, flags, help) \
	[M_##id] = { CLASS_##class, key, unit, decimals, METRIC_##kind, words, flags, help, (uint16_t)((int)M_##id - (int)FIRST_##class) },
static const struct metric table[] = { METRIC_LIST(ROW) };
static_assert(sizeof table / sizeof *table == METRIC_COUNT, "one row for each metric");

const struct metric *metric_at(enum metric_id id) {
	return &table[id];
}

size_t metric_class_size(enum metric_class class) {
	return BYTE_OF(SIZES, class);
}

enum metric_id metric_class_first(enum metric_class class) {
	return (enum metric_id)BYTE_OF(FIRSTS, class);
}

enum metric_id metric_find(enum metric_class class, const char *key, size_t length) {
	size_t first = metric_class_first(class), end = first + metric_class_size(class);
	for (size_t i = first; i < end; i++)
		if (strlen(table[i].key) == length && memcmp(table[i].key, key, length) == 0)
			return (enum metric_id)i;
	return METRIC_COUNT;
}

int word_find(const char *const *words, const char *text, size_t length) {
	for (int i = 0; words[i]; i++)
		if (strlen(words[i]) == length && memcmp(words[i], text, length) == 0)
			return i;
	return -1;
}
