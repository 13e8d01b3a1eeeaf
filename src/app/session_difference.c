/* The other moment of a difference: the sample that stands there, read and derived as the one at the cursor is. The arrays of GPUs are not
 * compared, so that nothing has to be carried into it. */
#include "session_state.h"

#include <stdlib.h>

void session_set_marks(struct session *s, const struct mark_list *marks, const char *kept) {
	s->world.marks = marks;
	s->world.marks_kept = kept;
}

static bool refuse(struct session *s, const char *why, int64_t t_ms, struct error *err) {
	struct civil c;
	tz_civil(s->world.site ? s->world.site->tz : tz_utc(), t_ms, &c);
	return error_set(err, "nothing to compare: %s %04d-%02d-%02d %02d:%02d:%02d %s", why, c.year, c.month, c.day, c.hour, c.minute, c.second, c.zone);
}

static void derive(struct session *s, const struct frame *frame, int64_t t_ms, struct derived *out) {
	size_t gens = frame->site->gen_count;
	double *kw = mem_zalloc(gens + 1, sizeof *kw);
	int64_t *kw_ms = mem_zalloc(gens + 1, sizeof *kw_ms);
	fold_last_good(s->fold, t_ms, gens, kw, kw_ms);
	power_derive(frame, kw, out);
	free(kw);
	free(kw_ms);
}

bool session_difference(struct session *s, int64_t t_ms, struct error *err) {
	struct world *w = &s->world;
	struct frame frame;
	struct derived derived;
	frame_init(&frame);
	bool fine = w->frame || refuse(s, "there is no sample at", w->cursor_ms, err);
	if (fine && t_ms > w->last_ms)
		fine = refuse(s, "nothing is recorded at", t_ms, err);
	if (fine && !source_frame_before(s->source, t_ms, &frame))
		fine = refuse(s, "there is no sample up to", t_ms, err);
	if (fine) {
		bool in_gap = session_age_frame(&frame, t_ms);
		derive(s, &frame, t_ms, &derived);
		if (in_gap)
			session_forget_bounds(&derived);
		struct difference_side other = { t_ms, &frame, &derived }, here = { w->cursor_ms, w->frame, &w->derived };
		bool before = t_ms <= w->cursor_ms;
		difference_make(&s->difference, before ? &other : &here, before ? &here : &other, w->alarm_log, w->alarm_log_count, w->fold_done ? INT64_MAX : w->folded_to_ms);
		w->difference = &s->difference;
	}
	frame_free(&frame);
	return fine;
}

void session_difference_close(struct session *s) { s->world.difference = NULL; }
