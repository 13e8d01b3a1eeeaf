/* Watts and GPUs: what one takes at the facility, how many fit, at which cap, for which throughput. Pure functions of a
 * gpu_plan. Formulas and figures: DOMAIN.md "Power per GPU". */
#ifndef MWTOP_GPU_H
#define MWTOP_GPU_H

#include "error.h"
#include "site.h"

/* W per GPU at the facility: pue * (1 + network_pct/100) * (draw_w + overhead_w). */
double power_facility_w(const struct gpu_plan *gpu, double draw_w);
/* Whole GPUs that `mw` carries at that cap; 0 when mw <= 0; NaN when something is not known. An exact multiple counts whole. */
double power_gpus_fit(const struct gpu_plan *gpu, double mw, double cap_w);
/* The cap at which `gpus` fit into `mw`, rounded down to whole watts; may lie outside the model's range: the caller refuses.
 * NaN without GPUs. */
double power_cap_for(const struct gpu_plan *gpu, double mw, double gpus);
/* Share of speed at a share of uncapped draw (Zeus, V100 BERT; linear between the points); NaN below 0.44. */
double power_speed(double share);
/* N * speed(min(1, cap / uncapped_w)), in GPUs at full speed; NaN where speed has no figure. */
double power_throughput(double gpus, double cap_w, double uncapped_w);

/* The models that `size --gpu` and `model B200` know. */
struct gpu_model { const char *name; double tdp_w, cap_min_w, overhead_w; };
const struct gpu_model *gpu_model_find(const char *name); /* any case; NULL */
const struct gpu_model *gpu_model_at(size_t index);       /* NULL past the end */
/* Puts the model's name, TDP, cap range and overhead into the plan. What was measured in training (train_w, stall_w) belongs to the
 * old model: it is kept where the TDP is the same, else NaN. */
void gpu_plan_use(struct gpu_plan *gpu, const struct gpu_model *model);
/* A count for people, with separators: "30,147"; "?" for NaN. Returns out. */
#define COUNT_TEXT_SIZE 32
char *count_text(double count, char out[COUNT_TEXT_SIZE]);

struct size_request {
	double mw;       /* to be carried */
	double gpus;     /* NaN: as many as fit */
	double cap_w;    /* NaN: none given */
	bool best;       /* the cap of the greatest throughput on the nameplate basis */
	struct gpu_plan gpu;
};
struct size_answer {
	double gpus, cap_w, watts_per_gpu, mw;          /* mw: what they take */
	double spare_mw;
	double throughput_nameplate, throughput_measured; /* uncapped draw = TDP; = train_w. NaN: no figure */
};
/* False with the reason and the bound (cap under the model's least or over its TDP, GPUs that do not fit at any cap, ...). */
bool power_size(const struct size_request *request, struct size_answer *answer, struct error *err);

#endif
