/* Pieces of the page; see report_html.h. */
#include "report_html.h"

#include <stdio.h>
#include <string.h>

#include "numbers.h"
#include "picture.h"
#include "report_style.h"

void html_text(struct buf *out, const char *text) {
	picture_add_escaped(out, text);
}

static void add_clock(struct buf *out, const struct civil *c, bool dated, bool ms) {
	if (dated)
		buf_printf(out, "%04d-%02d-%02d ", c->year, c->month, c->day);
	buf_printf(out, "%02d:%02d:%02d", c->hour, c->minute, c->second);
	if (ms)
		buf_printf(out, ".%03d", c->ms);
}

void html_time(struct buf *out, const struct site *site, int64_t t_ms, bool ms, bool dated) {
	char iso[TIME_ISO_SIZE];
	struct civil local, utc;
	if (t_ms == TIME_NONE) {
		buf_puts(out, "<span class=\"none\">no time</span>");
		return;
	}
	tz_civil(site->tz, t_ms, &local);
	tz_civil(tz_utc(), t_ms, &utc);
	ms |= local.ms != 0;
	buf_printf(out, "<time datetime=\"%s\">", time_format_iso(t_ms, iso));
	add_clock(out, &local, dated, ms);
	buf_puts(out, " ");
	html_text(out, local.zone);
	buf_puts(out, " <span class=\"utc\">");
	add_clock(out, &utc, dated && local.day != utc.day, ms);
	buf_puts(out, "Z</span></time>");
}

void html_duration(struct buf *out, double seconds) {
	char text[TIME_ISO_SIZE];
	if (!(seconds < 1e12))
		buf_puts(out, "no data");
	else if (seconds < 100)
		buf_printf(out, "%.1f s", seconds);
	else
		buf_puts(out, time_format_lasted((int64_t)(seconds * 1000), text));
}

void html_value(struct buf *out, double value, int decimals, bool is_signed, const char *unit, bool at_least) {
	char text[NUMBER_SIZE];
	if (!isfinite(value)) {
		buf_puts(out, "<span class=\"none\">no data</span>");
		return;
	}
	buf_puts(out, at_least ? "≥ " : "");
	html_text(out, number_text(text, value, decimals, is_signed ? NUMBER_SIGNED : NUMBER_PLAIN));
	if (*unit) {
		buf_puts(out, "&#160;");
		html_text(out, unit);
	}
}

void html_quantity(struct buf *out, const struct derived *d, enum derived_id id) {
	const struct derived_info *info = derived_info_at(id);
	const struct quantity *q = &d->q[id];
	html_value(out, q->value, info->decimals, info->is_signed, info->unit, q->reporting < q->total);
	if (q->reporting < q->total && isfinite(q->value))
		buf_printf(out, ", %u of %u reporting", q->reporting, q->total);
}

void html_section(struct buf *out, const char *id, const char *heading) {
	buf_printf(out, "<section id=\"%s\" aria-labelledby=\"%s-h\">\n<h2 id=\"%s-h\">", id, id, id);
	html_text(out, heading);
	buf_puts(out, "</h2>\n");
}

void html_section_end(struct buf *out) {
	buf_puts(out, "</section>\n");
}

void html_table(struct buf *out, const char *caption, const char *const *headings) {
	buf_puts(out, "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"");
	html_text(out, caption);
	buf_puts(out, "\"><table>\n<caption>");
	html_text(out, caption);
	buf_puts(out, "</caption>\n<thead><tr>");
	for (size_t i = 0; headings[i]; i++) {
		bool number = headings[i][0] == '#';
		buf_printf(out, "<th scope=\"col\"%s>", number ? " class=\"n\"" : "");
		html_text(out, headings[i] + number);
		buf_puts(out, "</th>");
	}
	buf_puts(out, "</tr></thead>\n<tbody>\n");
}

void html_table_end(struct buf *out) {
	buf_puts(out, "</tbody></table></div>\n");
}

void html_stack(struct buf *out) { buf_puts(out, "<div class=\"stack\">\n"); }
void html_stack_end(struct buf *out) { buf_puts(out, "</div>\n"); }

void html_row_head(struct buf *out, const char *text) {
	buf_puts(out, "<tr><th scope=\"row\">");
	html_text(out, text);
	buf_puts(out, "</th>");
}

void html_cell(struct buf *out, const char *text) {
	buf_puts(out, "<td>");
	html_text(out, text);
	buf_puts(out, "</td>");
}

void html_cell_value(struct buf *out, double value, int decimals, bool is_signed, const char *unit, bool at_least) {
	buf_puts(out, "<td class=\"n\">");
	html_value(out, value, decimals, is_signed, unit, at_least);
	buf_puts(out, "</td>");
}

void html_cell_time(struct buf *out, const struct site *site, int64_t t_ms, bool ms, bool dated) {
	buf_puts(out, "<td>");
	html_time(out, site, t_ms, ms, dated);
	buf_puts(out, "</td>");
}

void html_priority(struct buf *out, enum priority priority) {
	static const char *const glyphs[PRIORITY_COUNT] = { [PRIORITY_LOW] = "●", [PRIORITY_MEDIUM] = "▲", [PRIORITY_HIGH] = "✖" };
	unsigned p = (unsigned)priority < PRIORITY_COUNT ? (unsigned)priority : PRIORITY_LOW;
	buf_printf(out, "<span class=\"p-%s\">%s %s</span>", priority_words[p], glyphs[p], priority_words[p]);
}

void html_begin(struct buf *out, const char *title) {
	buf_puts(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	              "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
	              "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n"
	              "<meta name=\"generator\" content=\"mwtop " MWTOP_VERSION "\">\n<title>");
	html_text(out, title);
	buf_puts(out, "</title>\n<style>\n");
	for (size_t i = 0; report_style[i]; i++)
		buf_puts(out, report_style[i]);
	buf_puts(out, "</style>\n</head>\n<body>\n<main>\n");
}

void html_end(struct buf *out) {
	buf_puts(out, "</main>\n</body>\n</html>\n");
}
