/* A site, its frame and what is derived from it, for tests of the power model. */
#ifndef MWTOP_TEST_MODEL_SCENE_H
#define MWTOP_TEST_MODEL_SCENE_H

#include "model_site.h"
#include "power.h"

struct scene {
	struct site *site;
	struct frame frame;
	struct derived d;
};

__attribute__((unused)) static struct scene scene_new(size_t feeds, size_t gens) {
	struct scene s = { .site = model_site(feeds, gens) };
	frame_init(&s.frame);
	model_frame(&s.frame, s.site, T0);
	power_derive(&s.frame, NULL, &s.d);
	return s;
}

__attribute__((unused)) static void derive(struct scene *s) {
	power_derive(&s->frame, NULL, &s->d);
}

__attribute__((unused)) static void scene_free(struct scene *s) {
	frame_free(&s->frame);
	site_free(s->site);
}

#define VALUE(s, id) ((s).d.q[id].value)
#define assert_members(s, id, reporting_, total_) \
	do { \
		assert_int_equal((s).d.q[id].reporting, reporting_); \
		assert_int_equal((s).d.q[id].total, total_); \
	} while (0)
#define assert_nothing(s, id) \
	do { \
		assert_true(isnan(VALUE(s, id))); \
		assert_members(s, id, 0, 0); \
	} while (0)

#endif
