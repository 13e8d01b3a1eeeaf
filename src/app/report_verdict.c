/* GO / NO-GO over the range: each time at which the Countdown's word became another, with why. */
#include "report_parts.h"

#include <stdio.h>

static void say_state(const struct report *r, const struct verdict *v, struct buf *out) {
	if (v->state == TRAINING_OVERDUE)
		buf_puts(out, ", OVERDUE");
	if (v->state == TRAINING_STOPPED) {
		buf_puts(out, ", stopped since ");
		html_time(out, r->site, v->stopped_ms, false, r->dated);
	}
}

static void say_verdict(const struct report *r, const struct verdict *v, bool still, struct buf *out) {
	bool any = false;
	bool bad = !v->go && v->state != TRAINING_RUNNING;
	buf_printf(out, bad ? "<span class=\"bad\">%s</span>" : "%s", verdict_word(v));
	if (!still)
		say_state(r, v, out);
	for (size_t i = 0; i < v->why_count; i++) {
		if (!verdict_why_is_told(v, i))
			continue;
		buf_puts(out, any ? "; " : ": ");
		html_text(out, v->why[i]);
		any = true;
	}
}

void report_say_verdict(const struct report *r, const struct verdict *v, struct buf *out) { say_verdict(r, v, false, out); }

static void add_row(const struct report *r, int64_t t_ms, const struct verdict *v, bool still, struct buf *out) {
	char clock[TIME_ISO_SIZE];
	buf_puts(out, "<tr>");
	html_cell_time(out, r->site, t_ms, false, r->dated);
	if (isnan(v->t_minus_s))
		buf_puts(out, "<td><span class=\"none\">no start set</span></td>");
	else
		buf_printf(out, "<td class=\"n\">T%s%s</td>", v->t_minus_s > 0 ? "-" : "+", time_format_hms((int64_t)(v->t_minus_s * 1000), clock));
	buf_puts(out, still ? "<td class=\"t\">still " : "<td class=\"t\">");
	say_verdict(r, v, still, out);
	buf_puts(out, "</td></tr>\n");
}

void report_verdicts(const struct report *r, struct buf *out) {
	static const char *const headings[] = { "Time", "#Start", "Verdict", NULL };
	char caption[160];
	if (!r->site->training.present || !r->start.known)
		return;
	html_section(out, "verdict", "GO / NO-GO");
	snprintf(caption, sizeof caption, "The start of %s, as the Countdown tells it", *r->site->training.name ? r->site->training.name : "the training");
	html_stack(out);
	html_table(out, caption, headings);
	add_row(r, r->start.t_ms, &r->start.verdict, false, out);
	for (size_t i = 0; i < r->change_count; i++)
		add_row(r, r->change[i].t_ms, &r->change[i].verdict, r->change[i].still, out);
	html_table_end(out);
	html_stack_end(out);
	if (r->changes > r->change_count)
		buf_printf(out, "<p class=\"note\">And %zu more changes.</p>\n", r->changes - r->change_count);
	buf_puts(out, "<p class=\"note\">The first row is the beginning of the range, each other one a change of GO, NO-GO or RUNNING, of the start, or of the reasons of a NO-GO. GO: the site could carry the load after the start, the "
	              "GPUs are ready, and no alarm of high priority stands.</p>\n");
	html_section_end(out);
}
