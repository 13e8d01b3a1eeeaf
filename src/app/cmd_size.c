/* `mwtop size`: how many GPUs fit into megawatts, at which cap, for which throughput. Prints its assumptions, each of which is an option. */
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "line.h"
#include "power.h"

enum { OPT_MW, OPT_GPUS, OPT_CAP, OPT_GPU, OPT_BEST, OPT_PUE, OPT_NETWORK, OPT_OVERHEAD, OPT_TRAIN, OPT_TDP, OPT_CAP_MIN, OPT_RESERVE, OPT_FORMAT, OPT_COUNT };
static const struct option_row rows[OPT_COUNT] = {
	[OPT_MW] = { "mw", 0, OPTION_NUMBER, "N", 0, 1e6, "megawatts that are there" },
	[OPT_GPUS] = { "gpus", 0, OPTION_INTEGER, "N", 1, 1e9, "find the cap at which this many fit" },
	[OPT_CAP] = { "cap", 0, OPTION_NUMBER, "W", 1, 1e5, "power cap per GPU; the model's TDP without it" },
	[OPT_GPU] = { "gpu", 0, OPTION_TEXT, "MODEL", 0, 0, "model of the GPU: H100 (default), H200, B100, B200" },
	[OPT_BEST] = { "best", 0, OPTION_FLAG, NULL, 0, 0, "find the cap of the greatest throughput (nameplate basis)" },
	[OPT_PUE] = { "pue", 0, OPTION_NUMBER, "X", 1, 5, "power usage effectiveness of the site" },
	[OPT_NETWORK] = { "network", 0, OPTION_NUMBER, "PCT", 0, 100, "network and storage, percent of the servers" },
	[OPT_OVERHEAD] = { "overhead", 0, OPTION_NUMBER, "W", 0, 1e5, "server share per GPU without the GPU" },
	[OPT_TRAIN] = { "train", 0, OPTION_NUMBER, "W", 1, 1e5, "uncapped draw in training, for the measured basis" },
	[OPT_TDP] = { "tdp", 0, OPTION_NUMBER, "W", 1, 1e5, "TDP of the GPU, its greatest cap" },
	[OPT_CAP_MIN] = { "cap-min", 0, OPTION_NUMBER, "W", 0, 1e5, "its least cap" },
	[OPT_RESERVE] = { "reserve", 0, OPTION_NUMBER, "MW", 0, 1e6, "megawatts to keep back" },
	[OPT_FORMAT] = { "format", 0, OPTION_CHOICE, "text|json|csv", 0, 0, "form of the answer" },
};

struct row { const char *key; double value; int decimals; const char *unit; };

static bool take_request(const struct option_value *o, struct size_request *r, struct error *err) {
	struct site *site = site_new(); /* its GPU plan holds the defaults */
	r->gpu = site->gpu;
	site_free(site);
	if (!o[OPT_MW].given)
		return error_set(err, "expected --mw N: the megawatts that are there");
	if (o[OPT_GPU].given) {
		const struct gpu_model *m = gpu_model_find(o[OPT_GPU].text);
		const char *names[16];
		size_t n = 0;
		for (; n < 15 && gpu_model_at(n); n++)
			names[n] = gpu_model_at(n)->name;
		names[n] = NULL;
		if (!m) {
			const char *near = word_nearest(o[OPT_GPU].text, names);
			return error_set(err, "--gpu %s: not a model that is known%s%s", o[OPT_GPU].text, near ? "; did you mean " : "", near ? near : "");
		}
		gpu_plan_use(&r->gpu, m);
	}
	if (o[OPT_PUE].given)
		r->gpu.pue = o[OPT_PUE].number;
	if (o[OPT_NETWORK].given)
		r->gpu.network_pct = o[OPT_NETWORK].number;
	if (o[OPT_OVERHEAD].given)
		r->gpu.overhead_w = o[OPT_OVERHEAD].number;
	if (o[OPT_TDP].given)
		r->gpu.tdp_w = o[OPT_TDP].number;
	if (o[OPT_CAP_MIN].given)
		r->gpu.cap_min_w = o[OPT_CAP_MIN].number;
	if (o[OPT_TRAIN].given)
		r->gpu.train_w = o[OPT_TRAIN].number;
	r->mw = o[OPT_MW].number - (o[OPT_RESERVE].given ? o[OPT_RESERVE].number : 0);
	r->gpus = o[OPT_GPUS].given ? o[OPT_GPUS].number : NAN;
	r->cap_w = o[OPT_CAP].given ? o[OPT_CAP].number : NAN;
	r->best = o[OPT_BEST].given;
	if (r->best && (o[OPT_CAP].given || o[OPT_GPUS].given))
		return error_set(err, "--best looks for the cap and the number of GPUs itself: leave --cap and --gpus out");
	return true;
}

static void add_json_rows(struct buf *out, const struct row *at, size_t count) {
	for (size_t i = 0; i < count; i++) {
		buf_printf(out, "%s\"%s\":", i ? "," : "", at[i].key);
		json_add_number(out, at[i].value, at[i].decimals);
	}
}

static void add_text_rows(struct buf *out, const struct row *at, size_t count) {
	for (size_t i = 0; i < count; i++)
		if (isfinite(at[i].value))
			buf_printf(out, "  %-30s %10.*f%s%s\n", at[i].key, at[i].decimals, at[i].value, *at[i].unit ? " " : "", at[i].unit);
		else
			buf_printf(out, "  %-30s %10s %s\n", at[i].key, "-", !strncmp(at[i].key, "throughput", 10) ? "no figure: under 44 % of the uncapped draw, or that is not known" : "not known for this model");
}

static void print(const struct size_request *r, const struct size_answer *a, double reserve_mw, int format, struct buf *out) {
	const struct row answer[] = {
		{ "gpus", a->gpus, 0, "" }, { "cap_w", a->cap_w, 0, "W" }, { "watts_per_gpu", a->watts_per_gpu, 0, "W at the facility" },
		{ "mw", a->mw, 2, "MW" }, { "spare_mw", a->spare_mw, 2, "MW" },
		{ "throughput_700w_equivalents", a->throughput_nameplate, 0, "GPUs at full speed (uncapped draw = TDP)" },
	};
	const struct row assumed[] = {
		{ "mw", r->mw + reserve_mw, 2, "MW" }, { "reserve_mw", reserve_mw, 2, "MW" }, { "tdp_w", r->gpu.tdp_w, 0, "W" },
		{ "cap_min_w", r->gpu.cap_min_w, 0, "W" }, { "overhead_w", r->gpu.overhead_w, 0, "W" }, { "network_pct", r->gpu.network_pct, 1, "%" },
		{ "pue", r->gpu.pue, 3, "" }, { "train_w", r->gpu.train_w, 0, "W" },
		{ "throughput_nameplate", a->throughput_nameplate, 0, "uncapped draw = tdp_w" },
		{ "throughput_measured", a->throughput_measured, 0, "uncapped draw = train_w" },
	};
	size_t n = sizeof answer / sizeof *answer, m = sizeof assumed / sizeof *assumed;
	if (format == 1) {
		buf_puts(out, "{");
		add_json_rows(out, answer, n);
		buf_puts(out, ",\"assumptions\":{\"gpu\":");
		json_add_string(out, r->gpu.model);
		buf_puts(out, ",");
		add_json_rows(out, assumed, m);
		buf_puts(out, "}}\n");
	} else if (format == 2) {
		struct row all[24];
		memcpy(all, answer, sizeof answer);
		for (size_t i = 0; i < m; i++)
			all[n + i] = assumed[i];
		buf_puts(out, "key,value,unit\n");
		for (size_t i = 0; i < n + m; i++) {
			buf_printf(out, "%s%s,", i < n ? "" : "assumed.", all[i].key);
			if (isfinite(all[i].value))
				buf_printf(out, "%.*f", all[i].decimals, all[i].value);
			buf_printf(out, ",%s\n", all[i].unit);
		}
	} else {
		buf_printf(out, "%s\n", r->gpu.model);
		add_text_rows(out, answer, n);
		buf_puts(out, "assumptions: facility W per GPU = pue * (1 + network_pct/100) * (cap_w + overhead_w)\n");
		add_text_rows(out, assumed, m);
	}
}

static int run(const struct invocation *call) {
	const struct option_value *o = call->option;
	struct size_request request = { 0 };
	struct size_answer answer;
	struct error err;
	struct buf out = { 0 };
	if (!take_request(o, &request, &err) || !power_size(&request, &answer, &err))
		return command_refuse("size", "%s", err.text);
	print(&request, &answer, o[OPT_RESERVE].given ? o[OPT_RESERVE].number : 0, o[OPT_FORMAT].given ? (int)o[OPT_FORMAT].number : 0, &out);
	bool fine = command_output("size", out.data, out.len);
	buf_free(&out);
	return fine ? EXIT_FINE : EXIT_REFUSED;
}

const struct command command_size = {
	.name = "size", .operands = "--mw N", .least = 0, .most = 0, .help = "how many GPUs fit, at which cap, for which throughput",
	.rows = rows, .row_count = OPT_COUNT, .run = run,
};
