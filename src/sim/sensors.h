/* What goes wrong between a meter and the recording: values that drop out, stick, jump or read as sentinels, and gateways that lose all
 * data of a set. Acts on finished frames; the plant behind runs on. */
#ifndef MWTOP_SENSORS_H
#define MWTOP_SENSORS_H

#include "frame.h"
#include "random.h"
#include "script.h"

/* [M] how long a gateway's last readings are repeated as stale before it says nothing at all. */
#define SENSORS_STALE_MS 30000

struct sensors {
	struct random random;
	struct sensor_fault *fault; /* owned */
	size_t count, room;
	struct frame last;          /* the frame before: what a stale value repeats */
};

void sensors_init(struct sensors *s, uint64_t seed);
void sensors_free(struct sensors *s);
/* Begins a fault (SCRIPT_SENSOR or SCRIPT_GATEWAY) at the entry's time. */
void sensors_add(struct sensors *s, const struct script_entry *entry);
void sensors_apply(struct sensors *s, struct frame *frame);

#endif
