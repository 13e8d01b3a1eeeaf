/* `mwtop import`: a table of measured values as a recording. */
#include <inttypes.h>
#include <stdio.h>

#include "command.h"
#include "import.h"

enum { OPT_MAP, OPT_OUT, OPT_COUNT };
static const struct option_row rows[OPT_COUNT] = {
	[OPT_MAP] = { "map", 0, OPTION_TEXT, "FILE", 0, 0, "which column is which value (mwtop-telemetry(5), IMPORT)" },
	[OPT_OUT] = { "output", 'o', OPTION_TEXT, "FILE", 0, 0, "write here (.zst: compressed; -: standard output)" },
};
#define SKIPPED_SHOWN 20

static void report(void *data, const char *line) {
	uint64_t *shown = data;
	if (++*shown <= SKIPPED_SHOWN)
		command_refuse("import", "%s; skipped", line);
}

static int run(const struct invocation *call) {
	struct error err;
	struct import_result result = { 0 };
	uint64_t shown = 0;
	if (!call->option[OPT_MAP].given || !call->option[OPT_OUT].given)
		return command_refuse("import", "expected --map FILE and -o FILE");
	struct recording_writer *w = recording_create(call->option[OPT_OUT].text, &err);
	bool fine = w && import_csv(call->argv[0], call->option[OPT_MAP].text, w, report, &shown, &result, &err);
	if (fine)
		fine = recording_close(w, &err);
	else if (w)
		recording_abandon(w);
	if (!fine)
		return command_refuse("import", "%s", err.text);
	if (result.skipped)
		fprintf(stderr, "mwtop import: %" PRIu64 " rows read, %" PRIu64 " skipped\n", result.rows, result.skipped);
	return EXIT_FINE;
}

const struct command command_import = {
	.name = "import", .operands = "CSV", .least = 1, .most = 1, .help = "a table of measured values as a recording",
	.rows = rows, .row_count = OPT_COUNT, .run = run,
};
