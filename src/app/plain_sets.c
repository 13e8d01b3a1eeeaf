/* Changes of sets, feeds, buses and GPUs in words; see plain_parts.h. What more than three sets do at once is said in one line. */
#include "plain_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TOGETHER 3         /* so many sets are told one by one */
#define SETTLED_KW 10      /* a greatest power that moved by less is the same */
#define RESTS_MS 5000      /* what ramps is told when it has stood for so long */
#define DEAD_SHARE 0.2     /* of the nominal voltage (DESIGN.md: a feed out of service) */
#define BACK_HZ 0.1        /* a frequency this near to the nominal is back */
#define GPU_STEPS 20       /* lines for a whole ramp, about */

const char *const plain_gen_words[GEN_STATE_COUNT] = {
	[GEN_STOPPED] = "stopped", [GEN_STARTING] = "starting", [GEN_RUNNING] = "running without load", [GEN_SYNCHRONISING] = "synchronising",
	[GEN_LOADED] = "loaded", [GEN_UNLOADING] = "unloading", [GEN_COOLING] = "cooling down", [GEN_TRIPPED] = "tripped", [GEN_LOCKOUT] = "locked out",
	[GEN_OUT_OF_SERVICE] = "out of service",
};
const char *const plain_tie_words[] = {
	[BUS_UNKNOWN] = "not known whether parallel or island", [BUS_PARALLEL] = "parallel with the grid", [BUS_ISLAND] = "island, no feed is closed",
	[BUS_DEAD] = "dead, no voltage",
};

/* ---- sets ---- */

struct set_change {
	char text[64], detail[64]; /* the same for many; of this one alone */
	bool important;
};

static struct plain_set set_now(const struct world *w, size_t i) {
	struct plain_set now = { .state = frame_label(w->frame, M_GEN_STATE, i), .breaker = frame_label(w->frame, M_GEN_BREAKER, i), .kw = NAN };
	if (frame_good(w->frame, M_GEN_KW, i))
		now.kw = frame_get(w->frame, M_GEN_KW, i).value;
	else if (now.state < 0)
		now.state = PLAIN_NO_DATA;
	return now;
}

static const char *set_word(int state) {
	return state >= 0 ? plain_gen_words[state] : state == PLAIN_NO_DATA ? "no data" : "state not known";
}

/* False when nothing is to be told. */
static bool compare_set(const struct plain_set *told, const struct plain_set *now, struct set_change *change) {
	static const char *const breakers[] = { [BREAKER_OPEN] = "breaker open", [BREAKER_CLOSED] = "breaker closed" };
	bool breaker = now->breaker >= 0 && told->breaker >= 0 && now->breaker != told->breaker;
	char kw[48];
	*change = (struct set_change){ .important = now->state == GEN_TRIPPED || now->state == GEN_LOCKOUT || now->state == PLAIN_NO_DATA };
	if (now->state != told->state) {
		snprintf(change->text, sizeof change->text, "%s%s%s%s", told->state == PLAIN_NO_DATA ? "data again, " : "", set_word(now->state), breaker ? ", " : "",
		         breaker ? breakers[now->breaker] : "");
		if (told->state != PLAIN_NO_DATA)
			snprintf(change->detail, sizeof change->detail, ", was %s%s%s", set_word(told->state), told->kw >= 1 ? " with " : "",
			         told->kw >= 1 ? plain_number(told->kw, 0, "kW", kw, sizeof kw) : "");
		return true;
	}
	if (breaker) {
		snprintf(change->text, sizeof change->text, "%s, %s", breakers[now->breaker], set_word(now->state));
		change->important = now->breaker == BREAKER_OPEN && now->state == GEN_LOADED;
	}
	return breaker;
}

/* Says what set i does, with all later ones that do the same when they are many; marks those as said. */
static void say_sets(const struct world *w, struct set_change *changes, bool *due, size_t i, struct plain_lines *out) {
	const struct site *site = w->site;
	char ids[240];
	size_t count = 0, n = 0, named = 0;
	for (size_t k = i; k < site->gen_count; k++)
		count += due[k] && !strcmp(changes[k].text, changes[i].text);
	if (count <= TOGETHER) {
		plain_say(out, w->frame->t_ms, changes[i].important, "Set %s: %s%s", site->gen[i].id, changes[i].text, changes[i].detail);
		return;
	}
	for (size_t k = i; k < site->gen_count; k++) {
		if (!due[k] || strcmp(changes[k].text, changes[i].text))
			continue;
		due[k] = false;
		if (n + strlen(site->gen[k].id) + 2 < sizeof ids - 24) {
			n += (size_t)snprintf(ids + n, sizeof ids - n, "%s%s", n ? ", " : "", site->gen[k].id);
			named++;
		}
	}
	if (named < count)
		snprintf(ids + n, sizeof ids - n, " and %zu more", count - named);
	plain_say(out, w->frame->t_ms, changes[i].important, "%zu sets: %s: %s", count, changes[i].text, ids);
}

/* Takes a value that may ramp. True when it is another than was told and has stood for a while, *was then being what was told. */
static bool take_ramp(struct plain_ramp *told, double now, double least, int64_t t_ms, double *was) {
	if (isnan(now))
		return false;
	if (now != told->seen) {
		told->seen = now;
		told->since_ms = t_ms;
	}
	*was = told->value;
	if (isnan(told->value)) {
		told->value = now;
		return false;
	}
	if (fabs(now - told->value) < least || t_ms - told->since_ms < RESTS_MS)
		return false;
	told->value = now;
	return true;
}

void plain_sets(struct plain *p, const struct world *w, struct plain_lines *out) {
	size_t count = w->site->gen_count;
	struct set_change *changes = mem_zalloc(count + 1, sizeof *changes);
	bool *due = mem_zalloc(count + 1, sizeof *due);
	for (size_t i = 0; i < count; i++) {
		struct plain_set now = set_now(w, i), *told = &p->set[i];
		due[i] = compare_set(told, &now, &changes[i]);
		told->state = now.state;
		told->breaker = now.breaker >= 0 ? now.breaker : told->breaker;
		told->kw = isnan(now.kw) ? told->kw : now.kw;
	}
	for (size_t i = 0; i < count; i++)
		if (due[i])
			say_sets(w, changes, due, i, out);
	for (size_t i = 0; i < count; i++) {
		double max_kw = frame_good(w->frame, M_GEN_MAX_KW, i) ? frame_get(w->frame, M_GEN_MAX_KW, i).value : NAN, was;
		char a[48], b[48];
		if (take_ramp(&p->set[i].max_kw, max_kw, SETTLED_KW, w->frame->t_ms, &was))
			plain_say(out, w->frame->t_ms, false, "Set %s: greatest power %s, was %s", w->site->gen[i].id, plain_number(max_kw, 0, "kW", a, sizeof a),
			          plain_number(was, 0, "kW", b, sizeof b));
	}
	free(changes);
	free(due);
}

/* ---- feeds ---- */

static struct plain_feed feed_now(const struct world *w, size_t i) {
	const struct site_feed *feed = &w->site->feed[i];
	struct plain_feed now = { .breaker = frame_label(w->frame, M_FEED_BREAKER, i), .mw = NAN, .limit_mw = power_feed_limit_mw(w->frame, i) };
	if (frame_good(w->frame, M_FEED_MW, i))
		now.mw = frame_get(w->frame, M_FEED_MW, i).value;
	else if (now.breaker < 0)
		now.breaker = PLAIN_NO_DATA;
	now.dead = frame_good(w->frame, M_FEED_KV, i) && frame_get(w->frame, M_FEED_KV, i).value < DEAD_SHARE * w->site->bus[feed->bus].nominal_kv;
	return now;
}

static void compare_feed(const struct plain_feed *told, const struct plain_feed *now, const char *id, int64_t t_ms, struct plain_lines *out) {
	char a[48], b[48];
	const char *was = told->mw < 0 ? "exporting" : "importing";
	bool loss = now->breaker == BREAKER_OPEN || now->breaker == PLAIN_NO_DATA;
	if (now->breaker != told->breaker && told->breaker != -1 && now->breaker != -1) {
		const char *word = now->breaker == PLAIN_NO_DATA ? "no data" : now->breaker == BREAKER_OPEN ? "breaker open" : "breaker closed";
		if (loss && !isnan(told->mw))
			plain_say(out, t_ms, true, "Feed %s: %s, was %s %s", id, word, was, plain_number(fabs(told->mw), 2, "MW", a, sizeof a));
		else
			plain_say(out, t_ms, loss, "Feed %s: %s%s", id, told->breaker == PLAIN_NO_DATA ? "data again, " : "", word);
	}
	if (now->dead != told->dead)
		plain_say(out, t_ms, now->dead, "Feed %s: %s", id, now->dead ? "no voltage on the side of the grid" : "voltage again on the side of the grid");
	if (!isnan(now->limit_mw) && !isnan(told->limit_mw) && now->limit_mw != told->limit_mw)
		plain_say(out, t_ms, now->limit_mw < told->limit_mw, "Feed %s: contract limit %s, was %s", id, plain_number(now->limit_mw, 2, "MW", a, sizeof a),
		          plain_number(told->limit_mw, 2, "MW", b, sizeof b));
}

void plain_feeds(struct plain *p, const struct world *w, struct plain_lines *out) {
	for (size_t i = 0; i < w->site->feed_count; i++) {
		struct plain_feed now = feed_now(w, i), *told = &p->feed[i];
		compare_feed(told, &now, w->site->feed[i].id, w->frame->t_ms, out);
		now.breaker = now.breaker == -1 && told->breaker >= 0 ? told->breaker : now.breaker;
		now.limit_mw = isnan(now.limit_mw) ? told->limit_mw : now.limit_mw;
		*told = now;
	}
}

/* ---- buses ---- */

/* Thresholds of how far a frequency has strayed, in Hz from the nominal: [M], alarms have their own limits. */
static const double bands_hz[] = { 0.2, 0.5, 1, 2, 4 };

/* The reading of the sample that is farthest from the nominal; NaN: none. */
static double farthest_hz(const struct world *w, size_t i) {
	static const enum metric_id ids[] = { M_BUS_HZ, M_BUS_HZ_MIN, M_BUS_HZ_MAX };
	double nominal = w->site->bus[i].nominal_hz, out = NAN;
	for (size_t k = 0; k < sizeof ids / sizeof *ids; k++) {
		if (!frame_good(w->frame, ids[k], i))
			continue;
		double hz = frame_get(w->frame, ids[k], i).value;
		out = isnan(out) || fabs(hz - nominal) > fabs(out - nominal) ? hz : out;
	}
	return out;
}

static int band_of(double away_hz) {
	int band = 0;
	for (size_t k = 0; k < sizeof bands_hz / sizeof *bands_hz; k++)
		band += fabs(away_hz) > bands_hz[k];
	return away_hz < 0 ? -band : band;
}

static void take_frequency(struct plain_bus *told, const struct world *w, size_t i, struct plain_lines *out) {
	double hz = farthest_hz(w, i), nominal = w->site->bus[i].nominal_hz, away = hz - nominal;
	const char *id = w->site->bus[i].id;
	if (isnan(hz)) {
		told->band = told->tie == BUS_DEAD ? 0 : told->band;
		return;
	}
	int band = band_of(away);
	if (band != 0 && (abs(band) > abs(told->band) || band * told->band < 0)) {
		plain_say(out, w->frame->t_ms, abs(band) > 1, "Bus %s: frequency %.2f Hz, more than %.1f %s %g", id, hz, bands_hz[abs(band) - 1], band < 0 ? "below" : "above", nominal);
		told->band = band;
		told->extreme_hz = hz;
	} else if (told->band != 0 && fabs(away) <= BACK_HZ) {
		plain_say(out, w->frame->t_ms, false, "Bus %s: frequency back at %.2f Hz, %s was %.2f", id, hz, told->band < 0 ? "lowest" : "highest", told->extreme_hz);
		told->band = 0;
	} else if (told->band != 0 && fabs(away) > fabs(told->extreme_hz - nominal)) {
		told->extreme_hz = hz;
	}
}

void plain_buses(struct plain *p, const struct world *w, struct plain_lines *out) {
	for (size_t i = 0; i < w->site->bus_count; i++) {
		struct plain_bus *told = &p->bus[i];
		enum bus_tie tie = w->derived.tie[i];
		if (tie != told->tie)
			plain_say(out, w->frame->t_ms, tie != BUS_PARALLEL, "Bus %s: %s", w->site->bus[i].id, plain_tie_words[tie]);
		told->tie = tie;
		take_frequency(told, w, i, out);
	}
}

/* ---- GPUs ---- */

/* 1, 2 or 5 times a power of ten: a twentieth of what the start needs, or of what is installed. */
static double gpu_step(const struct site *site) {
	double whole = site->training.present && site->training.gpus_needed > 0 ? site->training.gpus_needed : site->gpu.installed;
	double step = whole / GPU_STEPS, power = 1;
	while (power * 10 <= step)
		power *= 10;
	return step >= 5 * power ? 5 * power : step >= 2 * power ? 2 * power : power;
}

static void take_count(double *told, const struct world *w, enum metric_id id, const char *what, struct plain_lines *out) {
	char a[48], b[48];
	if (!frame_good(w->frame, id, 0))
		return;
	double now = frame_get(w->frame, id, 0).value;
	bool all_or_none = (now == 0) != (*told == 0);
	if (!isnan(*told) && !all_or_none && fabs(now - *told) < gpu_step(w->site))
		return;
	if (!isnan(*told))
		plain_say(out, w->frame->t_ms, false, "GPUs: %s %s, were %s", plain_number(now, 0, "", a, sizeof a), what, plain_number(*told, 0, "", b, sizeof b));
	*told = now;
}

void plain_gpus(struct plain *p, const struct world *w, struct plain_lines *out) {
	char a[48], b[48];
	if (!w->site->gpu.present)
		return;
	take_count(&p->online, w, M_GPU_ONLINE, "online", out);
	take_count(&p->job, w, M_GPU_JOB, "in the job", out);
	if (!frame_good(w->frame, M_GPU_CAP_W, 0))
		return;
	double cap = frame_get(w->frame, M_GPU_CAP_W, 0).value, was;
	if (take_ramp(&p->cap_w, cap, 0.5, w->frame->t_ms, &was))
		plain_say(out, w->frame->t_ms, false, "GPUs: cap %s, was %s", plain_number(cap, 0, "W", a, sizeof a), plain_number(was, 0, "W", b, sizeof b));
}
