/* The site as it really is, which the meters then report: the model's dispatch and demand, the grid's frequency and voltage, an engine
 * behind every set, and the small wander that no model has. Sets + feeds = GPUs + auxiliaries in every sample, before the meters. */
#ifndef MWTOP_PLANT_H
#define MWTOP_PLANT_H

#include "demand.h"
#include "engine.h"
#include "frame.h"

struct plant {
	const struct site *site;
	int64_t t_ms;
	struct dispatch dispatch;
	struct dispatch_events happened; /* to sets and feeds */
	struct demand demand;
	struct engine *engine;      /* owned, one per set */
	struct random load_random, grid_random, meter_random;
	double load_noise, hz_wander, kv_wander, header_wander; /* share of the load; Hz; per unit; kPa */
	double hz, load_mw, feed_mw; /* true values of this sample; load_mw is what the GPUs get */
	double feed_gain, gpu_gain;
};

void plant_init(struct plant *p, const struct site *site, uint64_t seed, int64_t t_ms);
void plant_free(struct plant *p);
void plant_edit(struct plant *p, const struct edit *edit);
void plant_fault(struct plant *p, const struct script_entry *entry);
void plant_step(struct plant *p, int64_t dt_ms);

/* What the meters show, into a frame of the plant's site at its time. `omit`: metrics that the site does not report. */
void plant_measure(struct plant *p, const bool *omit, bool with_arrays, struct frame *frame);

#endif
