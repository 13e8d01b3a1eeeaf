/* Sentinels. DCGM's blanks (dcgm_structs.h: DCGM_INT32_BLANK 0x7ffffff0, DCGM_INT64_BLANK 0x7ffffffffffffff0, DCGM_FP64_BLANK 2^47,
 * each with the few values above it) can come with any metric; GenComm's FFFB to FFFF and ComAp's 0x8000 only with 16-bit registers. */
#include "line_value.h"

#include <math.h>

static bool is_blank(double v) {
	static const double int32_blank = 2147483632.0, int32_end = 2147483647.0, fp64_blank = 140737488355328.0, int64_blank = 9.2e18;
	return fabs(v) >= int64_blank || (v >= int32_blank && v <= int32_end) || (v >= fp64_blank && v <= fp64_blank + 3);
}

static bool is_register_sentinel(double v) {
	return v == 32768 || v == -32768 || (v >= 65531 && v <= 65535 && v == floor(v));
}

enum quality line_value_number(const struct metric *m, double *value) {
	double v = *value;
	if (v > -LINE_SENTINEL_FREE && v < LINE_SENTINEL_FREE && m->kind == METRIC_NUMBER)
		return QUALITY_GOOD;
	bool bad = m->kind != METRIC_NUMBER || !isfinite(v) || is_blank(v) || ((m->flags & METRIC_REGISTER) != 0 && is_register_sentinel(v));
	if (bad)
		*value = NAN;
	return bad ? QUALITY_BAD : QUALITY_GOOD;
}

enum quality line_value_scalar(const struct metric *m, enum json_kind kind, const char *text, size_t length, double *value) {
	*value = NAN;
	if (kind == JSON_NULL)
		return QUALITY_MISSING;
	if (kind == JSON_NUMBER && m->kind == METRIC_NUMBER) {
		*value = json_number(text, length);
		return line_value_number(m, value);
	}
	if (kind == JSON_STRING && m->kind == METRIC_LABEL) {
		char plain[40];
		size_t plain_length = json_unescape(text, length, plain, sizeof plain);
		int index = word_find(m->words, plain, plain_length);
		if (index >= 0) {
			*value = index;
			return QUALITY_GOOD;
		}
	}
	return QUALITY_BAD;
}

void line_value_mark(struct frame *f, size_t column, enum quality quality, int64_t since_ms) {
	if (quality == QUALITY_STALE && isnan(f->value[column]))
		quality = QUALITY_MISSING;
	if (quality != QUALITY_STALE)
		f->value[column] = NAN;
	f->quality[column] = (uint8_t)quality;
	f->since_ms[column] = quality == QUALITY_STALE ? since_ms : TIME_NONE;
}
