/* When sets were out of service. Always true: spans stand in the order in which they began, and open[i] names the one that set i is in. At most
 * SPANS_MAX are kept: a set beyond them counts as in service, so that its alarms are shown. */
#include "alarm_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SPANS_MAX 10000

void service_free(struct service_log *s) {
	free(s->span);
	free(s->open);
	*s = (struct service_log){ 0 };
}

/* Spans that are open go on with the set of that id; those of sets that are no more end. */
static void service_resite(struct service_log *s, const struct site *site, int64_t t_ms) {
	s->site = site;
	s->gens = site->gen_count;
	free(s->open);
	s->open = mem_zalloc(s->gens + 1, sizeof *s->open);
	for (size_t i = 0; i < s->count; i++) {
		struct service_span *span = &s->span[i];
		if (span->to_ms != TIME_NONE)
			continue;
		int gen = site_find(site, CLASS_GEN, span->src, strlen(span->src));
		if (gen >= 0)
			s->open[gen] = i + 1;
		else
			span->to_ms = t_ms;
	}
}

static void span_open(struct service_log *s, size_t gen, int64_t t_ms) {
	if (s->count == SPANS_MAX)
		return;
	if (s->count == s->room) {
		s->room = s->room ? s->room * 2 : 16;
		s->span = mem_resize(s->span, s->room, sizeof *s->span);
	}
	struct service_span *span = &s->span[s->count++];
	*span = (struct service_span){ .from_ms = t_ms, .to_ms = TIME_NONE };
	snprintf(span->src, sizeof span->src, "%s", s->site->gen[gen].id);
	s->open[gen] = s->count;
}

void service_frame(struct service_log *s, const struct frame *frame) {
	if (frame->site != s->site)
		service_resite(s, frame->site, frame->t_ms);
	for (size_t i = 0; i < s->gens; i++) {
		int state = frame_label(frame, M_GEN_STATE, i);
		if (state == GEN_OUT_OF_SERVICE && !s->open[i]) {
			span_open(s, i, frame->t_ms);
		} else if (state >= 0 && state != GEN_OUT_OF_SERVICE && s->open[i]) {
			s->span[s->open[i] - 1].to_ms = frame->t_ms;
			s->open[i] = 0;
		}
	}
}

bool service_is_out(const struct service_log *s, const char *src, int64_t t_ms) {
	for (size_t i = 0; i < s->count && s->span[i].from_ms <= t_ms; i++)
		if ((s->span[i].to_ms == TIME_NONE || s->span[i].to_ms > t_ms) && !strcmp(s->span[i].src, src))
			return true;
	return false;
}
