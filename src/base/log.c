/* The log of the one who debugs. Always true: nothing is written unless $MWTOP_LOG names a file, and a log that cannot be
 * opened is silence, not an error. Opened at the first line, appended to, flushed line by line. */
#include "log.h"

#include <stdio.h>
#include <stdlib.h>

#include "times.h"

static FILE *log_file(void) {
	static FILE *file;
	static bool tried;
	if (!tried) {
		tried = true;
		const char *path = getenv("MWTOP_LOG");
		file = path && *path ? fopen(path, "ae") : NULL;
	}
	return file;
}

void log_line(const char *format, ...) {
	FILE *file = log_file();
	if (!file)
		return;
	char stamp[TIME_ISO_SIZE];
	fprintf(file, "%s ", time_format_iso(clock_wall_ms(), stamp));
	va_list args;
	va_start(args, format);
	vfprintf(file, format, args);
	va_end(args);
	fputc('\n', file);
	fflush(file);
}
