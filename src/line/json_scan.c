/* The scanner: a state says what may come next (a value, a key, a comma or the end of the level). Commas and colons are eaten
 * here, so that whoever walks the tokens sees keys and values alone, in a text that is known to be right up to there. */
#include "json_scan.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "line_number.h"
#include "utf8.h"

enum expect { EXPECT_VALUE, EXPECT_FIRST_VALUE, EXPECT_FIRST_KEY, EXPECT_KEY, EXPECT_NEXT, EXPECT_NOTHING };

void json_scan_init(struct json_scan *s, const char *text, size_t length) {
	*s = (struct json_scan){ .begin = text, .at = text, .end = text + length, .token = text, .expect = EXPECT_VALUE };
	if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) /* the mark that some editors put before the first line */
		s->at += 3;
}

size_t json_column(const struct json_scan *s, const char *place) {
	return (size_t)(place - s->begin) + 1;
}

size_t json_token_column(const struct json_scan *s) {
	bool quoted = s->token > s->begin && s->token[-1] == '"';
	return json_column(s, s->token) - quoted;
}

static enum json_kind fault(struct json_scan *s, const char *why) {
	s->why = s->at < s->end ? why : "the text ends too early";
	s->token = s->at;
	s->length = 0;
	s->expect = EXPECT_NOTHING;
	return JSON_FAULT;
}

static inline void skip_space(struct json_scan *s) {
	while (s->at < s->end && (*s->at == ' ' || *s->at == '\t' || *s->at == '\r' || *s->at == '\n'))
		s->at++;
}

static bool hex4(const char *at, const char *end) {
	if (end - at < 4)
		return false;
	for (int i = 0; i < 4; i++)
		if (strchr("0123456789abcdefABCDEF", at[i]) == NULL || at[i] == '\0')
			return false;
	return true;
}

/* The first byte at or after `at` that a string cannot hold as it is (a quote, a backslash, a control character), eight at a time;
 * bytes are tested as in "Bit Twiddling Hacks" (hasless, haszero), where only bytes after a hit can be wrong. */
static const char *plain_end(const char *at, const char *end) {
	const uint64_t ones = UINT64_C(0x0101010101010101), high = ones * 0x80;
	for (; end - at >= 8; at += 8) {
		uint64_t x = bytes_load(at), quote = x ^ (ones * '"'), slash = x ^ (ones * '\\');
		uint64_t hit = (((x - ones * 0x20) & ~x) | ((quote - ones) & ~quote) | ((slash - ones) & ~slash)) & high;
		if (hit != 0)
			return at + __builtin_ctzll(hit) / 8;
	}
	while (at < end && *at != '"' && *at != '\\' && (unsigned char)*at >= 0x20)
		at++;
	return at;
}

/* Moves over a string whose opening quote is at `at`; false with the fault set. */
static bool scan_string(struct json_scan *s) {
	s->at++;
	s->token = s->at;
	s->escaped = false;
	while ((s->at = plain_end(s->at, s->end)) < s->end && *s->at != '"') {
		unsigned char c = (unsigned char)*s->at;
		if (c < 0x20) {
			fault(s, "control character in a string");
			return false;
		}
		if (c == '\\') {
			s->escaped = true;
			s->at++;
			bool known = s->at < s->end && *s->at != '\0' && strchr("\"\\/bfnrtu", *s->at) != NULL;
			if (!known || (*s->at == 'u' && !hex4(s->at + 1, s->end))) {
				fault(s, "unknown escape in a string");
				return false;
			}
		}
		s->at++;
	}
	if (s->at >= s->end) {
		fault(s, "");
		return false;
	}
	s->length = (size_t)(s->at - s->token);
	s->at++;
	return true;
}

static enum json_kind scan_word(struct json_scan *s, const char *word, enum json_kind kind) {
	size_t length = strlen(word);
	if ((size_t)(s->end - s->at) < length || memcmp(s->at, word, length) != 0)
		return fault(s, "expected a value");
	s->token = s->at;
	s->length = length;
	s->at += length;
	s->expect = EXPECT_NEXT;
	return kind;
}

const char *json_number_end(const char *at, const char *end) {
#define DIGIT (at < end && *at >= '0' && *at <= '9')
	if (at < end && *at == '-')
		at++;
	if (!DIGIT)
		return NULL;
	if (*at == '0')
		at++;
	else
		while (DIGIT)
			at++;
	if (at < end && *at == '.') {
		at++;
		if (!DIGIT)
			return NULL;
		while (DIGIT)
			at++;
	}
	if (at < end && (*at == 'e' || *at == 'E')) {
		at++;
		if (at < end && (*at == '+' || *at == '-'))
			at++;
		if (!DIGIT)
			return NULL;
		while (DIGIT)
			at++;
	}
#undef DIGIT
	return at;
}

static enum json_kind scan_number(struct json_scan *s) {
	if (s->end - s->at > 1 && s->at[1] == 'I')
		return scan_word(s, "-Infinity", JSON_NAN);
	const char *end = json_number_end(s->at, s->end);
	if (end == NULL)
		return fault(s, "not a number");
	s->token = s->at;
	s->length = (size_t)(end - s->at);
	s->at = end;
	s->expect = EXPECT_NEXT;
	return JSON_NUMBER;
}

static enum json_kind open_level(struct json_scan *s, bool object) {
	if (s->depth == JSON_DEPTH_MAX)
		return fault(s, "nested too deeply");
	uint64_t bit = UINT64_C(1) << s->depth++;
	s->objects = object ? s->objects | bit : s->objects & ~bit;
	s->token = s->at++;
	s->length = 1;
	s->expect = object ? EXPECT_FIRST_KEY : EXPECT_FIRST_VALUE;
	return object ? JSON_OBJECT : JSON_ARRAY;
}

static bool in_object(const struct json_scan *s) {
	return s->depth > 0 && (s->objects >> (s->depth - 1) & 1) != 0;
}

static enum json_kind close_level(struct json_scan *s) {
	enum json_kind kind = in_object(s) ? JSON_OBJECT_END : JSON_ARRAY_END;
	s->depth--;
	s->token = s->at++;
	s->length = 1;
	s->expect = EXPECT_NEXT;
	return kind;
}

static enum json_kind scan_value(struct json_scan *s) {
	switch (*s->at) {
	case '"':
		if (!scan_string(s))
			return JSON_FAULT;
		s->expect = EXPECT_NEXT;
		return JSON_STRING;
	case '{': return open_level(s, true);
	case '[': return open_level(s, false);
	case 't': return scan_word(s, "true", JSON_TRUE);
	case 'f': return scan_word(s, "false", JSON_FALSE);
	case 'n': return scan_word(s, "null", JSON_NULL);
	case 'N': return scan_word(s, "NaN", JSON_NAN);
	case 'I': return scan_word(s, "Infinity", JSON_NAN);
	case '-': case '0': case '1': case '2': case '3': case '4': case '5': case '6': case '7': case '8': case '9':
		return scan_number(s);
	default: return fault(s, "expected a value");
	}
}

static enum json_kind scan_key(struct json_scan *s) {
	if (*s->at != '"')
		return fault(s, "expected a key in quotes");
	if (!scan_string(s))
		return JSON_FAULT;
	skip_space(s);
	if (s->at >= s->end || *s->at != ':')
		return fault(s, "expected ':'");
	s->at++;
	s->expect = EXPECT_VALUE;
	return JSON_KEY;
}

enum json_kind json_next(struct json_scan *s) {
	if (s->expect == EXPECT_NOTHING)
		return s->why != NULL ? JSON_FAULT : JSON_END;
	skip_space(s);
	if (s->expect == EXPECT_NEXT && s->depth == 0) {
		if (s->at < s->end)
			return fault(s, "something follows after the end of the object");
		s->expect = EXPECT_NOTHING;
		return JSON_END;
	}
	if (s->at >= s->end)
		return fault(s, "");
	bool object = in_object(s);
	if (s->expect != EXPECT_VALUE && s->expect != EXPECT_KEY && *s->at == (object ? '}' : ']'))
		return close_level(s);
	if (s->expect == EXPECT_NEXT) {
		if (*s->at != ',')
			return fault(s, object ? "expected ',' or '}'" : "expected ',' or ']'");
		s->at++;
		skip_space(s);
		s->expect = object ? EXPECT_KEY : EXPECT_VALUE;
		if (s->at >= s->end)
			return fault(s, "");
	}
	if (s->expect == EXPECT_KEY || s->expect == EXPECT_FIRST_KEY)
		return scan_key(s);
	return scan_value(s);
}

bool json_token_is(const struct json_scan *s, const char *text) {
	if (!s->escaped && (s->length == 0 || *s->token != *text))
		return s->length == 0 && *text == '\0';
	size_t length = strlen(text);
	if (!s->escaped)
		return s->length == length && memcmp(s->token, text, length) == 0;
	char plain[64];
	return length < sizeof plain && json_unescape(s->token, s->length, plain, sizeof plain) == length &&
	       memcmp(plain, text, length) == 0;
}

static double number_slow(const char *text, size_t length) {
	char *copy = mem_strndup(text, length);
	locale_t c = newlocale(LC_ALL_MASK, "C", (locale_t)0);
	double value = strtod_l(copy, NULL, c);
	freelocale(c);
	free(copy);
	return value;
}

/* Exact when the digits are an integer below 2^53 and the power of ten is a double without error: then one multiplication or
 * division rounds once. Everything else goes to the C library. */
double json_number(const char *text, size_t length) {
	static const double power[] = { 1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
		                        1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };
	const char *at = text, *end = text + length;
	bool negative = *at == '-';
	at += negative;
	uint64_t digits = 0;
	int significant = 0, exponent = 0;
	bool fraction = false;
	for (; at < end && *at != 'e' && *at != 'E'; at++) {
		if (*at == '.') {
			fraction = true;
			continue;
		}
		if (digits != 0 || *at != '0')
			significant++;
		if (significant > 15)
			return number_slow(text, length);
		digits = digits * 10 + (uint64_t)(*at - '0');
		exponent -= fraction;
	}
	if (at < end) {
		if (end - at > 5)
			return number_slow(text, length);
		at++;
		bool minus = *at == '-';
		at += *at == '-' || *at == '+';
		int given = 0;
		for (; at < end; at++)
			given = given * 10 + (*at - '0');
		exponent += minus ? -given : given;
	}
	if (exponent < -22 || exponent > 22)
		return number_slow(text, length);
	double value = (double)digits;
	value = exponent < 0 ? value / power[-exponent] : value * power[exponent];
	return negative ? -value : value;
}

static uint32_t hex_value(const char *at) {
	uint32_t value = 0;
	for (int i = 0; i < 4; i++) {
		char c = at[i];
		value = value * 16 + (uint32_t)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
	}
	return value;
}

/* Decodes the escape after a backslash at text[*i] and moves *i behind it. */
static uint32_t unescape_one(const char *text, size_t length, size_t *i) {
	static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
	char c = text[(*i)++];
	const char *simple = c == '\0' ? NULL : strchr(from, c);
	if (simple != NULL)
		return (uint32_t)to[simple - from];
	if (c != 'u' || length - *i < 4)
		return (unsigned char)c;
	uint32_t cp = hex_value(text + *i);
	*i += 4;
	if (cp >= 0xD800 && cp < 0xDC00 && length - *i >= 6 && text[*i] == '\\' && text[*i + 1] == 'u') {
		uint32_t low = hex_value(text + *i + 2);
		if (low >= 0xDC00 && low < 0xE000) {
			*i += 6;
			return 0x10000 + ((cp - 0xD800) << 10) + (low - 0xDC00);
		}
	}
	return cp >= 0xD800 && cp < 0xE000 ? 0xFFFD : cp;
}

size_t json_unescape(const char *text, size_t length, char *out, size_t size) {
	size_t used = 0;
	for (size_t i = 0; i < length;) {
		char bytes[4] = { text[i++] };
		size_t count = 1;
		if (bytes[0] == '\\' && i < length) {
			uint32_t cp = unescape_one(text, length, &i);
			count = utf8_encode(cp == 0 ? '?' : cp, bytes);
		}
		if (used + count >= size)
			break;
		memcpy(out + used, bytes, count);
		used += count;
	}
	out[used] = '\0';
	return used;
}
