/* Watts and GPUs. Everything rests on one line, W_facility = PUE * (1 + network) * (draw + overhead), read forwards (how many fit)
 * and backwards (which cap). Whole numbers are rounded down with a tolerance of a billionth, so that an exact multiple, computed
 * in binary, does not lose its last GPU. */
#include "gpu.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* Sources: DOMAIN.md "Power per GPU". H200 takes what H100 takes; B100 with H100's overhead and B200's least cap are assumptions.
 * GB200 and GB300 are left out: their overhead per GPU is not known. */
static const struct gpu_model models[] = {
	{ "H100", 700, 200, 575 },
	{ "H200", 700, 200, 575 },
	{ "B100", 700, 200, 575 },
	{ "B200", 1000, 200, 788 },
};

const struct gpu_model *gpu_model_at(size_t index) {
	return index < sizeof models / sizeof *models ? &models[index] : NULL;
}

const struct gpu_model *gpu_model_find(const char *name) {
	for (size_t i = 0; i < sizeof models / sizeof *models; i++)
		if (!strcasecmp(models[i].name, name))
			return &models[i];
	return NULL;
}

void gpu_plan_use(struct gpu_plan *gpu, const struct gpu_model *model) {
	if (gpu->tdp_w != model->tdp_w)
		gpu->train_w = gpu->stall_w = NAN;
	snprintf(gpu->model, sizeof gpu->model, "%s", model->name);
	gpu->tdp_w = model->tdp_w;
	gpu->cap_min_w = model->cap_min_w;
	gpu->overhead_w = model->overhead_w;
}

char *count_text(double count, char out[COUNT_TEXT_SIZE]) {
	if (isnan(count) || fabs(count) > 1e15) {
		snprintf(out, COUNT_TEXT_SIZE, isnan(count) ? "?" : "%.3g", count);
		return out;
	}
	char digits[COUNT_TEXT_SIZE];
	int length = snprintf(digits, sizeof digits, "%.0f", fabs(count)), at = 0;
	if (count <= -0.5)
		out[at++] = '-';
	for (int i = 0; i < length; i++) {
		if (i && (length - i) % 3 == 0)
			out[at++] = ',';
		out[at++] = digits[i];
	}
	out[at] = '\0';
	return out;
}

static double floor_near(double x) {
	return floor(x + 1e-9 * fabs(x));
}

double power_facility_w(const struct gpu_plan *gpu, double draw_w) {
	return gpu->pue * (1 + gpu->network_pct / 100) * (draw_w + gpu->overhead_w);
}

double power_gpus_fit(const struct gpu_plan *gpu, double mw, double cap_w) {
	double each_w = power_facility_w(gpu, cap_w);
	if (isnan(mw) || !(each_w > 0))
		return NAN;
	double fit = floor_near(mw * 1e6 / each_w);
	return mw <= 0 ? 0 : isfinite(fit) ? fit : NAN;
}

double power_cap_for(const struct gpu_plan *gpu, double mw, double gpus) {
	double per_watt = gpu->pue * (1 + gpu->network_pct / 100);
	if (!(gpus > 0) || !(per_watt > 0))
		return NAN;
	double cap = mw * 1e6 / gpus / per_watt - gpu->overhead_w;
	return isfinite(cap) ? floor(cap + 1e-6) : NAN;
}

/* Zeus (Apache-2.0 data), V100 BERT: share of uncapped draw, share of speed. */
static const struct { double draw, speed; } speeds[] = {
	{ .44, .484 }, { .55, .634 }, { .66, .78 }, { .77, .894 }, { .88, .94 }, { 1, 1 },
};

double power_speed(double share) {
	size_t count = sizeof speeds / sizeof *speeds;
	if (!(share >= speeds[0].draw - 1e-12))
		return NAN;
	if (share >= 1)
		return 1;
	size_t i = 1;
	while (i < count - 1 && share > speeds[i].draw)
		i++;
	double part = (share - speeds[i - 1].draw) / (speeds[i].draw - speeds[i - 1].draw);
	return speeds[i - 1].speed + part * (speeds[i].speed - speeds[i - 1].speed);
}

double power_throughput(double gpus, double cap_w, double uncapped_w) {
	return uncapped_w > 0 ? gpus * power_speed(cap_w / uncapped_w) : NAN;
}

#define TDP_MAX_W 100000 /* keeps the search for the best cap short, whatever a site line claims */

static bool plan_check(const struct gpu_plan *gpu, struct error *err) {
	if (!(gpu->pue >= 1) || !isfinite(gpu->pue))
		return error_set(err, "a PUE of %g is not possible: it is 1 or more", gpu->pue);
	if (!(gpu->overhead_w >= 0) || !isfinite(gpu->overhead_w))
		return error_set(err, "the overhead per GPU of %s is not known: give it in watts, 0 or more", gpu->model);
	if (!(gpu->network_pct >= 0) || !isfinite(gpu->network_pct))
		return error_set(err, "a network share of %g %% is not possible: it is 0 or more", gpu->network_pct);
	if (!(gpu->tdp_w > 0) || gpu->tdp_w > TDP_MAX_W || !(gpu->cap_min_w >= 0) || gpu->cap_min_w > gpu->tdp_w)
		return error_set(err, "the cap range of %s is not known", gpu->model);
	return true;
}

static bool request_check(const struct size_request *r, struct error *err) {
	const struct gpu_plan *gpu = &r->gpu;
	if (!(r->mw > 0) || !isfinite(r->mw))
		return error_set(err, "%g MW carry nothing: give more than 0", r->mw);
	if (!plan_check(gpu, err))
		return false;
	if (!isnan(r->gpus) && (!(r->gpus >= 1) || r->gpus > 1e9 || r->gpus != floor(r->gpus)))
		return error_set(err, "%g GPUs are not possible: give a whole number from 1 to 1,000,000,000", r->gpus);
	if (r->cap_w < gpu->cap_min_w)
		return error_set(err, "a cap of %g W is under the least of %s, %g W", r->cap_w, gpu->model, gpu->cap_min_w);
	if (r->cap_w > gpu->tdp_w)
		return error_set(err, "a cap of %g W is over the TDP of %s, %g W", r->cap_w, gpu->model, gpu->tdp_w);
	if (r->best && !isnan(r->cap_w))
		return error_set(err, "the best cap is asked for and %g W are given: leave one out", r->cap_w);
	return true;
}

/* The whole cap of the greatest N(cap) * speed(cap / TDP); of equal ones the highest. 0 when there is no figure for any. */
static double best_cap(const struct size_request *r) {
	const struct gpu_plan *gpu = &r->gpu;
	double best = 0, most = 0;
	for (double cap = ceil(gpu->cap_min_w); cap <= gpu->tdp_w; cap++) {
		double gpus = power_gpus_fit(gpu, r->mw, cap);
		if (gpus > r->gpus)
			gpus = r->gpus;
		double work = power_throughput(gpus, cap, gpu->tdp_w);
		if (work > 0 && work >= most) {
			most = work;
			best = cap;
		}
	}
	return best;
}

static bool choose_best(const struct size_request *r, struct size_answer *a, struct error *err) {
	a->cap_w = best_cap(r);
	if (a->cap_w <= 0)
		return error_set(err, "%g MW carry no %s at a cap for which a speed is known", r->mw, r->gpu.model);
	double fit = power_gpus_fit(&r->gpu, r->mw, a->cap_w);
	a->gpus = r->gpus < fit ? r->gpus : fit;
	return true;
}

static bool choose_cap(const struct size_request *r, struct size_answer *a, struct error *err) {
	char asked[COUNT_TEXT_SIZE], fit[COUNT_TEXT_SIZE];
	const struct gpu_plan *gpu = &r->gpu;
	double cap = power_cap_for(gpu, r->mw, r->gpus);
	if (cap < gpu->cap_min_w)
		return error_set(err, "%s %s do not fit into %g MW at any cap: at the least, %g W, %s do", count_text(r->gpus, asked),
		                 gpu->model, r->mw, gpu->cap_min_w, count_text(power_gpus_fit(gpu, r->mw, gpu->cap_min_w), fit));
	a->gpus = r->gpus;
	a->cap_w = cap > gpu->tdp_w ? gpu->tdp_w : cap;
	return true;
}

static bool check_both(const struct size_request *r, struct size_answer *a, struct error *err) {
	char asked[COUNT_TEXT_SIZE], fit[COUNT_TEXT_SIZE], mend[48] = "";
	const struct gpu_plan *gpu = &r->gpu;
	double most = power_gpus_fit(gpu, r->mw, r->cap_w), cap = power_cap_for(gpu, r->mw, r->gpus);
	a->gpus = r->gpus;
	a->cap_w = r->cap_w;
	if (r->gpus <= most)
		return true;
	if (cap >= gpu->cap_min_w)
		snprintf(mend, sizeof mend, ", or a cap of %g W would do", cap);
	return error_set(err, "%s %s at %g W need %.2f MW, over the %g MW given: %s fit%s", count_text(r->gpus, asked), gpu->model,
	                 r->cap_w, r->gpus * power_facility_w(gpu, r->cap_w) / 1e6, r->mw, count_text(most, fit), mend);
}

static bool choose_gpus(const struct size_request *r, struct size_answer *a, struct error *err) {
	a->cap_w = isnan(r->cap_w) ? r->gpu.tdp_w : r->cap_w;
	a->gpus = power_gpus_fit(&r->gpu, r->mw, a->cap_w);
	if (!(a->gpus >= 1))
		return error_set(err, "%g MW carry no %s at %g W: one takes %.0f W", r->mw, r->gpu.model, a->cap_w,
		                 power_facility_w(&r->gpu, a->cap_w));
	return true;
}

bool power_size(const struct size_request *r, struct size_answer *a, struct error *err) {
	*a = (struct size_answer){ 0 };
	if (!request_check(r, err))
		return false;
	bool chosen = r->best ? choose_best(r, a, err)
	            : isnan(r->gpus) ? choose_gpus(r, a, err)
	            : isnan(r->cap_w) ? choose_cap(r, a, err) : check_both(r, a, err);
	if (!chosen)
		return false;
	a->watts_per_gpu = power_facility_w(&r->gpu, a->cap_w);
	a->mw = a->gpus * a->watts_per_gpu / 1e6;
	a->spare_mw = r->mw > a->mw ? r->mw - a->mw : 0;
	a->throughput_nameplate = power_throughput(a->gpus, a->cap_w, r->gpu.tdp_w);
	a->throughput_measured = power_throughput(a->gpus, a->cap_w, r->gpu.train_w);
	return true;
}
