/* The page as a whole: heading, contents, summary; see report.h. */
#include "report_parts.h"

#include <stdio.h>
#include <string.h>

#define HZ_SHARE 0.01

const char *report_origin(const struct report *r, char out[64]) {
	size_t len = 0;
	out[0] = '\0';
	for (int i = 0; i < ORIGIN_COUNT && len < 64; i++)
		if (r->origins[i])
			len += (size_t)snprintf(out + len, 64 - len, "%s%s", len ? " and " : "", origin_words[i]);
	return out;
}

const char *report_loss_name(const struct loss *l, char out[160]) {
	size_t len = 0;
	if (l->step)
		return "step of the load";
	out[0] = '\0';
	for (size_t i = 0; i < l->count && i < LOSS_OBJECTS && len < 100; i++)
		len += (size_t)snprintf(out + len, 160 - len, "%s%s", i ? ", " : "", l->object[i].id);
	if (l->count > LOSS_OBJECTS)
		snprintf(out + len, 160 - len, " and %zu more", l->count - LOSS_OBJECTS);
	return out;
}

/* Entries are in the order of arrival, and only that counts: a device with a wrong clock is no earlier for it. */
const struct alarms_entry *report_loss_cause(const struct report *r, const struct loss *l, size_t object) {
	const struct alarms_entry *raise = NULL, *rule = NULL;
	for (size_t i = 0; i < r->entry_count && r->entry[i].t_ms <= l->t_ms + 2000; i++) {
		const struct alarms_entry *e = &r->entry[i];
		if (e->t_ms < l->before_ms - 1000 || e->state != EVENT_RAISE || strcmp(e->src, l->object[object].id) != 0)
			continue;
		if (e->trip)
			return e;
		if (e->rule)
			rule = rule ? rule : e;
		else
			raise = raise ? raise : e;
	}
	return raise ? raise : rule;
}

/* Objects of a loss with the same words about them. */
struct cause { const struct alarms_entry *first; size_t object[LOSS_OBJECTS], count; };

static size_t group_causes(const struct report *r, const struct loss *l, struct cause list[LOSS_OBJECTS]) {
	size_t count = 0;
	for (size_t i = 0; i < l->count && i < LOSS_OBJECTS; i++) {
		const struct alarms_entry *e = report_loss_cause(r, l, i);
		size_t k = 0;
		while (k < count && !(e == list[k].first || (e && list[k].first && !strcmp(e->text, list[k].first->text))))
			k++;
		if (k == count)
			list[count++] = (struct cause){ .first = e };
		else if (e && e < list[k].first)
			list[k].first = e;
		list[k].object[list[k].count++] = i;
	}
	for (size_t i = 1; i < count; i++) /* by the arrival of the first; what nothing is known of comes last */
		for (size_t k = i; k > 0 && list[k].first && (!list[k - 1].first || list[k].first < list[k - 1].first); k--) {
			struct cause swap = list[k];
			list[k] = list[k - 1];
			list[k - 1] = swap;
		}
	return count;
}

static void say_cause(const struct report *r, const struct loss *l, const struct cause *c, bool first, struct buf *out) {
	for (size_t i = 0; i < c->count; i++) {
		buf_puts(out, i ? ", " : "");
		html_text(out, l->object[c->object[i]].id);
	}
	buf_puts(out, ": ");
	html_text(out, c->first ? c->first->text : "nothing was reported");
	if (!c->first)
		return;
	if (*c->first->ansi) {
		buf_puts(out, " (ANSI ");
		html_text(out, c->first->ansi);
		buf_puts(out, ")");
	}
	buf_puts(out, first ? ", the first to arrive: " : c->count > 1 ? ", first " : ", at ");
	buf_puts(out, c->count > 1 || first ? site_bus_word(r->site, c->first->src) : "");
	html_text(out, c->count > 1 || first ? c->first->src : "");
	buf_puts(out, c->count > 1 || first ? " at " : "");
	html_time(out, r->site, c->first->t_ms, true, r->dated);
}

/* One object: its cause in the same sentence. Several: each with its own, those of one kind together. */
static void say_causes(const struct report *r, const struct loss *l, struct buf *out) {
	struct cause list[LOSS_OBJECTS];
	size_t count = l->step ? 0 : group_causes(r, l, list);
	if (l->count == 1 && count == 1 && list[0].first) {
		buf_puts(out, ": ");
		html_text(out, list[0].first->text);
	}
	if (l->count <= 1)
		return;
	buf_puts(out, "<ul>\n");
	for (size_t i = 0; i < count; i++) {
		buf_puts(out, "<li>");
		say_cause(r, l, &list[i], i == 0, out);
		buf_puts(out, "</li>\n");
	}
	buf_puts(out, "</ul>\n");
}

static void say_loss(const struct report *r, const struct loss *l, struct buf *out) {
	char name[160];
	buf_puts(out, "<li><strong>");
	html_text(out, report_loss_name(l, name));
	buf_puts(out, l->step ? "</strong> of " : "</strong> lost at ");
	if (l->step) {
		html_value(out, l->mw, 2, true, "MW", false);
		buf_puts(out, " at ");
	}
	html_time(out, r->site, l->t_ms, false, r->dated);
	if (!l->step) {
		buf_puts(out, ", carrying ");
		html_value(out, l->mw, 2, false, "MW", false);
	}
	say_causes(r, l, out);
	buf_puts(out, "</li>\n");
}

static void say_imports(const struct report *r, struct buf *out) {
	for (size_t i = 0; i < r->site->feed_count; i++) {
		const struct feed_close *f = &r->close.feed[i];
		if (!(f->over_mw.value > 0))
			continue;
		buf_puts(out, "<li>Import by ");
		html_text(out, r->site->feed[i].id);
		buf_puts(out, " was <strong>over the contract</strong>: ");
		html_value(out, f->over_import_mw, 2, false, "MW", false);
		buf_puts(out, " of ");
		html_value(out, f->over_limit_mw, 2, false, "MW", false);
		buf_puts(out, " at ");
		html_time(out, r->site, f->over_mw.t_ms, false, r->dated);
		buf_puts(out, ", over it for ");
		html_duration(out, f->over.total_s);
		buf_puts(out, " in all.</li>\n");
	}
}

/* Told where it was away from nominal by 1 % or more. */
static void say_frequency(const struct report *r, size_t b, struct buf *out) {
	const struct bus_close *bus = &r->close.bus[b];
	const struct extreme *e[] = { &bus->lowest_hz, &bus->highest_hz };
	const bool within[] = { bus->lowest_within, bus->highest_within };
	double nominal = r->site->bus[b].nominal_hz;
	for (size_t i = 0; i < 2; i++) {
		if (!(fabs(e[i]->value - nominal) >= HZ_SHARE * nominal))
			continue;
		buf_puts(out, i ? "<li>The highest frequency of bus " : "<li>The lowest frequency of bus ");
		html_text(out, r->site->bus[b].id);
		buf_puts(out, " was <strong>");
		html_value(out, e[i]->value, 2, false, "Hz", false);
		buf_puts(out, "</strong> at ");
		html_time(out, r->site, e[i]->t_ms, false, r->dated);
		buf_puts(out, !i && bus->dying ? ", within the sample in which it died" : within[i] ? ", within a sample" : ", as sampled");
		if (!i && bus->dying && fabs(bus->held_hz.value - nominal) >= HZ_SHARE * nominal) {
			buf_puts(out, "; the lowest that it came back from was ");
			html_value(out, bus->held_hz.value, 2, false, "Hz", false);
			buf_puts(out, " at ");
			html_time(out, r->site, bus->held_hz.t_ms, false, r->dated);
		}
		buf_puts(out, ".</li>\n");
	}
}

static void say_margins(const struct report *r, struct buf *out) {
	const struct closeness *c = &r->close;
	if (isfinite(c->headroom.all.value)) {
		buf_puts(out, "<li>The least headroom was ");
		html_value(out, c->headroom.all.value, 2, true, "MW", c->headroom.at_least);
		buf_puts(out, " at ");
		html_time(out, r->site, c->headroom.all.t_ms, false, r->dated);
		if (isfinite(c->n1.all.value)) {
			buf_puts(out, "; with the largest loss covered (N-1) ");
			html_value(out, c->n1.all.value, 2, true, "MW", c->n1.at_least);
			buf_puts(out, *c->n1.worst ? ", losing " : "");
			html_text(out, c->n1.worst);
		}
		buf_puts(out, ".</li>\n");
	}
	for (size_t b = 0; b < r->site->bus_count; b++) {
		const struct bus_close *bus = &c->bus[b];
		say_frequency(r, b, out);
		if (!(bus->dead_s > 0) && !(bus->island_s > 0))
			continue;
		buf_puts(out, "<li>Bus ");
		html_text(out, r->site->bus[b].id);
		if (bus->island_s > 0) {
			buf_puts(out, " was an island for ");
			html_duration(out, bus->island_s);
		}
		if (bus->dead_s > 0) {
			buf_puts(out, bus->island_s > 0 ? ", and <strong>dead</strong> for " : " was <strong>dead</strong> for ");
			html_duration(out, bus->dead_s);
		}
		buf_puts(out, ".</li>\n");
	}
}

static void say_alarms(const struct report *r, struct buf *out) {
	buf_printf(out, "<li>%zu alarm%s raised, %zu of them of high priority; %zu stood at the end.", r->alarms.raised_all, r->alarms.raised_all == 1 ? " was" : "s were",
	           r->alarms.raised[PRIORITY_HIGH], r->alarms.open);
	if (r->alarms.flood_count)
		buf_printf(out, " %zu flood%s.", r->alarms.flood_count, r->alarms.flood_count == 1 ? "" : "s");
	buf_puts(out, "</li>\n");
}

static void say_training(const struct report *r, struct buf *out) {
	if (!r->site->training.present || !r->start.known)
		return;
	buf_puts(out, "<li>The start of ");
	html_text(out, r->site->training.name);
	buf_puts(out, " was judged: at the beginning ");
	report_say_verdict(r, &r->start.verdict, out);
	buf_puts(out, "; at the end ");
	report_say_verdict(r, &r->end.verdict, out);
	if (r->changes) /* the rows of that table after its first */
		buf_printf(out, "; in between the verdict, the start or the reasons of a NO-GO changed %zu time%s (<a href=\"#verdict\">when and why</a>)", r->changes, r->changes == 1 ? "" : "s");
	buf_puts(out, ".</li>\n");
}

static void say_data(const struct report *r, struct buf *out) {
	if (!r->gaps && !r->misordered && !r->bad && !r->other_layout)
		return;
	buf_printf(out, "<li>The data has %llu gap%s", (unsigned long long)r->gaps, r->gaps == 1 ? "" : "s");
	if (r->gaps) {
		buf_puts(out, " (the longest ");
		html_duration(out, (double)r->longest_gap_ms / 1000);
		buf_puts(out, ")");
	}
	buf_printf(out, ", %llu lines out of the order of time and %llu that cannot be read; nothing is drawn or counted there.</li>\n",
	           (unsigned long long)r->misordered, (unsigned long long)r->bad);
}

/* A power at both ends; `of`: what it is a share of, DERIVED_COUNT: nothing. */
static void add_fact(struct buf *out, const char *name, const struct report_end *a, const struct report_end *b, enum derived_id id, enum derived_id of) {
	const struct report_end *ends[] = { a, b };
	if (!isfinite(a->derived.q[id].value) && !isfinite(b->derived.q[id].value))
		return;
	buf_printf(out, "<div><dt>%s</dt><dd>", name);
	for (size_t i = 0; i < 2; i++) {
		const struct quantity *q = ends[i]->derived.q;
		buf_puts(out, i ? " → " : "");
		html_quantity(out, &ends[i]->derived, id);
		if (of != DERIVED_COUNT && q[of].value > 0 && isfinite(q[id].value))
			buf_printf(out, " (%.0f&#160;%%)", 100 * q[id].value / q[of].value);
		if (id == D_IMPORT_MW && q[id].value < 0)
			buf_puts(out, " EXPORT");
	}
	buf_puts(out, "</dd></div>\n");
}

static void add_facts(const struct report *r, struct buf *out) {
	struct buf facts = { 0 };
	add_fact(&facts, "Load (of what is on line)", &r->start, &r->end, D_LOAD_MW, D_ONLINE_MW);
	add_fact(&facts, "Import", &r->start, &r->end, D_IMPORT_MW, DERIVED_COUNT);
	add_fact(&facts, "Generators (of what runs)", &r->start, &r->end, D_GEN_MW, D_RUNNING_MW);
	add_fact(&facts, "Available (of the rating)", &r->start, &r->end, D_AVAILABLE_MW, D_RATED_MW);
	add_fact(&facts, "Headroom", &r->start, &r->end, D_HEADROOM_MW, DERIVED_COUNT);
	add_fact(&facts, "N-1 margin", &r->start, &r->end, D_N1_MW, DERIVED_COUNT);
	if (facts.len > 0) {
		buf_puts(out, "<p class=\"note\">From the beginning to the end of the range:</p>\n<dl class=\"facts\">\n");
		buf_add(out, facts.data, facts.len);
		buf_puts(out, "</dl>\n");
	}
	buf_free(&facts);
}

void report_summary(const struct report *r, struct buf *out) {
	size_t count, found;
	loss_watch_list(r->losses, &count, &found);
	html_section(out, "summary", "Summary");
	buf_puts(out, "<ul>\n");
	for (size_t i = 0; i < r->told_count; i++)
		say_loss(r, r->told[i], out);
	if (found > REPORT_LOSSES)
		buf_printf(out, "<li>These are the largest of %zu losses.</li>\n", found);
	if (count == 0)
		buf_puts(out, r->site->gen_count + r->site->feed_count ? "<li>No set and no feed was lost.</li>\n" : "<li>This site has no sets and no feeds.</li>\n");
	say_imports(r, out);
	say_margins(r, out);
	say_alarms(r, out);
	say_training(r, out);
	say_data(r, out);
	buf_puts(out, "</ul>\n");
	add_facts(r, out);
	html_section_end(out);
}

static void add_head(const struct report *r, struct buf *out) {
	char origin[64];
	buf_puts(out, "<header>\n<h1>");
	html_text(out, r->site->name);
	buf_puts(out, ": report</h1>\n<p><span class=\"origin\">");
	buf_puts(out, report_origin(r, origin));
	buf_puts(out, "</span> data, ");
	html_time(out, r->site, r->from_ms, false, true);
	buf_puts(out, " to ");
	html_time(out, r->site, r->to_ms, false, true);
	buf_puts(out, " (");
	html_duration(out, (double)(r->to_ms - r->from_ms) / 1000);
	buf_puts(out, r->live ? "), of a live source, up to now.</p>\n" : ").</p>\n");
	if (*r->site->about) {
		buf_puts(out, "<p>");
		html_text(out, r->site->about);
		buf_puts(out, "</p>\n");
	}
	buf_puts(out, "</header>\n");
}

static void add_contents(struct buf *out, bool verdict, bool scenario) {
	static const struct { const char *id, *name; } sections[] = {
		{ "summary", "Summary" }, { "verdict", "GO / NO-GO" }, { "timeline", "Timeline and trends" }, { "sequence", "Sequence of events" }, { "pickup", "Who picked up the load" },
		{ "close", "How close to collapse" }, { "changes", "Largest changes" }, { "alarms", "Alarms" }, { "scenario", "Scenario" }, { "data", "Where the data came from" },
	};
	buf_puts(out, "<nav aria-label=\"Contents\"><ul>\n");
	for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
		if ((scenario || strcmp(sections[i].id, "scenario") != 0) && (verdict || strcmp(sections[i].id, "verdict") != 0))
			buf_printf(out, "<li><a href=\"#%s\">%s</a></li>\n", sections[i].id, sections[i].name);
	buf_puts(out, "</ul></nav>\n");
}

static bool add_sections(const struct report *r, const struct report_request *request, struct buf *out, struct error *err) {
	char title[160];
	snprintf(title, sizeof title, "%s: report", r->site->name);
	html_begin(out, title);
	add_head(r, out);
	add_contents(out, r->site->training.present && r->start.known, request->scenario != NULL);
	report_summary(r, out);
	report_verdicts(r, out);
	report_timeline(r, out);
	report_sequence(r, out);
	report_pickups(r, out);
	report_close_table(r, out);
	report_changes(r, out);
	report_alarm_tables(r, out);
	if (request->scenario && !report_scenario(r, request->scenario, out, err))
		return false;
	report_provenance(r, request, out);
	html_end(out);
	return true;
}

bool report_make(struct session *session, const struct report_request *request, struct buf *out, struct error *err) {
	struct report r;
	bool fine = report_gather(&r, session, request->from_ms, request->to_ms, err) && add_sections(&r, request, out, err);
	report_free(&r);
	return fine;
}
