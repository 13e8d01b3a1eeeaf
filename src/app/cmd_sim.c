/* `mwtop sim`: a deterministic recording from a script. */
#include <stdlib.h>

#include "bundled.h"
#include "command.h"
#include "sim.h"
#include "source.h"

enum { OPT_OUT, OPT_SEED, OPT_FROM, OPT_TO, OPT_COUNT };
static const struct option_row rows[OPT_COUNT] = {
	[OPT_OUT] = { "output", 'o', OPTION_TEXT, "FILE", 0, 0, "write here (.zst: compressed; -: standard output)" },
	[OPT_SEED] = { "seed", 0, OPTION_INTEGER, "N", 0, 9007199254740992.0, "another seed than the script's" },
	[OPT_FROM] = { "from", 0, OPTION_TEXT, "TIME", 0, 0, "begin here instead" },
	[OPT_TO] = { "to", 0, OPTION_TEXT, "TIME", 0, 0, "end here instead; +7d counts from the beginning" },
};

static bool write_all(struct sim *sim, struct recording_writer *w, struct error *err) {
	struct buf lines = { 0 };
	bool fine = true;
	while (fine && sim_next(sim, &lines)) {
		fine = recording_write(w, lines.data ? lines.data : "", lines.len, err);
		buf_clear(&lines);
	}
	buf_free(&lines);
	return fine;
}

static int run(const struct invocation *call) {
	const struct option_value *o = call->option;
	struct error err;
	if (!o[OPT_OUT].given)
		return command_refuse("sim", "expected -o FILE: where the recording goes");
	struct sim_options options = { .seed_given = o[OPT_SEED].given, .seed = (uint64_t)o[OPT_SEED].number, .from = o[OPT_FROM].text, .to = o[OPT_TO].text };
	char *path = bundled_find_script(call->argv[0]);
	struct sim *sim = sim_open(path, &options, &err);
	free(path);
	struct recording_writer *w = sim ? recording_create(o[OPT_OUT].text, &err) : NULL;
	bool fine = w && write_all(sim, w, &err);
	if (fine)
		fine = recording_close(w, &err);
	else if (w)
		recording_abandon(w);
	sim_close(sim);
	return fine ? EXIT_FINE : command_refuse("sim", "%s", err.text);
}

const struct command command_sim = {
	.name = "sim", .operands = "NAME|FILE.sim", .least = 1, .most = 1, .help = "a recording from a script: same script and seed, same bytes",
	.rows = rows, .row_count = OPT_COUNT, .run = run,
};
