/* The site as it really is, which the meters then report: the model's busbar and demand, the grid's frequency and voltage, an engine
 * behind every set, and the small wander that no model has. Sets + feeds = GPUs + auxiliaries in every sample, before the meters.
 *
 * An island in a transient is gone through in steps of PLANT_FINE_MS, so that every relay and breaker has its own moment. GPUs that a stage of
 * shedding took off are off for the meters at once, and out of the demand when the frequency rests; on a dead bus all are. They come back
 * by edits, as on any other night. */
#ifndef MWTOP_PLANT_H
#define MWTOP_PLANT_H

#include "busbar.h"
#include "demand.h"
#include "engine.h"
#include "frame.h"

#define PLANT_FINE_MS 10

/* What the island's protection did (swing.h); SWING_DEAD also where the last set was taken off by hand. */
struct plant_event {
	int64_t t_ms;
	enum swing_kind kind;
	int object;
	double mw, hz;
};
#define PLANT_EVENT_MAX 1024

struct plant {
	const struct site *site;
	int64_t t_ms;
	struct busbar bar;
	struct busbar_swing *swing; /* owned */
	struct dispatch_events happened; /* to sets and feeds */
	struct demand demand;
	size_t event_count;         /* since the caller set it to 0; more than the array holds is dropped */
	struct plant_event event[PLANT_EVENT_MAX];
	int64_t swing_ms;           /* the swing whose events are taken, and how many of them */
	size_t taken;
	struct engine *engine;      /* owned, one per set */
	struct random load_random, grid_random, meter_random;
	double load_noise, hz_wander, kv_wander, header_wander; /* share of the load; Hz; per unit; kPa */
	double hz, load_mw, feed_mw; /* true values of this sample; load_mw is what the GPUs get; hz NaN: a dead bus */
	double bar_low_hz, bar_high_hz; /* of the busbar within the sample; NaN: dead all the while */
	double hz_low, hz_high;      /* the same with its wander */
	double hz_noise;
	double feed_gain, gpu_gain;
};

void plant_init(struct plant *p, const struct site *site, uint64_t seed, int64_t t_ms);
void plant_free(struct plant *p);
void plant_edit(struct plant *p, const struct edit *edit);
void plant_fault(struct plant *p, const struct script_entry *entry);
void plant_trip(struct plant *p, size_t gen);
/* Begins a sample: the lowest and highest frequency are of the steps since. */
void plant_sample(struct plant *p);
void plant_step(struct plant *p, int64_t dt_ms);

/* What the meters show, into a frame of the plant's site at its time. `omit`: metrics that the site does not report. */
void plant_measure(struct plant *p, const bool *omit, bool with_arrays, struct frame *frame);

#endif
