/* Script, plant, sensors and notices brought together, one sample at a time. The plant and its frames keep the site as the script
 * began with it (`script.site`, whose numbering of columns never changes); what readers are told (`told`) is that site with the edits
 * since. Time of the plant never jumps; `clock_ms` is how far the recorder's clock is off. */
#include "sim.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "follow.h"
#include "line.h"
#include "notices.h"
#include "script.h"
#include "sensors.h"

struct sim {
	struct script script;
	struct site *told;         /* a view on script.site with its own plan; shares its arrays */
	struct plant plant;
	struct sensors sensors;
	struct notices notices;
	struct frame frame;
	size_t next_entry;
	int64_t period_ms, planned_ms, clock_ms, recorder_back_ms;
	bool site_due;
};

static void carry_out(struct sim *s, const struct script_entry *e) {
	int64_t t_ms = s->plant.t_ms;
	switch (e->verb) {
	case SCRIPT_EDIT:
		plant_edit(&s->plant, &e->edit);
		if (follow_edit(s->told, &e->edit, &s->plant, &s->planned_ms))
			s->site_due = true;
		notices_edit(&s->notices, &e->edit, &s->plant);
		break;
	case SCRIPT_TRIP:
		s->notices.low_gas[e->gen] = s->plant.bar.dispatch.gen[e->gen].state < GEN_TRIPPED;
		plant_trip(&s->plant, (size_t)e->gen);
		break;
	case SCRIPT_FAULT:
		plant_fault(&s->plant, e);
		if (e->fault == FAULT_LIMIT)
			notices_note_gen(&s->notices, t_ms, (size_t)e->gen, "limit", "power limited, charge air too hot");
		break;
	case SCRIPT_SENSOR:
	case SCRIPT_GATEWAY: sensors_add(&s->sensors, e); break;
	case SCRIPT_DEVICE_CLOCK: s->notices.clock_ms[e->gen] = (int64_t)e->number; break;
	case SCRIPT_CLOCK: s->clock_ms += (int64_t)e->number; break;
	case SCRIPT_RECORDER: s->recorder_back_ms = e->for_ms == INT64_MAX ? INT64_MAX : e->at_ms + e->for_ms; break;
	}
}

/* The plant to t, stopping at every entry on the way; those at t itself come with the next sample. */
static void advance(struct sim *s, int64_t t_ms) {
	plant_sample(&s->plant);
	while (s->next_entry < s->script.count && s->script.entry[s->next_entry].at_ms < t_ms) {
		const struct script_entry *e = &s->script.entry[s->next_entry++];
		if (e->at_ms > s->plant.t_ms)
			plant_step(&s->plant, e->at_ms - s->plant.t_ms);
		carry_out(s, e);
	}
	if (t_ms > s->plant.t_ms)
		plant_step(&s->plant, t_ms - s->plant.t_ms);
	notices_collect(&s->notices, &s->plant);
}

/* What stands at the script's beginning is in force before it, while the plant settles; then up to the first sample, unwritten. */
static void settle(struct sim *s, int64_t script_from_ms) {
	while (s->next_entry < s->script.count && s->script.entry[s->next_entry].at_ms <= script_from_ms)
		carry_out(s, &s->script.entry[s->next_entry++]);
	demand_settle(&s->plant.demand);
	busbar_settle(&s->plant.bar, demand_mw(&s->plant.demand) + s->plant.demand.aux_mw);
	while (s->plant.t_ms < s->script.from_ms - s->period_ms) {
		int64_t left_ms = s->script.from_ms - s->period_ms - s->plant.t_ms;
		advance(s, s->plant.t_ms + (left_ms < s->period_ms ? left_ms : s->period_ms));
	}
	while (notices_next(&s->notices, INT64_MAX))
		;
	s->site_due = true;
}

static void tell_origin(struct sim *s) {
	struct site *told = s->told;
	told->origin = ORIGIN_SIMULATED;
	snprintf(told->origin_text, sizeof told->origin_text, "%s seed %" PRIu64, s->script.name, s->script.seed);
	if (s->script.about[0])
		snprintf(told->about, sizeof told->about, "%s", s->script.about);
}

static bool check_period(struct sim *s, struct error *err) {
	double period_s = s->script.site->period_s;
	if (!(period_s >= 0.05 && period_s <= 60))
		return error_set(err, "the simulator makes samples of 0.05 to 60 s, the site says %g", period_s);
	s->period_ms = (int64_t)(period_s * 1000 + 0.5);
	return true;
}

struct sim *sim_open(const char *path, const struct sim_options *options, struct error *err) {
	struct sim *s = mem_zalloc(1, sizeof *s);
	frame_init(&s->frame);
	if (!script_read(&s->script, path, options, err) || !check_period(s, err)) {
		script_free(&s->script);
		free(s);
		return NULL;
	}
	const struct site *site = s->script.site;
	s->told = mem_zalloc(1, sizeof *s->told);
	*s->told = *site;
	s->told->json = NULL;
	s->planned_ms = site->training.start_ms;
	s->recorder_back_ms = TIME_NONE;
	tell_origin(s);
	plant_init(&s->plant, site, s->script.seed, s->script.begin_ms - s->period_ms); /* the first sample ends at `from` */
	sensors_init(&s->sensors, s->script.seed);
	notices_init(&s->notices, site, s->script.seed);
	settle(s, s->script.script_from_ms);
	return s;
}

void sim_close(struct sim *s) {
	if (!s)
		return;
	plant_free(&s->plant);
	sensors_free(&s->sensors);
	notices_free(&s->notices);
	frame_free(&s->frame);
	free(s->told); /* its arrays are the script's */
	script_free(&s->script);
	free(s);
}

static void write_events(struct sim *s, bool written, struct buf *lines) {
	const struct event *next;
	while ((next = notices_next(&s->notices, s->plant.t_ms))) {
		struct event e = *next;
		e.t_ms += s->clock_ms;
		if (written)
			line_write_event(lines, &e);
	}
}

/* The number that GPU telemetry sends for "blank" does not fit a double: its nearest neighbour is put right in the text. */
static void mend_blank(struct buf *lines, size_t from) {
	static const char nearest[] = "9.223372036854776e+18", blank[] = "9223372036854775794";
	char *at = lines->data ? strstr(lines->data + from, nearest) : NULL;
	while (at) {
		memcpy(at, blank, sizeof blank - 1);
		size_t cut = sizeof nearest - sizeof blank;
		char *rest = at + sizeof blank - 1;
		memmove(rest, rest + cut, lines->len - (size_t)(rest + cut - lines->data) + 1);
		lines->len -= cut;
		at = strstr(rest, nearest);
	}
}

static void write_frame(struct sim *s, struct buf *lines) {
	size_t before = lines->len;
	bool full_minute = s->plant.t_ms % 60000 < s->period_ms;
	plant_measure(&s->plant, s->script.omit, full_minute, &s->frame);
	sensors_apply(&s->sensors, &s->frame);
	s->frame.t_ms += s->clock_ms;
	line_write_frame(lines, &s->frame);
	if (s->sensors.count > 0)
		mend_blank(lines, before);
}

bool sim_next(struct sim *s, struct buf *lines) {
	int64_t t_ms = s->plant.t_ms + s->period_ms;
	if (t_ms >= s->script.to_ms)
		return false;
	advance(s, t_ms);
	bool written = s->recorder_back_ms == TIME_NONE || t_ms >= s->recorder_back_ms;
	if (s->site_due && written) {
		line_write_site(lines, s->told);
		s->site_due = false;
	}
	write_events(s, written, lines);
	if (written)
		write_frame(s, lines);
	return true;
}

double sim_progress(const struct sim *s) {
	double done = (double)(s->plant.t_ms + s->period_ms - s->script.from_ms), all = (double)(s->script.to_ms - s->script.from_ms);
	return fmin(1, fmax(0, done / all));
}

void sim_range(const struct sim *s, int64_t *from_ms, int64_t *to_ms) {
	*from_ms = s->script.from_ms;
	*to_ms = s->script.to_ms;
}

const struct site *sim_site(const struct sim *s) {
	return s->told;
}

const char *sim_about(const struct sim *s) {
	return s->script.about;
}
