/* What the benches of lines and of files share: the site of 14 sets, and readings that move as real ones do. */
#ifndef MWTOP_BENCH_PARTS_H
#define MWTOP_BENCH_PARTS_H

#include <time.h>

#include "line.h"
#include "random.h"

#define SETS 14

static double now_s(void) {
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static struct site *make_site(void) {
	struct buf text = { 0 };
	struct error err;
	buf_puts(&text, "{\"schema\":\"mwtop/1\",\"name\":\"bench\",\"bus\":{\"A\":{\"nominal_kv\":13.8,\"nominal_hz\":60}},"
	                "\"feed\":{\"TVA\":{\"bus\":\"A\",\"limit_mw\":8}},\"gpu\":{\"installed\":100000,\"array\":512},\"gen\":{");
	for (int i = 1; i <= SETS; i++)
		buf_printf(&text, "%s\"G%02d\":{\"bus\":\"A\"}", i > 1 ? "," : "", i);
	buf_puts(&text, "}}");
	struct site *site = line_parse_site(text.data, text.len, &err);
	buf_free(&text);
	return site;
}

static double around(struct random *r, double mean, double spread) {
	return mean + spread * random_normal(r);
}

static void move_set(struct frame *f, size_t i, struct random *r) {
	frame_set(f, M_GEN_STATE, i, GEN_LOADED);
	frame_set(f, M_GEN_BREAKER, i, BREAKER_CLOSED);
	frame_set(f, M_GEN_KW, i, around(r, 1746, 4));
	frame_set(f, M_GEN_MAX_KW, i, 2500);
	frame_set(f, M_GEN_KVAR, i, around(r, 310, 3));
	frame_set(f, M_GEN_RPM, i, 1800);
	frame_set(f, M_GEN_OIL_KPA, i, around(r, 412, 1));
	frame_set(f, M_GEN_COOLANT_C, i, around(r, 88.1, 0.1));
	frame_set(f, M_GEN_GAS_KPA, i, around(r, 21.4, 0.1));
	frame_set(f, M_GEN_EXH_C, i, around(r, 455, 1));
}

#endif
