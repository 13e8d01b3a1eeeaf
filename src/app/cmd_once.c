/* `mwtop once`: the state at one time, from the same session as the dashboard. Everything up to that time is folded first, so that alarms
 * are what they were. */
#include <stdio.h>
#include <stdlib.h>

#include "command.h"
#include "picture.h"
#include "screen.h"
#include "session.h"
#include "snapshot.h"
#include "themes.h"

enum { OPT_AT, OPT_FORMAT, OPT_SIZE, OPT_ASCII, OPT_THEME, OPT_ACCESS, OPT_COUNT = OPT_ACCESS + ACCESS_ROWS };
enum format { FORMAT_TEXT, FORMAT_JSON, FORMAT_CSV, FORMAT_SCREEN, FORMAT_SVG, FORMAT_HTML, FORMAT_ANSI };
static const struct option_row rows[OPT_COUNT] = {
	[OPT_AT] = { "at", 0, OPTION_TEXT, "TIME", 0, 0, "the state at this time; the last frame without it" },
	[OPT_FORMAT] = { "format", 0, OPTION_CHOICE, "text|json|csv|screen|svg|html|ansi", 0, 0, "form of the answer; the last four: the dashboard's picture" },
	[OPT_SIZE] = { "size", 0, OPTION_TEXT, "COLSxROWS", 0, 0, "size of the picture (120x40)" },
	[OPT_ASCII] = { "ascii", 0, OPTION_FLAG, NULL, 0, 0, "draw the picture with ASCII characters only" },
	[OPT_THEME] = { "theme", 0, OPTION_TEXT, "THEME|FILE", 0, 0, "colours of the picture: a name that `mwtop theme list` tells, none, or a theme file (isa-grey)" },
	ACCESS_OPTIONS(OPT_ACCESS),
};

/* As https://no-color.org has it: set and not empty. */
static bool colours_wanted(void) {
	const char *no = getenv("NO_COLOR");
	return !no || !*no;
}

static bool picture(const struct world *w, const struct invocation *call, enum format format, struct buf *out, struct error *err) {
	int cols = 120, rows_ = 40;
	char rest;
	if (call->option[OPT_SIZE].given &&
	    (sscanf(call->option[OPT_SIZE].text, "%dx%d%c", &cols, &rows_, &rest) != 2 || cols < 1 || rows_ < 1 || cols > 1000 || rows_ > 1000))
		return error_set(err, "--size: expected COLSxROWS from 1x1 to 1000x1000, not \"%s\"", call->option[OPT_SIZE].text);
	struct theme theme = *theme_default();
	if (call->option[OPT_THEME].given && !themes_load(call->option[OPT_THEME].text, &theme, err))
		return error_prefix(err, "--theme");
	struct grid g;
	struct view view;
	grid_init(&g);
	g.ascii = call->option[OPT_ASCII].given;
	grid_resize(&g, cols, rows_);
	view_init(&view);
	view.playing = true;
	view.speed = 1;
	view.live = w->link != LINK_FILE;
	screen_draw(&g, w, &view);
	const char *title = w->site ? w->site->name : "mwtop";
	if (format == FORMAT_SVG)
		picture_svg(&g, &theme, title, out);
	else if (format == FORMAT_HTML)
		picture_html(&g, &theme, title, out);
	else if (format == FORMAT_ANSI)
		picture_ansi(&g, &theme, colours_wanted() ? COLOUR_256 : COLOUR_NONE, out);
	else
		grid_text(&g, out);
	grid_free(&g);
	return true;
}

/* Bad answers (exit 1): an active alarm of high priority, or a NO-GO; a job that runs is none. */
static bool answer_is_bad(const struct world *w) {
	bool high = w->active_count > 0 && w->active[0]->priority == PRIORITY_HIGH;
	return high || (w->site && w->site->training.present && !w->verdict.go && w->verdict.state != TRAINING_RUNNING);
}

static bool answer(struct session *s, const struct invocation *call, struct buf *out, int *status, struct error *err) {
	int64_t first, last, t;
	enum format format = call->option[OPT_FORMAT].given ? (enum format)call->option[OPT_FORMAT].number : FORMAT_TEXT;
	bool pictured = format >= FORMAT_SCREEN; /* its timeline shows the whole recording */
	if (!pictured && (call->option[OPT_SIZE].given || call->option[OPT_ASCII].given || call->option[OPT_THEME].given))
		return error_set(err, "--size, --ascii and --theme are for pictures: expected --format screen, svg, html or ansi with them");
	if (!source_read_all(session_source(s), err))
		return false;
	if (!source_range(session_source(s), &first, &last))
		return error_set(err, "%s: no samples", session_world(s)->source_name);
	t = last;
	if (call->option[OPT_AT].given) {
		session_refresh(s);
		if (!session_parse_time(s, call->option[OPT_AT].text, true, &t, err))
			return error_prefix(err, "--at");
		if (t < first || t > last)
			return session_refuse_outside(s, call->option[OPT_AT].text, err);
	}
	session_fold_to(s, pictured ? TIME_NONE : t);
	session_set_away(s, t != last && source_newest_ms(session_source(s)) != t);
	session_seek(s, t);
	const struct world *w = session_world(s);
	*status = answer_is_bad(w) ? EXIT_BAD_ANSWER : EXIT_FINE;
	if (format == FORMAT_JSON)
		snapshot_json(w, out);
	else if (format == FORMAT_CSV)
		snapshot_csv(w, out);
	else if (format == FORMAT_TEXT)
		snapshot_text(w, out);
	else
		return picture(w, call, format, out, err);
	return true;
}

static int run(const struct invocation *call) { return command_run_answer("once", call, OPT_ACCESS, answer); }

const struct command command_once = {
	.name = "once", .operands = "SOURCE", .least = 1, .most = 1,
	.help = "one snapshot; exit status 1 when a high alarm is active or training is NO-GO",
	.rows = rows, .row_count = OPT_COUNT, .run = run,
};
