/* Fuzz: every form of TIME, durations, and ISO 8601, whose reading and writing must agree. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "times.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
	if (size > 256)
		return 0;
	char text[257], iso[TIME_ISO_SIZE];
	memcpy(text, data, size);
	text[size] = '\0';
	struct error err;
	struct time_context context = { .tz = tz_open("America/Chicago", &err), .cursor_ms = 1721639112000, .minus_ms = INT64_MAX - 1,
		.plus_ms = TIME_NONE + 1, .training_ms = 1721640000000 };
	if (!context.tz)
		context.tz = tz_utc();
	int64_t t, again;
	if (time_parse_iso(text, size, &t)) {
		time_format_iso(t, iso);
		/* The offset can lead out of the years that have four digits. */
		if (t >= -62167219200000 && t < 253402300800000 && (!time_parse_iso(iso, strlen(iso), &again) || again != t))
			abort();
	}
	if (time_parse_duration(text, &t) && t < 0)
		abort();
	if (time_parse(text, &context, &t, &err))
		time_format_iso(t, iso);
	else if (!err.text[0])
		abort();
	tz_open(text, &err);
	return 0;
}
