/* Writes a branch as a recording; see whatif_record.h. Two streams are merged by time: the lines of the recording, and the events that the scenario
 * makes (whatif_events.c). Of one time the events come first, since the frame of that time has what they tell. */
#include "whatif_record.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scenario.h"
#include "whatif.h"
#include "whatif_events.h"

struct record {
	struct session *session;
	struct whatif *whatif;
	struct branch *branch;
	int64_t from_ms, until_ms;
	const struct edit *edits;
	size_t edit_count;
	const char **lines;            /* owned: the edits as text, for the site lines */
	struct recording_writer *writer;
	struct event_list made;        /* owned; `taken` of them are written */
	size_t taken;
	const struct site *site_of;    /* recorded site and edits of the site line written last */
	size_t site_edits;
	struct buf site;               /* owned: that line */
	int64_t frame_ms;              /* of the last frame */
	int64_t last_ms;               /* of what was written last: nothing earlier comes after it, where a clock was set back */
	struct frame frame;            /* owned */
};

static bool put(struct record *r, struct buf *text, struct error *err) {
	bool fine = recording_write(r->writer, text->data, text->len, err);
	buf_free(text);
	return fine;
}

/* The site line that governs t, when it is another than before. */
static bool put_site(struct record *r, const struct site *recorded, int64_t t_ms, struct error *err) {
	size_t count = 0;
	struct buf text = { 0 };
	while (count < r->edit_count && r->edits[count].at_ms <= t_ms)
		count++;
	if (r->site_of == recorded && r->site_edits == count)
		return true;
	r->site_of = recorded;
	r->site_edits = count;
	struct site site = *branch_site(r->branch, t_ms, recorded);
	snprintf(site.about, sizeof site.about, "what if, %zu edit%s over: %.100s", r->edit_count, r->edit_count == 1 ? "" : "s", recorded->name);
	line_write_site_computed(&text, &site, r->lines, r->edit_count);
	bool known = text.len == r->site.len && memcmp(text.data, r->site.data, text.len) == 0;
	if (known) {
		buf_free(&text);
		return true;
	}
	buf_clear(&r->site);
	buf_add(&r->site, text.data, text.len);
	return put(r, &text, err);
}

static bool put_event(struct record *r, const struct event *event, struct error *err) {
	struct buf text = { 0 };
	line_write_event(&text, event);
	return put(r, &text, err);
}

static bool put_made(struct record *r, int64_t t_ms, struct error *err) {
	while (r->taken < r->made.count && r->made.at[r->taken].t_ms <= t_ms)
		if (!put_event(r, &r->made.at[r->taken++], err))
			return false;
	return true;
}

static bool put_frame(struct record *r, const struct frame *recorded, struct error *err) {
	struct buf text = { 0 };
	if (!whatif_frame(r->whatif, recorded, &r->frame))
		return true; /* of a site with other sets and feeds */
	if (!put_site(r, recorded->site, recorded->t_ms, err) || !put_made(r, recorded->t_ms, err))
		return false;
	line_write_frame(&text, &r->frame);
	return put(r, &text, err);
}

static bool put_recorded(struct record *r, struct error *err) {
	struct source_scan *scan = source_scan_open(session_source(r->session), r->from_ms);
	struct scan_line line;
	bool fine = true;
	while (fine && source_scan_next(scan, &line)) {
		bool later = line.kind == LINE_FRAME ? line.t_ms > r->frame_ms && line.t_ms >= r->last_ms : line.kind == LINE_EVENT && r->site_of && line.t_ms >= r->last_ms;
		if (!later || line.doubled || line.misordered || line.t_ms < r->from_ms)
			continue;
		if (line.t_ms > r->until_ms)
			break;
		r->last_ms = line.t_ms;
		if (line.kind == LINE_FRAME)
			r->frame_ms = line.t_ms;
		if (line.kind == LINE_FRAME)
			fine = put_frame(r, line.frame, err);
		else if (whatif_event_stays(r->branch, line.site, &line.event))
			fine = put_made(r, line.t_ms, err) && put_event(r, &line.event, err);
	}
	source_scan_close(scan);
	return fine;
}

static bool put_future(struct record *r, struct error *err) {
	const struct baseline *base = whatif_baseline(r->whatif);
	struct frame last;
	bool fine = true;
	frame_init(&last);
	frame_copy(&last, &base->last);
	for (size_t i = base->recorded; fine && i < base->count && base->t_ms[i] <= r->until_ms; i++) {
		last.t_ms = base->t_ms[i];
		fine = last.t_ms < r->from_ms || put_frame(r, &last, err);
	}
	frame_free(&last);
	return fine;
}

static bool write_all(struct record *r, struct error *err) {
	bool fine = put_recorded(r, err) && put_future(r, err) && put_made(r, r->until_ms, err);
	if (fine && !r->site_of)
		fine = error_set(err, "%s: there are no samples from the first edit on", session_world(r->session)->source_name);
	if (fine)
		return recording_close(r->writer, err);
	recording_abandon(r->writer);
	return false;
}

bool whatif_record(struct session *s, int64_t until_ms, struct error *err) {
	session_fold_to(s, TIME_NONE);
	session_whatif_compute(s, until_ms);
	struct record r = { .session = s, .whatif = session_whatif(s), .until_ms = until_ms, .last_ms = TIME_NONE, .frame_ms = TIME_NONE };
	r.branch = whatif_branch(r.whatif);
	r.edits = scenario_edits(session_scenario(s), &r.edit_count);
	r.from_ms = r.edit_count > 0 ? whatif_from_ms(r.whatif) : TIME_NONE;
	if (r.from_ms == TIME_NONE) /* edits that change no power: the plan alone is another */
		r.from_ms = r.edit_count > 0 ? r.edits[0].at_ms : session_world(s)->first_ms;
	const struct baseline *base = whatif_baseline(r.whatif);
	if (!base || !r.branch)
		return error_set(err, "%s: no samples", session_world(s)->source_name);
	if (r.from_ms < base->t_ms[0])
		r.from_ms = base->t_ms[0];
	r.writer = recording_create("-", err);
	if (!r.writer)
		return false;
	frame_init(&r.frame);
	r.lines = mem_zalloc(r.edit_count + 1, sizeof *r.lines);
	for (size_t i = 0; i < r.edit_count; i++) {
		char line[EDIT_TEXT_SIZE];
		r.lines[i] = mem_strdup(edit_print(&r.edits[i], base->site, line, sizeof line));
	}
	whatif_events_standing(session_fold(s), r.branch, base->site, r.from_ms, &r.made);
	whatif_events_of_branch(session_fold(s), r.branch, base->site, r.edits, r.edit_count, r.until_ms, &r.made);
	bool fine = write_all(&r, err);
	for (size_t i = 0; i < r.edit_count; i++)
		free((char *)r.lines[i]);
	free(r.lines);
	event_list_free(&r.made);
	buf_free(&r.site);
	frame_free(&r.frame);
	return fine;
}
