/* The default site of the stories and its frames, built in memory, for tests of the model. */
#ifndef MWTOP_TEST_MODEL_SITE_H
#define MWTOP_TEST_MODEL_SITE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "frame.h"
#include "support.h"

#define T0 INT64_C(1721639100000) /* 2024-07-22T09:05:00Z: T - 15 min */
#define T_START INT64_C(1721640000000)

/* `feeds` of 8 MW named "TVA", "F2"...; `gens` of 2.5 MW named G01...; 100,000 H100, 32,000 for the start. One bus. */
__attribute__((unused)) static struct site *model_site(size_t feeds, size_t gens) {
	struct site *s = site_new();
	s->bus_count = 1;
	snprintf(s->bus[0].id, SITE_ID_SIZE, "A");
	s->bus[0].nominal_kv = 13.8;
	s->bus[0].nominal_hz = 60;
	s->feed_count = feeds;
	for (size_t i = 0; i < feeds; i++) {
		s->feed[i] = site_feed_default();
		snprintf(s->feed[i].id, SITE_ID_SIZE, i ? "F%zu" : "TVA", i + 1);
		s->feed[i].limit_mw = 8;
	}
	s->gen_count = gens;
	s->gen = mem_zalloc(gens + 1, sizeof *s->gen);
	for (size_t i = 0; i < gens; i++) {
		s->gen[i] = site_gen_default();
		snprintf(s->gen[i].id, SITE_ID_SIZE, "G%02zu", i + 1);
		s->gen[i].bus = 0;
	}
	s->gpu.present = true;
	s->gpu.installed = 100000;
	s->training.present = true;
	snprintf(s->training.name, sizeof s->training.name, "Grok 3");
	s->training.start_ms = T_START;
	s->training.gpus_needed = 32000;
	site_finish(s);
	return s;
}

/* All well at 402 W: 7.82 MW of import, 30.49 MW of load, the rest on the sets. */
__attribute__((unused)) static void model_frame(struct frame *f, const struct site *s, int64_t t_ms) {
	frame_reset(f, s, t_ms);
	for (size_t b = 0; b < s->bus_count; b++) {
		frame_set(f, M_BUS_HZ, b, 60.01);
		frame_set(f, M_BUS_KV, b, 13.78);
	}
	for (size_t i = 0; i < s->feed_count; i++) {
		frame_set(f, M_FEED_MW, i, 7.82);
		frame_set(f, M_FEED_LIMIT_MW, i, 8);
		frame_set(f, M_FEED_KV, i, 13.78);
		frame_set(f, M_FEED_BREAKER, i, BREAKER_CLOSED);
	}
	for (size_t i = 0; i < s->gen_count; i++) {
		frame_set(f, M_GEN_STATE, i, GEN_LOADED);
		frame_set(f, M_GEN_MODE, i, MODE_AUTO);
		frame_set(f, M_GEN_BREAKER, i, BREAKER_CLOSED);
		frame_set(f, M_GEN_KW, i, (30490 - 7820) / (double)s->gen_count);
		frame_set(f, M_GEN_MAX_KW, i, 2500);
	}
	frame_set(f, M_GPU_ONLINE, 0, 32000);
	frame_set(f, M_GPU_READY, 0, 32000);
	frame_set(f, M_GPU_JOB, 0, 0);
	frame_set(f, M_GPU_MW, 0, 30.49);
	frame_set(f, M_GPU_CAP_W, 0, 402);
}

/* The sets carry `mw` alike, the one feed is open. */
__attribute__((unused)) static void model_island(struct frame *f, const struct site *s, double mw, int64_t t_ms) {
	model_frame(f, s, t_ms);
	for (size_t i = 0; i < s->gen_count; i++)
		frame_set(f, M_GEN_KW, i, mw * 1000 / (double)s->gen_count);
	frame_set(f, M_FEED_MW, 0, 0);
	frame_set(f, M_FEED_KV, 0, 0);
	frame_set(f, M_FEED_BREAKER, 0, BREAKER_OPEN);
	frame_set(f, M_GPU_MW, 0, mw);
}

/* A set that has tripped. */
__attribute__((unused)) static void model_trip(struct frame *f, size_t gen) {
	frame_set(f, M_GEN_STATE, gen, GEN_TRIPPED);
	frame_set(f, M_GEN_BREAKER, gen, BREAKER_OPEN);
	frame_set(f, M_GEN_KW, gen, 0);
}

/* All readings of an object become of that quality. */
__attribute__((unused)) static void model_mark(struct frame *f, enum metric_class class, size_t object, enum quality quality) {
	enum metric_id first = metric_class_first(class);
	for (size_t i = 0; i < metric_class_size(class); i++)
		frame_mark(f, (enum metric_id)(first + i), object, quality, f->t_ms);
}

/* Small and repeatable; never zero. */
__attribute__((unused)) static uint64_t model_random(uint64_t *state) {
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

/* The seed of a property test: $MWTOP_SEED or a fixed one; printed, so that a failure can be repeated. */
__attribute__((unused)) static uint64_t model_seed(void) {
	const char *text = getenv("MWTOP_SEED");
	uint64_t seed = text ? strtoull(text, NULL, 10) : 20240722;
	print_message("seed %llu (MWTOP_SEED repeats it)\n", (unsigned long long)seed);
	return seed ? seed : 1;
}

#endif
