/* The site on which edits are tested: bus A, feed TVA, 14 sets G01 to G14 of 2500 kW, 100,000 H100, training at 04:20 in Memphis; and the
 * times that go with it, the cursor 15 minutes before. NULL when the zone is not installed. */
#ifndef MWTOP_TEST_EDIT_SITE_H
#define MWTOP_TEST_EDIT_SITE_H

#include <string.h>

#include "gpu.h"

static inline struct site *edit_site_make(struct time_context *context) {
	struct error err;
	struct site *site = site_new();
	site->bus_count = 1;
	strcpy(site->bus[0].id, "A");
	site->feed_count = 1;
	site->feed[0] = site_feed_default();
	strcpy(site->feed[0].id, "TVA");
	site->feed[0].limit_mw = 8;
	site->gen_count = 14;
	site->gen = mem_zalloc(14, sizeof *site->gen);
	for (int i = 0; i < 14; i++) {
		site->gen[i] = site_gen_default();
		snprintf(site->gen[i].id, sizeof site->gen[i].id, "G%02d", i + 1);
		site->gen[i].rated_kw = 2500;
	}
	site->gpu.present = true;
	site->gpu.installed = 100000;
	gpu_plan_use(&site->gpu, gpu_model_find("H100"));
	site->training.present = true;
	site->tz = tz_open("America/Chicago", &err);
	site_finish(site);
	time_parse_iso("2024-07-22T09:20:00Z", 20, &context->training_ms);
	context->cursor_ms = context->plus_ms = context->minus_ms = context->training_ms - 900000;
	context->tz = site->tz;
	if (site->tz)
		return site;
	site_free(site);
	return NULL;
}

#endif
