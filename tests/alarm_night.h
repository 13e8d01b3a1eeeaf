/* An engine with its site and frames, second by second, for tests of the alarms. */
#ifndef MWTOP_TEST_ALARM_NIGHT_H
#define MWTOP_TEST_ALARM_NIGHT_H

#include "alarms.h"
#include "model_site.h"

struct night {
	struct site *site;
	struct frame frame;
	struct alarm_engine *engine;
	int64_t t_ms;
};

/* A rule in short: the rest are its defaults. */
__attribute__((unused)) static struct alarm_rule rule(const char *id, const char *value, enum rule_op op, double limit, const char *key) {
	struct alarm_rule r = { .op = op, .limit = limit, .limit_scale = 1, .priority = PRIORITY_MEDIUM };
	snprintf(r.id, sizeof r.id, "%s", id);
	snprintf(r.value, sizeof r.value, "%s", value);
	snprintf(r.limit_key, sizeof r.limit_key, "%s", key);
	snprintf(r.text, sizeof r.text, "text of %s", id);
	return r;
}

__attribute__((unused)) static void rules_set(struct site *s, const struct alarm_rule *rules, size_t count) {
	s->rule = mem_resize(s->rule, count + 1, sizeof *s->rule);
	if (count)
		memcpy(s->rule, rules, count * sizeof *rules);
	s->rule_count = count;
	site_finish(s);
}

__attribute__((unused)) static struct night night_new(size_t feeds, size_t gens, const struct alarm_rule *rules, size_t count) {
	struct night n = { .site = model_site(feeds, gens), .t_ms = T0 };
	rules_set(n.site, rules, count);
	n.engine = alarms_new(n.site);
	frame_init(&n.frame);
	model_frame(&n.frame, n.site, T0);
	return n;
}

__attribute__((unused)) static void night_free(struct night *n) {
	alarms_free(n->engine);
	frame_free(&n->frame);
	site_free(n->site);
}

/* Feeds the frame as it stands and goes on by a second. */
__attribute__((unused)) static void second(struct night *n) {
	struct derived derived;
	n->frame.t_ms = n->t_ms;
	power_derive(&n->frame, NULL, &derived);
	alarms_frame(n->engine, &n->frame, &derived);
	n->t_ms += 1000;
}

__attribute__((unused)) static const struct alarm *log_at(const struct night *n, size_t index, size_t expected) {
	size_t count;
	const struct alarm *log = alarms_log(n->engine, &count);
	assert_int_equal(count, expected);
	return &log[index];
}

#endif
