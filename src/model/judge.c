/* Whether training can start: the verdict, and in words what fails and what would mend it. It judges the load after the start, so
 * a site that is well now may still be NO-GO. Acknowledging an alarm plays no part in it. */
#include "power.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *const training_state_words[] = { "none", "countdown", "running", "overdue", "stopped", NULL };

/* Megawatts are compared with this much grace: a sum in binary must not fail an exact fit. */
#define MW_GRACE 1e-9

static void why_add(struct verdict *v, const char *format, ...) PRINTF_LIKE(2, 3);
static void why_add(struct verdict *v, const char *format, ...) {
	if (v->why_count == VERDICT_WHY_MAX)
		return;
	va_list args;
	va_start(args, format);
	vsnprintf(v->why[v->why_count++], VERDICT_WHY_SIZE, format, args);
	va_end(args);
}

/* A reading of the GPUs that may stand in a comparison; NaN when it is not good. */
static double gpu_number(const struct frame *f, enum metric_id id) {
	struct reading r = frame_get(f, id, 0);
	return r.quality == QUALITY_GOOD && isfinite(r.value) ? r.value : NAN;
}

#define OVERDUE_AFTER_MS 5000 /* a job that starts at T shows in the samples after T */

static void judge_state(const struct frame *f, struct verdict *v) {
	const struct training_plan *plan = &f->site->training;
	bool in_job = gpu_number(f, M_GPU_JOB) > 0;
	if (plan->start_ms == TIME_NONE) {
		v->state = in_job ? TRAINING_RUNNING : TRAINING_NONE;
		return;
	}
	v->t_minus_s = (double)(plan->start_ms - f->t_ms) / 1000;
	v->state = f->t_ms < plan->start_ms ? TRAINING_COUNTDOWN : in_job ? TRAINING_RUNNING :
	           f->t_ms <= plan->start_ms + OVERDUE_AFTER_MS ? TRAINING_COUNTDOWN : TRAINING_OVERDUE;
}

/* ": short 2.49; cap 345 W or 30,147 GPUs": what `mw` would carry of what the start needs. Of a lower bound so much is short at most, and
 * the cap and the GPUs are what is sure to do: ": short \u2264 2.49; cap 345 W or 30,147 GPUs". */
static void mend_text(const struct frame *f, double mw, bool bound, double load_mw, char *out, size_t size) {
	const struct gpu_plan *gpu = &f->site->gpu;
	const char *most = bound ? "\u2264 " : "";
	char fit[COUNT_TEXT_SIZE], gpus[COUNT_TEXT_SIZE + 16] = "";
	double count = power_gpus_fit(gpu, mw, power_cap_w(f)), cap = power_cap_for(gpu, mw, f->site->training.gpus_needed);
	if (count >= 1)
		snprintf(gpus, sizeof gpus, "%s GPUs", count_text(count, fit));
	if (cap >= gpu->cap_min_w)
		snprintf(out, size, ": short %s%.2f; cap %.0f W%s%s", most, load_mw - mw, cap, *gpus ? " or " : "", gpus);
	else if (bound)
		snprintf(out, size, ": short %s%.2f; no cap is sure to do%s%s", most, load_mw - mw, *gpus ? "; " : "", gpus);
	else
		snprintf(out, size, ": short %.2f; no cap in %.0f-%.0f W would do%s%s", load_mw - mw, gpu->cap_min_w, gpu->tdp_w,
		         *gpus ? "; " : "", gpus);
}

/* One demand on megawatts. `prefix` and `has` make the words: "start needs 42.99 MW, have 40.50..." */
static bool judge_mw(const struct frame *f, const struct derived *d, enum derived_id id, const char *prefix, const char *has,
                     struct verdict *v) {
	char mend[96];
	const struct quantity *mw = &d->q[id];
	double load_mw = d->q[D_START_LOAD_MW].value;
	if (isnan(load_mw)) {
		why_add(v, "%sstart load not known", prefix);
		return false;
	}
	if (isnan(mw->value)) {
		why_add(v, "%sstart needs %.2f MW, what the site has is not known", prefix, load_mw);
		return false;
	}
	if (mw->value - load_mw >= -MW_GRACE)
		return true;
	bool bound = quantity_is_bound(mw);
	mend_text(f, mw->value, bound, load_mw, mend, sizeof mend);
	why_add(v, "%sstart needs %.2f MW, %s %s%.2f%s", prefix, load_mw, has, bound ? "\u2265 " : "", mw->value, mend);
	return false;
}

static bool judge_stance(const struct frame *f, const struct derived *d, struct verdict *v) {
	switch (f->site->policy.stance) {
	case STANCE_N1_SET:
		return judge_mw(f, d, D_FIRM_MW, "N-1 set accepted: ", "firm has", v);
	case STANCE_N1_FEED:
		return judge_mw(f, d, D_FIRM_FEED_MW, "N-1 feed accepted: ", "firm has", v);
	default:
		return true;
	}
}

static void duration_text(double s, char *out, size_t size) {
	if (s < 60)
		snprintf(out, size, "%.0f s", ceil(s));
	else if (s < 7200)
		snprintf(out, size, "%.0f min", ceil(s / 60));
	else
		snprintf(out, size, "%.0f h %.0f min", floor(s / 3600), floor(fmod(s, 3600) / 60));
}

#define READY_LONGEST_S 1e8 /* three years: later than that is never */

static bool judge_ready(const struct frame *f, double ready_rate, struct verdict *v) {
	char have[COUNT_TEXT_SIZE], want[COUNT_TEXT_SIZE], lack[COUNT_TEXT_SIZE], in[32];
	double ready = gpu_number(f, M_GPU_READY), job = gpu_number(f, M_GPU_JOB), needed = f->site->training.gpus_needed;
	if (isnan(ready) ? job >= needed : job > ready) /* once in the job they need not be counted as ready; none in it says nothing of those */
		ready = job;
	if (isnan(needed)) {
		why_add(v, "GPUs needed for the start not known");
		return false;
	}
	if (isnan(ready)) {
		why_add(v, "GPUs ready not known, %s needed", count_text(needed, want));
		return false;
	}
	if (ready >= needed) {
		v->ready_at_ms = f->t_ms;
		return true;
	}
	double missing = needed - ready, seconds = missing / ready_rate;
	count_text(ready, have);
	count_text(needed, want);
	count_text(missing, lack);
	if (ready_rate > 0 && seconds < READY_LONGEST_S) {
		v->ready_at_ms = f->t_ms + (int64_t)ceil(seconds * 1000);
		duration_text(seconds, in, sizeof in);
		why_add(v, "GPUs ready %s of %s: %s missing, ready in %s at the present rate", have, want, lack, in);
	} else {
		why_add(v, "GPUs ready %s of %s: %s missing", have, want, lack);
	}
	return false;
}

static bool judge_alarms(const char *const *names, size_t count, struct verdict *v) {
	size_t room = VERDICT_WHY_MAX - v->why_count, named = count <= room ? count : room - 1;
	for (size_t i = 0; i < named; i++)
		why_add(v, "%.*s, high alarm", VERDICT_WHY_SIZE - 16, names[i]);
	if (named < count)
		why_add(v, "%zu more high alarms", count - named);
	return !count;
}

void power_judge(const struct frame *frame, const struct derived *derived, const char *const *high_alarms, size_t alarm_count,
                 double ready_rate, struct verdict *out) {
	*out = (struct verdict){ .t_minus_s = NAN, .ready_at_ms = TIME_NONE, .stopped_ms = TIME_NONE };
	if (!frame->site || !frame->site->training.present)
		return;
	judge_state(frame, out);
	bool enough = judge_mw(frame, derived, D_AVAILABLE_MW, "", "have", out);
	bool stance = judge_stance(frame, derived, out);
	bool ready = judge_ready(frame, ready_rate, out);
	bool quiet = judge_alarms(high_alarms, alarm_count, out);
	out->go = enough && stance && ready && quiet;
}

const char *training_word(enum training_state state, bool go) {
	return state == TRAINING_RUNNING ? "RUNNING" : go ? "GO" : "NO-GO";
}

const char *verdict_word(const struct verdict *v) { return training_word(v->state, v->go); }

bool verdict_why_is_told(const struct verdict *v, size_t i) {
	const char *why = v->why[i];
	return v->state != TRAINING_RUNNING || !(strstr(why, "start needs") || strstr(why, "start load") || strncmp(why, "GPUs ", 5) == 0);
}

#define FORECAST ", ready in" /* of a reason, to its end */

void verdict_why_join(const struct verdict *v, char *text, size_t size, char *shape, size_t shape_size) {
	size_t n = 0, k = 0;
	text[0] = '\0';
	for (size_t i = 0; i < v->why_count && n < size; i++)
		if (verdict_why_is_told(v, i))
			n += (size_t)snprintf(text + n, size - n, "%s%s", n ? "; " : "", v->why[i]);
	for (const char *at = text; *at && k + 1 < shape_size; at++) {
		if (!strncmp(at, FORECAST, strlen(FORECAST)))
			at += strcspn(at, ";");
		if (!*at)
			break;
		if (!strchr("0123456789.,+-", *at))
			shape[k++] = *at;
	}
	shape[k] = '\0';
}
