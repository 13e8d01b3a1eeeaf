/* What the answer of a what-if takes for granted, as one table for text, JSON and CSV: the plan of the scenario's site, then the engine's own
 * assumptions, which are those of branch.h, busbar.h, demand_branch.h and dispatch.h. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "busbar.h"
#include "whatif_answer.h"

struct table { struct whatif_assumption *at; size_t count; };

static void number(struct table *t, const char *key, double value, int decimals, const char *unit) {
	if (isfinite(value) && t->count < WHATIF_ASSUMPTION_MAX)
		t->at[t->count++] = (struct whatif_assumption){ .key = key, .number = value, .decimals = decimals, .unit = unit };
}

static void text(struct table *t, const char *key, const char *format, ...) PRINTF_LIKE(3, 4);
static void text(struct table *t, const char *key, const char *format, ...) {
	if (t->count == WHATIF_ASSUMPTION_MAX)
		return;
	struct whatif_assumption *a = &t->at[t->count++];
	va_list args;
	*a = (struct whatif_assumption){ .key = key, .number = NAN, .unit = "" };
	va_start(args, format);
	vsnprintf(a->text, sizeof a->text, format, args);
	va_end(args);
}

static void add_plan(struct table *t, const struct site *site) {
	const struct gpu_plan *p = &site->gpu;
	char iso[TIME_ISO_SIZE];
	if (p->present) {
		text(t, "gpu", "%s", p->model);
		number(t, "tdp_w", p->tdp_w, 0, "W");
		number(t, "cap_min_w", p->cap_min_w, 0, "W");
		number(t, "idle_w", p->idle_w, 0, "W");
		number(t, "ready_w", p->ready_w, 0, "W");
		number(t, "train_w", p->train_w, 0, "W");
		number(t, "stall_w", p->stall_w, 0, "W");
		number(t, "overhead_w", p->overhead_w, 0, "W");
		number(t, "network_pct", p->network_pct, 1, "%");
		number(t, "pue", p->pue, 3, "");
		number(t, "cool_s", p->cool_s, 0, "s");
	}
	if (site->training.present) {
		number(t, "gpus_needed", site->training.gpus_needed, 0, "");
		text(t, "training_start", "%s", site->training.start_ms == TIME_NONE ? "held" : time_format_iso(site->training.start_ms, iso));
	}
	text(t, "stance", "%s", stance_words[site->policy.stance]);
	number(t, "reserve_mw", site->policy.reserve_mw, 2, "MW");
}

/* The sets and feeds that edits took out of the recording's hands, by name. */
static void name_taken(const struct whatif_answer *a, char *out, size_t size) {
	const struct site *site = &a->scenario.site;
	*out = '\0';
	for (size_t class = 0; class < 2; class++)
		for (size_t i = 0; i < (class ? site->feed_count : site->gen_count); i++)
			for (size_t e = 0; e < a->edit_count; e++) {
				const struct edit *edit = &a->edits[e];
				bool kind = class ? edit->verb >= EDIT_FEED_LOSE && edit->verb <= EDIT_FEED_PROMISE : edit->verb <= EDIT_GEN_MAX;
				size_t length = strlen(out);
				if (!kind || (edit->object >= 0 && (size_t)edit->object != i))
					continue;
				snprintf(out + length, size - length, "%s%s", length ? " " : "", class ? site->feed[i].id : site->gen[i].id);
				break;
			}
}

static void add_engine(struct table *t, const struct whatif_answer *a) {
	char taken[96];
	name_taken(a, taken, sizeof taken);
	text(t, "load", "the recorded load, changed by what the edits say of GPUs; what the job did (ramps, stalls) stays");
	text(t, "faults", "what the recording lost or got back happens here too, unless an edit took the set or feed over%s%s", *taken ? ": " : "", taken);
	text(t, "buses", "%s", a->one_bus ? "all count as one; the load of each (gpu.bus_mw) is not known or they are tied" : "split as at the branch's start; each carries its own load");
	text(t, "parallel", "the frequency stays the grid's; the feed takes a step first, the sets follow at their ramps");
	text(t, "edits", "a breaker, cap or contract acts at once; a set starts, loads and unloads at its own pace");
	text(t, "black_start", "none: a dead bus stays dead until a feed is back");
	text(t, "promises", "a promised limit replaces the contract when it comes, and is never in firm figures");
	number(t, "restore_after_s", BUSBAR_RESTORE_AFTER_S, 0, "s until an island's frequency is restored");
	number(t, "feed_back_s", BUSBAR_BACK_MS / 1000.0, 0, "s of healthy voltage before an island takes a feed back");
	text(t, "shed_stays", "load that stages took off in an island stays off until a feed is back; load that the recording lost stays lost");
	text(t, "sets_without_data", "carry on with what they last carried, in the scenario; the baseline leaves them out");
	number(t, "return_pct_s", BUSBAR_RETURN_SHARE * 100, 1, "% of the contracts a second, as shed load comes back");
	number(t, "job_ramp_s", BASELINE_JOB_RAMP_S, 0, "s over which a job starts, where no edit says");
	number(t, "breaker_ms", DISPATCH_BREAKER_MS, 0, "ms from a trip that is no edit to its open breaker");
	if (a->future)
		text(t, "future", "past the recording the baseline is computed, too: GPUs come at the rate of its last 10 minutes, no noise");
}

size_t whatif_assumptions(const struct whatif_answer *a, struct whatif_assumption out[WHATIF_ASSUMPTION_MAX]) {
	struct table t = { out, 0 };
	add_plan(&t, &a->scenario.site);
	add_engine(&t, a);
	return t.count;
}
