/* Drawing charts; see report_chart.h. The outer SVG has no view box: its texts keep their size at any width of the page, and stand at percentages; the lines
 * are in an inner one of 1000 by 100 that is stretched. Always true: coordinates lie within it. */
#include "report_chart.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "numbers.h"
#include "report_html.h"

#define BINS 400
#define SMALL_BINS 120
#define WIDTH 1000.0
#define HEIGHT 100.0

struct drawing {
	const struct chart *chart;
	size_t bins;
	struct history_bin *bin;   /* of line i at bin[i * bins] */
	double low, high;          /* of the axis */
	double lowest[CHART_LINES], highest[CHART_LINES];
	int64_t bin_ms;
};

void chart_add_line(struct chart *c, const char *name, const struct history *history, long series) {
	if (history && series >= 0 && c->line_count < CHART_LINES)
		c->line[c->line_count++] = (struct chart_line){ name, history, series, false, TIME_NONE, NAN };
}

void chart_add_limit(struct chart *c, const char *name, double value) {
	if (isfinite(value) && c->limit_count < CHART_LIMITS)
		c->limit[c->limit_count++] = (struct chart_limit){ name, value };
}

/* Into the bin of its time; NaN there compares as neither. */
static void take_fall(struct drawing *d, size_t line) {
	const struct chart *c = d->chart;
	const struct chart_line *l = &c->line[line];
	if (l->fell_ms == TIME_NONE || l->fell_ms < c->from_ms || l->fell_ms > c->to_ms)
		return;
	size_t at = (size_t)((double)(l->fell_ms - c->from_ms) / (double)(c->to_ms - c->from_ms + 1) * (double)d->bins);
	struct history_bin *bin = &d->bin[line * d->bins + (at < d->bins ? at : d->bins - 1)];
	bin->lowest = bin->lowest < (float)l->fell_to ? bin->lowest : (float)l->fell_to;
	bin->highest = bin->highest > (float)l->fell_to ? bin->highest : (float)l->fell_to;
}

static void take_range(struct drawing *d, size_t line) {
	d->lowest[line] = d->highest[line] = NAN;
	for (size_t i = 0; i < d->bins; i++) {
		const struct history_bin *b = &d->bin[line * d->bins + i];
		if (isnan(b->lowest))
			continue;
		d->lowest[line] = d->lowest[line] <= b->lowest ? d->lowest[line] : b->lowest;
		d->highest[line] = d->highest[line] >= b->highest ? d->highest[line] : b->highest;
	}
	d->low = d->low <= d->lowest[line] || isnan(d->lowest[line]) ? d->low : d->lowest[line];
	d->high = d->high >= d->highest[line] || isnan(d->highest[line]) ? d->high : d->highest[line];
}

/* 1, 2 or 5 times a power of ten, at least a quarter of the span. */
static double nice_step(double span) {
	double power = pow(10, floor(log10(span / 4)));
	const double steps[] = { 1, 2, 5, 10 };
	for (size_t i = 0; i < 4; i++)
		if (steps[i] * power >= span / 4 * 0.999)
			return steps[i] * power;
	return 10 * power;
}

static void round_axis(struct drawing *d) {
	const struct chart *c = d->chart;
	double least = pow(10, -c->decimals) * 4;
	for (size_t i = 0; i < c->limit_count; i++) {
		d->low = d->low <= c->limit[i].value ? d->low : c->limit[i].value;
		d->high = d->high >= c->limit[i].value ? d->high : c->limit[i].value;
	}
	if (c->zero && d->low > 0)
		d->low = 0;
	if (d->high - d->low < least) {
		d->low -= least / 2;
		d->high += least / 2;
	}
	double step = nice_step(d->high - d->low);
	d->low = floor(d->low / step + 1e-9) * step;
	d->high = ceil(d->high / step - 1e-9) * step;
}

static double y_of(const struct drawing *d, double value) {
	return HEIGHT * (d->high - value) / (d->high - d->low);
}

static double x_of(const struct chart *c, int64_t t_ms) {
	double x = WIDTH * (double)(t_ms - c->from_ms) / (double)(c->to_ms - c->from_ms + 1);
	return x < 0 ? 0 : x > WIDTH ? WIDTH : x;
}

/* Bins first .. end - 1, all with values: the band, and the line through the middles of the bins. */
static void add_run(struct buf *out, const struct drawing *d, size_t line, size_t first, size_t end) {
	const struct history_bin *bin = d->bin + line * d->bins;
	double width = WIDTH / (double)d->bins;
	unsigned style = (unsigned)(line % 3) + 1;
	bool band = false;
	for (size_t i = first; i < end; i++)
		band |= y_of(d, bin[i].lowest) - y_of(d, bin[i].highest) > 0.3;
	if (band) {
		buf_printf(out, "<path class=\"b%u\" d=\"M", style);
		for (size_t i = first; i < end; i++)
			buf_printf(out, "%.1f %.1f %.1f %.1f ", (double)i * width, y_of(d, bin[i].highest), (double)(i + 1) * width, y_of(d, bin[i].highest));
		for (size_t i = end; i-- > first;)
			buf_printf(out, "%.1f %.1f %.1f %.1f ", (double)(i + 1) * width, y_of(d, bin[i].lowest), (double)i * width, y_of(d, bin[i].lowest));
		buf_puts(out, "Z\"/>\n");
	}
	double y = y_of(d, ((double)bin[first].lowest + (double)bin[first].highest) / 2);
	buf_printf(out, "<path class=\"l%u\" d=\"M%.1f %.1f", style, (double)first * width, y);
	for (size_t i = first; i < end; i++) {
		double above = y_of(d, bin[i].highest), below = y_of(d, bin[i].lowest), x = ((double)i + 0.5) * width;
		if (below - above <= 2) {
			y = (above + below) / 2;
			buf_printf(out, "L%.1f %.1f", x, y);
			continue;
		}
		bool down = y - above <= below - y; /* the nearer end first, so that a ramp is no saw */
		buf_printf(out, "L%.1f %.1fV%.1f", x, down ? above : below, down ? below : above);
		y = down ? below : above;
	}
	buf_printf(out, "H%.1f\"/>\n", (double)end * width);
}

static void add_lines(struct buf *out, const struct drawing *d) {
	for (size_t line = d->chart->line_count; line-- > 0;) {
		const struct history_bin *bin = d->bin + line * d->bins;
		for (size_t i = 0; i < d->bins; i++) {
			size_t first = i;
			while (i < d->bins && !isnan(bin[i].lowest))
				i++;
			if (i > first)
				add_run(out, d, line, first, i);
		}
	}
}

/* Grey ground where no line has anything. */
static size_t add_gaps(struct buf *out, const struct drawing *d) {
	size_t gaps = 0;
	double width = WIDTH / (double)d->bins;
	for (size_t i = 0, first = 0; i <= d->bins; i++) {
		bool any = i == d->bins;
		for (size_t line = 0; !any && line < d->chart->line_count; line++)
			any = !isnan(d->bin[line * d->bins + i].lowest);
		if (!any)
			continue;
		if (i > first) {
			gaps++;
			buf_printf(out, "<rect class=\"gap\" x=\"%.1f\" y=\"0\" width=\"%.1f\" height=\"100\"/>\n", (double)first * width, (double)(i - first) * width);
		}
		first = i + 1;
	}
	return gaps;
}

static void add_y_axis(struct buf *out, const struct drawing *d) {
	char text[NUMBER_SIZE];
	double step = nice_step(d->high - d->low);
	int decimals = step < 1 ? (int)ceil(-log10(step) - 1e-9) : 0;
	int count = (int)((d->high - d->low) / step + 1e-6);
	for (int i = 0; i <= count && i < 16; i++) {
		double value = d->low + i * step, at = y_of(d, value);
		buf_printf(out, "<line class=\"grid\" x1=\"0%%\" x2=\"100%%\" y1=\"%.2f%%\" y2=\"%.2f%%\"/>", at, at);
		buf_printf(out, "<text x=\"-6\" y=\"%.2f%%\" dy=\"4\" text-anchor=\"end\">%s</text>\n", at, number_text(text, value, decimals, NUMBER_PLAIN));
	}
}

/* Local times at whole steps, at most five. */
static void add_x_axis(struct buf *out, const struct chart *c) {
	static const int64_t steps[] = { 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800, 2592000, 31536000 };
	int64_t span = c->to_ms - c->from_ms + 1, step = 0;
	for (size_t i = 0; i < sizeof steps / sizeof *steps && (!step || span / step > 4); i++)
		step = steps[i] * 1000;
	struct civil local;
	tz_civil(c->site->tz, c->from_ms, &local);
	int64_t shift = local.offset_s * INT64_C(1000), t = c->from_ms + shift;
	int64_t behind = (t % step + step) % step;
	for (t += behind ? step - behind : 0; t - shift <= c->to_ms; t += step) {
		double at = x_of(c, t - shift) / WIDTH * 100;
		tz_civil(c->site->tz, t - shift, &local);
		buf_printf(out, "<line class=\"grid\" x1=\"%.2f%%\" x2=\"%.2f%%\" y1=\"0%%\" y2=\"100%%\"/><text x=\"%.2f%%\" y=\"100%%\" dy=\"16\" text-anchor=\"%s\">", at, at,
		           at, at < 5 ? "start" : at > 95 ? "end" : "middle");
		if (step >= 86400000)
			buf_printf(out, "%02d-%02d</text>\n", local.month, local.day);
		else if (step < 60000)
			buf_printf(out, "%02d:%02d:%02d</text>\n", local.hour, local.minute, local.second);
		else
			buf_printf(out, "%02d:%02d</text>\n", local.hour, local.minute);
	}
}

static void add_marks(struct buf *out, const struct chart *c) {
	double last = -100;
	for (size_t i = 0; i < c->mark_count; i++) {
		double at = x_of(c, c->mark[i].t_ms) / WIDTH * 100;
		buf_printf(out, "<line class=\"mark\" x1=\"%.2f%%\" x2=\"%.2f%%\" y1=\"0%%\" y2=\"100%%\"/>", at, at);
		if (!c->small && fabs(at - last) > 3) {
			buf_printf(out, "<text class=\"m\" x=\"%.2f%%\" y=\"0\" dx=\"%s\" dy=\"11\" text-anchor=\"%s\">", at, at > 95 ? "-4" : "4", at > 95 ? "end" : "start");
			html_text(out, c->mark[i].label);
			buf_puts(out, "</text>\n");
			last = at;
		}
	}
}

static void add_limits(struct buf *out, const struct drawing *d) {
	for (size_t i = 0; i < d->chart->limit_count; i++) {
		double at = y_of(d, d->chart->limit[i].value);
		buf_printf(out, "<line class=\"limit\" x1=\"0%%\" x2=\"100%%\" y1=\"%.2f%%\" y2=\"%.2f%%\"/>\n", at, at);
	}
}

static void add_plain(struct buf *out, const char *word, double value, int decimals, const char *unit, bool at_least) {
	char text[NUMBER_SIZE];
	buf_printf(out, "%s %s%s ", word, at_least ? "at least " : "", number_text(text, value, decimals, NUMBER_PLAIN));
	html_text(out, unit);
}

/* What the picture shows, in words, for those who do not see it. */
static void add_words(struct buf *out, const struct drawing *d, size_t gaps) {
	const struct chart *c = d->chart;
	buf_puts(out, "<title>");
	html_text(out, c->title);
	buf_printf(out, " (%s data)</title>\n<desc>", c->origin);
	for (size_t i = 0; i < c->line_count; i++) {
		buf_puts(out, i ? "; " : "");
		html_text(out, c->line[i].name);
		add_plain(out, ": lowest", d->lowest[i], c->decimals, c->unit, c->line[i].at_least);
		add_plain(out, ", highest", d->highest[i], c->decimals, c->unit, c->line[i].at_least);
	}
	buf_printf(out, ". %zu stretch%s without data.</desc>\n", gaps, gaps == 1 ? "" : "es");
}

static void add_key_item(struct buf *out, const char *style, const char *name) {
	buf_printf(out, "<li><svg viewBox=\"0 0 28 10\" aria-hidden=\"true\"><line class=\"%s\" x1=\"0\" x2=\"28\" y1=\"5\" y2=\"5\"/></svg>", style);
	html_text(out, name);
}

static void add_key(struct buf *out, const struct drawing *d) {
	const struct chart *c = d->chart;
	buf_puts(out, "<ul class=\"key\">");
	for (size_t i = 0; i < c->line_count; i++) {
		char style[8];
		snprintf(style, sizeof style, "l%u", (unsigned)(i % 3 + 1));
		add_key_item(out, style, c->line[i].name);
		buf_puts(out, ": ");
		html_value(out, d->lowest[i], c->decimals, false, "", c->line[i].at_least);
		buf_puts(out, " to ");
		html_value(out, d->highest[i], c->decimals, false, c->unit, c->line[i].at_least);
		buf_puts(out, "</li>");
	}
	for (size_t i = 0; i < c->limit_count; i++) {
		add_key_item(out, "limit", c->limit[i].name);
		buf_puts(out, ": ");
		html_value(out, c->limit[i].value, c->decimals, false, c->unit, false);
		buf_puts(out, "</li>");
	}
	buf_puts(out, "</ul>");
}

/* Above the picture: what it shows, and the key to its lines. */
static void add_heading(struct buf *out, const struct drawing *d) {
	const struct chart *c = d->chart;
	buf_puts(out, "<div class=\"what\"><strong>");
	html_text(out, c->title);
	buf_puts(out, "</strong>");
	if (!c->small) {
		add_key(out, d);
	} else {
		buf_puts(out, " ");
		html_value(out, d->lowest[0], c->decimals, false, "", false);
		buf_puts(out, " to ");
		html_value(out, d->highest[0], c->decimals, false, c->unit, false);
	}
	buf_puts(out, "</div>\n");
}

/* Below it: where the data came from, and how fine it is drawn. */
static void add_caption(struct buf *out, const struct drawing *d) {
	const struct chart *c = d->chart;
	buf_printf(out, "<figcaption><span class=\"origin\">%s</span>", c->origin);
	if (!c->small) {
		buf_puts(out, *c->site->origin_text ? " <span class=\"note\">" : " <span class=\"note\">data");
		html_text(out, c->site->origin_text);
		buf_puts(out, "; lowest to highest of every ");
		double drawn_s = (double)(c->to_ms - c->from_ms + 1) / (double)d->bins / 1000, held_s = (double)d->bin_ms / 1000;
		html_duration(out, drawn_s > held_s ? drawn_s : held_s);
		buf_puts(out, "; local time</span>");
	}
	buf_puts(out, "</figcaption>\n");
}

/* The inner picture: gaps and lines. */
static size_t add_inner(struct buf *out, const struct drawing *d) {
	buf_puts(out, "<svg x=\"0\" y=\"0\" width=\"100%\" height=\"100%\" viewBox=\"0 0 1000 100\" preserveAspectRatio=\"none\">\n");
	size_t gaps = add_gaps(out, d);
	add_lines(out, d);
	buf_puts(out, "</svg>\n");
	return gaps;
}

static void draw(struct buf *out, const struct drawing *d) {
	const struct chart *c = d->chart;
	struct buf inner = { 0 };
	size_t gaps = add_inner(&inner, d);
	buf_printf(out, "<figure%s>", c->tall ? " class=\"tall\"" : c->small ? " class=\"small\"" : "");
	add_heading(out, d);
	buf_puts(out, "<div class=\"plot\"><svg role=\"img\">\n");
	add_words(out, d, gaps);
	if (!c->small) {
		add_y_axis(out, d);
		add_x_axis(out, c);
	}
	buf_add(out, inner.data, inner.len);
	add_limits(out, d);
	add_marks(out, c);
	buf_puts(out, "</svg></div>");
	add_caption(out, d);
	buf_puts(out, "</figure>\n");
	buf_free(&inner);
}

bool report_chart(struct buf *out, const struct chart *c) {
	struct drawing d = { .chart = c, .bins = c->small ? SMALL_BINS : BINS, .low = NAN, .high = NAN };
	d.bin = mem_zalloc(d.bins * (c->line_count + 1), sizeof *d.bin);
	for (size_t i = 0; i < c->line_count; i++) {
		int64_t bin_ms;
		history_query(c->line[i].history, (size_t)c->line[i].series, c->from_ms, c->to_ms + 1, d.bins, d.bin + i * d.bins, &bin_ms);
		d.bin_ms = bin_ms > d.bin_ms ? bin_ms : d.bin_ms;
		take_fall(&d, i);
		take_range(&d, i);
	}
	bool any = !isnan(d.low);
	if (any) {
		round_axis(&d);
		draw(out, &d);
	}
	free(d.bin);
	return any;
}
