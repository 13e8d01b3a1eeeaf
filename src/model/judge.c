/* GO or NO-GO, judged on the load after the start (DESIGN.md, Derived values). Each line of `why` names what fails, the figures, and what would
 * mend it. A figure that is not known fails: nothing starts on a guess. */
#include <stdio.h>
#include <string.h>

#include "power.h"

const char *const training_state_words[] = { "none", "countdown", "running", "overdue", NULL };

static void add_why(struct verdict *v, const char *format, ...) PRINTF_LIKE(2, 3);
static void add_why(struct verdict *v, const char *format, ...) {
	if (v->why_count == VERDICT_WHY_MAX)
		return;
	va_list args;
	va_start(args, format);
	vsnprintf(v->why[v->why_count++], sizeof v->why[0], format, args);
	va_end(args);
}

static double good(const struct frame *f, enum metric_id id) { return frame_good(f, id, 0) ? frame_get(f, id, 0).value : NAN; }

static void judge_ready(const struct frame *f, double rate, struct verdict *v) {
	const struct training_plan *t = &f->site->training;
	double ready = good(f, M_GPU_READY);
	char have[COUNT_TEXT_SIZE], need[COUNT_TEXT_SIZE], missing[COUNT_TEXT_SIZE];
	v->ready_at_ms = TIME_NONE;
	if (isnan(ready)) {
		add_why(v, "GPUs ready: no data, %s needed", count_text(t->gpus_needed, need));
		return;
	}
	if (ready >= t->gpus_needed) {
		v->ready_at_ms = f->t_ms;
		return;
	}
	count_text(ready, have);
	count_text(t->gpus_needed, need);
	count_text(t->gpus_needed - ready, missing);
	double wait_s = rate > 0 ? (t->gpus_needed - ready) / rate : NAN;
	if (!(wait_s < 30 * 86400.0)) {
		add_why(v, "GPUs ready %s of %s: %s missing", have, need, missing);
		return;
	}
	v->ready_at_ms = f->t_ms + (int64_t)(wait_s * 1000);
	add_why(v, "GPUs ready %s of %s: %s missing, %.0f min at the present rate", have, need, missing, ceil(wait_s / 60));
}

/* "start needs 42.99 MW, have 40.50: short 2.49; cap 345 W or 30,147 GPUs". */
static void judge_power(const struct frame *f, const struct quantity *have, const char *words, double need_mw, struct verdict *v) {
	const struct gpu_plan *gpu = &f->site->gpu;
	char gpus[COUNT_TEXT_SIZE];
	if (isnan(have->value) || isnan(need_mw)) {
		add_why(v, "start needs %.2f MW, %s: not known", need_mw, words);
		return;
	}
	if (have->value - need_mw >= -1e-9)
		return;
	double cap = good(f, M_GPU_CAP_W), fit_cap = power_cap_for(gpu, have->value, f->site->training.gpus_needed);
	cap = isnan(cap) ? gpu->tdp_w : cap;
	count_text(power_gpus_fit(gpu, have->value, cap), gpus);
	const char *least = have->reporting < have->total ? "at least " : "";
	if (fit_cap >= gpu->cap_min_w)
		add_why(v, "start needs %.2f MW, %s %s%.2f: short %.2f; cap %.0f W or %s GPUs", need_mw, words, least, have->value, need_mw - have->value,
		        fmin(fit_cap, gpu->tdp_w), gpus);
	else
		add_why(v, "start needs %.2f MW, %s %s%.2f: short %.2f; no cap from %.0f W would do; %s GPUs", need_mw, words, least, have->value,
		        need_mw - have->value, gpu->cap_min_w, gpus);
}

static enum training_state state_of(const struct frame *f, double t_minus_s) {
	if (good(f, M_GPU_JOB) > 0)
		return TRAINING_RUNNING;
	return t_minus_s < 0 ? TRAINING_OVERDUE : TRAINING_COUNTDOWN;
}

void power_judge(const struct frame *frame, const struct derived *derived, const char *const *high_alarms, size_t alarm_count,
                 double ready_rate, struct verdict *out) {
	const struct site *site = frame->site;
	const struct quantity *q = derived->q;
	memset(out, 0, sizeof *out);
	out->t_minus_s = NAN;
	out->ready_at_ms = TIME_NONE;
	if (!site->training.present)
		return;
	if (site->training.start_ms != TIME_NONE)
		out->t_minus_s = (double)(site->training.start_ms - frame->t_ms) / 1000;
	out->state = state_of(frame, out->t_minus_s);
	judge_power(frame, &q[D_AVAILABLE_MW], "have", q[D_START_LOAD_MW].value, out);
	if (site->policy.stance == STANCE_N1_SET)
		judge_power(frame, &q[D_FIRM_MW], "N-1 set leaves", q[D_START_LOAD_MW].value, out);
	if (site->policy.stance == STANCE_N1_FEED)
		judge_power(frame, &q[D_FIRM_FEED_MW], "N-1 feed leaves", q[D_START_LOAD_MW].value, out);
	judge_ready(frame, ready_rate, out);
	for (size_t i = 0; i < alarm_count; i++)
		add_why(out, "%s, high alarm", high_alarms[i]);
	out->go = out->why_count == 0;
}
