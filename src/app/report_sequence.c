/* Sequence of events, and alarm statistics, as tables. The sequence is in the order of arrival; what the device's own clock said stands beside it. */
#include "report_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROWS_MOST 400  /* of the sequence */
#define GROUPS_MOST 12 /* rows of a table of alarms */

/* The least priority that is shown, so that no more than ROWS_MOST rows are; trips and first-outs are of high priority. */
static enum priority least_shown(const struct report *r, size_t *left_out) {
	size_t count[PRIORITY_COUNT] = { 0 };
	for (size_t i = 0; i < r->entry_count; i++)
		count[r->entry[i].priority]++;
	size_t shown = r->entry_count;
	enum priority least = PRIORITY_LOW;
	*left_out = 0;
	while (least < PRIORITY_HIGH && shown > ROWS_MOST) {
		shown -= count[least];
		*left_out += count[least];
		least++;
	}
	return least;
}

static void add_device_clock(const struct report *r, const struct alarms_entry *e, struct buf *out) {
	const struct device_clock *clock = device_clocks_find(&r->clocks, e->src);
	char error[DEVICE_CLOCK_TEXT_SIZE], offset[DEVICE_CLOCK_TEXT_SIZE];
	struct civil utc;
	buf_puts(out, "<td class=\"n\">");
	if (e->t_src_ms == TIME_NONE) {
		buf_puts(out, e->rule ? "<span class=\"note\">by rule</span></td>" : "<span class=\"none\">none</span></td>");
		return;
	}
	tz_civil(tz_utc(), e->t_src_ms, &utc);
	buf_printf(out, "%02d:%02d:%02d.%03dZ ", utc.hour % 100, utc.minute % 100, utc.second % 100, utc.ms % 1000);
	html_text(out, device_clock_print_offset(e->t_ms, e->t_src_ms, offset));
	buf_puts(out, " ");
	buf_puts(out, clock && clock->off ? "<strong>" : "");
	html_text(out, device_clock_print(clock, error));
	buf_puts(out, clock && clock->off ? "</strong></td>" : "</td>");
}

static void add_entry(const struct report *r, size_t index, struct buf *out) {
	const struct alarms_entry *e = &r->entry[index];
	buf_puts(out, "<tr>");
	html_cell_time(out, r->site, e->t_ms, true, r->dated);
	buf_puts(out, "<td>");
	buf_puts(out, site_bus_word(r->site, e->src));
	html_text(out, e->src);
	buf_puts(out, "</td>");
	buf_puts(out, "<td>");
	if (e->state == EVENT_CLEAR)
		buf_puts(out, "clear");
	else if (e->state == EVENT_NOTE)
		buf_puts(out, "note");
	else
		html_priority(out, e->priority);
	buf_puts(out, "</td><td class=\"t\">");
	html_text(out, site_bus_text(r->site, e->src, e->text));
	if (*e->ansi) {
		buf_puts(out, " (ANSI ");
		html_text(out, e->ansi);
		buf_puts(out, ")");
	}
	if (e->first_out)
		buf_puts(out, " <strong>first-out</strong>");
	if (r->uncertain[index])
		buf_puts(out, " <span class=\"note\">order uncertain</span>");
	if (e->rule && e->off_ms != TIME_NONE && e->off_ms <= r->to_ms) {
		buf_puts(out, " <span class=\"note\">until ");
		html_time(out, r->site, e->off_ms, false, r->dated);
		buf_puts(out, "</span>");
	} else if (e->rule) {
		buf_puts(out, " <span class=\"note\">stands at the end</span>");
	}
	buf_puts(out, "</td>");
	add_device_clock(r, e, out);
	buf_puts(out, "</tr>\n");
}

void report_sequence(const struct report *r, struct buf *out) {
	static const char *const headings[] = { "Time of arrival", "Source", "What", "Text", "#" DEVICE_CLOCK_HEADING, NULL };
	size_t left_out, shown = 0;
	enum priority least = least_shown(r, &left_out);
	html_section(out, "sequence", "Sequence of events");
	if (r->entry_count == 0)
		buf_puts(out, "<p>Nothing was reported, and no alarm was raised.</p>\n");
	else {
		html_stack(out);
		html_table(out, "Events and alarms, in the order of arrival", headings);
	}
	for (size_t i = 0; i < r->entry_count && shown < ROWS_MOST; i++)
		if (r->entry[i].priority >= least) {
			add_entry(r, i, out);
			shown++;
		}
	if (r->entry_count > 0) {
		html_table_end(out);
		html_stack_end(out);
	}
	if (left_out > 0)
		buf_printf(out, "<p class=\"note\">%zu entries below %s priority are left out; the alarm tables count them.</p>\n", left_out, priority_words[least]);
	if (r->entry_count - left_out > shown)
		buf_printf(out, "<p class=\"note\">%zu later entries are left out.</p>\n", r->entry_count - left_out - shown);
	buf_puts(out, "<p class=\"note\">Device clock: the device's own time, how far that is from the time of arrival, and the error of its clock, in seconds, as its events beside those of the others tell it, and how well that is "
	              "known; ? where fewer than 3 devices have told their time. First-out: the first alarm of its group to arrive after 10 s without one, so "
	              "that a wrong clock cannot steal it. Order uncertain: by the clocks of their devices it and the one beside it may have happened the other way round.</p>\n");
	html_section_end(out);
}

static void add_groups(const struct report *r, const char *caption, const struct alarm_group *list, size_t count, bool named, struct buf *out) {
	static const char *const kinds[] = { "Source", "Alarm", "Priority", "#Raised", "#Stood", "#Longest", NULL };
	static const char *const sources[] = { "Source", "Highest priority", "#Raised", "#Stood", "#Longest", NULL };
	html_table(out, caption, named ? kinds : sources);
	for (size_t i = 0; i < count && i < GROUPS_MOST; i++) {
		const struct alarm_group *g = &list[i];
		char name[SITE_ID_SIZE + sizeof "bus"];
		snprintf(name, sizeof name, "%s%s", site_bus_word(r->site, g->src), g->src);
		html_row_head(out, name);
		if (named)
			html_cell(out, site_bus_text(r->site, g->src, g->text));
		buf_puts(out, "<td>");
		html_priority(out, g->priority);
		buf_puts(out, g->most_in_minute >= ALARM_CHATTER ? " <strong>chattering</strong>" : "");
		buf_puts(out, named && g->stale ? " <strong>stale</strong>" : "");
		buf_printf(out, "</td><td class=\"n\">%zu%s</td><td class=\"n\">", g->raised, g->standing ? " + stood before" : "");
		html_duration(out, (double)g->stood_ms / 1000);
		buf_puts(out, "</td><td class=\"n\">");
		html_duration(out, (double)g->longest_ms / 1000);
		buf_puts(out, g->open ? ", stands</td></tr>\n" : "</td></tr>\n");
	}
	html_table_end(out);
	if (count > GROUPS_MOST)
		buf_printf(out, "<p class=\"note\">%d of %zu are shown.</p>\n", GROUPS_MOST, count);
}

static int by_longest(const void *a, const void *b) {
	const struct alarm_group *x = a, *y = b;
	if (x->longest_ms != y->longest_ms)
		return x->longest_ms < y->longest_ms ? 1 : -1;
	int order = strcmp(x->src, y->src);
	return order ? order : strcmp(x->id, y->id);
}

static void add_longest(const struct report *r, struct buf *out) {
	const struct alarm_stats *s = &r->alarms;
	struct alarm_group *list = mem_zalloc(s->kind_count + 1, sizeof *list);
	memcpy(list, s->kind, s->kind_count * sizeof *list);
	qsort(list, s->kind_count, sizeof *list, by_longest);
	add_groups(r, "Standing longest within the range", list, s->kind_count, true, out);
	free(list);
}

static void add_priorities(const struct report *r, struct buf *out) {
	static const char *const headings[] = { "Priority", "#Raised", "#Share", "#Usual share", NULL };
	static const int usual[PRIORITY_COUNT] = { [PRIORITY_LOW] = 80, [PRIORITY_MEDIUM] = 15, [PRIORITY_HIGH] = 5 };
	const struct alarm_stats *s = &r->alarms;
	html_table(out, "By priority", headings);
	for (int p = PRIORITY_COUNT - 1; p >= 0; p--) {
		buf_puts(out, "<tr><th scope=\"row\">");
		html_priority(out, (enum priority)p);
		buf_printf(out, "</th><td class=\"n\">%zu</td><td class=\"n\">%.0f&#160;%%</td><td class=\"n\">%d&#160;%%</td></tr>\n", s->raised[p],
		           s->raised_all ? 100 * (double)s->raised[p] / (double)s->raised_all : 0.0, usual[p]);
	}
	html_table_end(out);
}

static void begin_measure(struct buf *out, const char *name) {
	html_row_head(out, name);
	buf_puts(out, "<td class=\"n\">");
}

static void end_measure(struct buf *out, const char *right) {
	buf_printf(out, "</td><td class=\"t\">%s</td></tr>\n", right);
}

/* The measures of EEMUA 191 and ISA-18.2, each with what these call right. */
static void add_measures(const struct report *r, struct buf *out) {
	static const char *const headings[] = { "Measure", "#Here", "EEMUA 191, ISA-18.2", NULL };
	const struct alarm_stats *s = &r->alarms;
	double range_ms = (double)(r->to_ms - r->from_ms), tens = range_ms / 600000;
	html_stack(out);
	html_table(out, "Load of the operator", headings);
	begin_measure(out, "Raised in 10 minutes, on average");
	if (tens >= 1)
		buf_printf(out, "%.1f", (double)s->raised_all / tens);
	else
		buf_puts(out, "<span class=\"none\">range too short</span>");
	end_measure(out, "about 1; at most 2 can be managed");
	begin_measure(out, "Raised in 10 minutes, at most");
	buf_printf(out, "%zu", s->most_in_window);
	end_measure(out, "10 or fewer");
	begin_measure(out, "Time in flood");
	buf_printf(out, "%.1f&#160;%%", range_ms > 0 ? 100 * (double)s->flood_ms / range_ms : 0.0);
	end_measure(out, "less than 1 %");
	begin_measure(out, "Of the ten most frequent alarms");
	buf_printf(out, "%.0f&#160;%%", s->raised_all ? 100 * (double)s->top_raised / (double)s->raised_all : 0.0);
	end_measure(out, "1 to 5 % of all; says little of a short range");
	begin_measure(out, "Chattering alarms");
	buf_printf(out, "%zu", s->chattering);
	end_measure(out, "none (raised 3 times or more within a minute)");
	begin_measure(out, "Stale alarms");
	buf_printf(out, "%zu", s->stale);
	end_measure(out, "fewer than 5 on any day (standing for 24 h or longer)");
	html_table_end(out);
	html_stack_end(out);
}

static void say_floods(const struct report *r, struct buf *out) {
	const struct alarm_stats *s = &r->alarms;
	if (s->suppressed)
		buf_printf(out, "<p class=\"note\">%zu came while they were suppressed by design, and count nowhere else.</p>\n", s->suppressed);
	buf_printf(out, "<p>%zu raised within the range, %zu stood before it, %zu stand at its end. ", s->raised_all, s->standing, s->open);
	buf_printf(out, "At most %zu were raised within 10 minutes", s->most_in_window);
	if (s->most_ms != TIME_NONE) {
		buf_puts(out, ", at ");
		html_time(out, r->site, s->most_ms, false, r->dated);
	}
	buf_puts(out, s->flood_count ? ".</p>\n<ul>\n" : ": no flood.</p>\n");
	for (size_t i = 0; i < s->flood_count && i < FLOOD_ROOM; i++) {
		buf_puts(out, "<li><strong>Flood</strong> from ");
		html_time(out, r->site, s->flood[i].from_ms, false, true);
		buf_puts(out, " to ");
		html_time(out, r->site, s->flood[i].to_ms, false, true);
		buf_printf(out, ", at most %zu alarms within 10 minutes</li>\n", s->flood[i].most);
	}
	if (s->flood_count)
		buf_puts(out, "</ul>\n");
	if (s->flood_count > FLOOD_ROOM)
		buf_printf(out, "<p class=\"note\">%d of %zu floods are shown.</p>\n", FLOOD_ROOM, s->flood_count);
}

void report_alarm_tables(const struct report *r, struct buf *out) {
	html_section(out, "alarms", "Alarms");
	say_floods(r, out);
	if (r->alarms.kind_count) {
		add_measures(r, out);
		add_priorities(r, out);
		add_groups(r, "Most frequent", r->alarms.kind, r->alarms.kind_count, true, out);
		add_longest(r, out);
		add_groups(r, "By source", r->alarms.source, r->alarms.source_count, false, out);
	}
	buf_puts(out, "<p class=\"note\">Alarms by the site's rules and of devices. A flood: more than 10 raised within 10 minutes, until fewer than 5 (ISA-18.2).</p>\n");
	html_section_end(out);
}
