/* What a person does about alarms: acknowledge, shelve, jump, and how the list is looked at. All of it stays here: the desk keeps the acts at the
 * time of the cursor, and nothing is sent anywhere. */
#include "app_state.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "panel_alarms_list.h"
#include "panel_whatif.h"
#include "screen.h"
#include "utf8.h"

#define SHELVE_MS 1800000 /* when no time is given */

/* In the what-if its violations stand there. */
static bool listed(const struct app *a) {
	return a->view.zoomed && a->view.focus == PANEL_ALARMS && a->view.overlay == OVERLAY_NONE && !whatif_both_shown(app_w(a), &a->view, PANEL_ALARMS);
}

/* Whether violations stand in the place of the list, which is said. */
static bool stands_behind(struct app *a) {
	bool behind = whatif_both_shown(app_w(a), &a->view, PANEL_ALARMS);
	if (behind)
		app_say(a, false, "Violations stand here: b (BASELINE) shows the list of alarms");
	return behind;
}

/* The selected row of a panel that is not zoomed, where one sees it. */
static bool row_seen(const struct app *a, struct alarms_row *out) {
	struct layout l;
	if (listed(a) || a->view.overlay != OVERLAY_NONE || whatif_both_shown(app_w(a), &a->view, PANEL_ALARMS))
		return false;
	screen_layout(a->cols, a->rows, app_w(a), &a->view, &l);
	return alarms_row_shown(l.panel[PANEL_ALARMS], a->cols, a->rows, app_w(a), &a->view, out);
}

/* The selected row, or the gravest alarm where the panel shows none selected; false with a message where there is none. A row that holds no alarm has line NULL. */
static bool row_meant(struct app *a, struct alarms_row *out) {
	const struct world *w = app_w(a);
	size_t count = 0, lines = 0;
	if (listed(a)) {
		struct alarms_row *rows = alarms_rows(w, &a->view, &count, &lines);
		if (count)
			*out = rows[alarms_selected(&a->view, rows, count)];
		free(rows);
	} else if (row_seen(a, out)) {
		count = 1;
	} else if (w->alarms && w->alarms->count) {
		count = 1;
		*out = (struct alarms_row){ .line = &w->alarms->at[0], .t_ms = w->alarms->at[0].alarm->on_ms };
	}
	if (!count)
		app_say(a, false, w->fold_done ? "No alarm" : "No alarm in what has been read so far");
	return count > 0;
}

void app_alarm_move(struct app *a, int by) {
	size_t count, lines;
	if (!listed(a))
		return;
	struct alarms_row *rows = alarms_rows(app_w(a), &a->view, &count, &lines);
	int at = (int)alarms_selected(&a->view, rows, count) + by;
	at = at >= (int)count ? (int)count - 1 : at;
	a->view.alarm_row = at < 0 ? 0 : at;
	a->view.alarm_key = count ? rows[a->view.alarm_row].key : 0;
	free(rows);
}

struct alarm_name { char text[SITE_ID_SIZE + 128]; };

static struct alarm_name name_of(const struct app *a, const char *src, const char *text) {
	struct alarm_name name;
	site_say(app_w(a)->site, src, text, name.text, sizeof name.text);
	return name;
}

static void said(struct app *a, bool kept, const char *what, const struct alarm *alarm) {
	if (kept)
		app_say(a, false, "%s, here only: %s", what, name_of(a, alarm->src, alarm->text).text);
	else
		app_say(a, true, "No more than %d acts are kept in a session", ALARM_ACTS_MAX);
	session_refresh(a->session);
}

static bool is_unseen(const struct alarm_line *line) {
	return line->state == ALARM_UNACK || line->state == ALARM_RTN_UNACK;
}

/* Outside of the list the gravest that is not acknowledged is meant. */
static const struct alarm_line *first_unseen(const struct world *w) {
	for (size_t i = 0; w->alarms && i < w->alarms->count; i++)
		if (is_unseen(&w->alarms->at[i]))
			return &w->alarms->at[i];
	return NULL;
}

void app_alarm_ack(struct app *a) {
	struct alarms_row row;
	const struct world *w = app_w(a);
	if (!row_meant(a, &row))
		return;
	bool selected = listed(a) || row_seen(a, &row);
	if (!selected && first_unseen(w))
		row.line = first_unseen(w);
	if (!row.line) {
		app_say(a, false, "This row is an event: alarms stand above");
	} else if (!is_unseen(row.line)) {
		app_say(a, false, selected ? "%s is %s" : "Nothing to acknowledge", name_of(a, row.line->alarm->src, row.line->alarm->text).text, alarm_state_words[row.line->state]);
	} else {
		const struct alarm *alarm = row.line->alarm;
		said(a, alarm_desk_ack(session_desk(a->session), alarm->id, alarm->src, w->cursor_ms), "Acknowledged", alarm);
	}
}

void app_alarm_ack_all(struct app *a) {
	const struct world *w = app_w(a);
	unsigned count = 0;
	bool kept = true;
	for (size_t i = 0; w->alarms && i < w->alarms->count && kept; i++) {
		const struct alarm_line *line = &w->alarms->at[i];
		if (!is_unseen(line))
			continue;
		kept = alarm_desk_ack(session_desk(a->session), line->alarm->id, line->alarm->src, w->cursor_ms);
		count += kept;
	}
	if (!kept)
		app_say(a, true, "No more than %d acts are kept in a session", ALARM_ACTS_MAX);
	else if (count)
		app_say(a, false, "Acknowledged, here only: %u %s", count, count == 1 ? "alarm" : "alarms");
	else
		app_say(a, false, "Nothing to acknowledge");
	session_refresh(a->session);
}

void app_alarm_shelve(struct app *a) {
	struct alarms_row row;
	if (!row_meant(a, &row))
		return;
	if (!row.line) {
		app_say(a, false, "This row is an event: alarms stand above");
		return;
	}
	const struct alarm *alarm = row.line->alarm;
	if (row.line->state == ALARM_SHELVED) {
		said(a, alarm_desk_unshelve(session_desk(a->session), alarm->id, alarm->src, app_w(a)->cursor_ms), "Off the shelf", alarm);
		return;
	}
	snprintf(a->shelve_id, sizeof a->shelve_id, "%s", alarm->id);
	snprintf(a->shelve_src, sizeof a->shelve_src, "%s", alarm->src);
	utf8_clean(a->shelve_text, sizeof a->shelve_text, alarm->text, strlen(alarm->text));
	app_prompt_open(a, PROMPT_SHELVE);
}

void app_alarm_shelve_for(struct app *a, const char *text) {
	int64_t ms = SHELVE_MS, t_ms = app_w(a)->cursor_ms;
	char minutes[24];
	if (*text && strspn(text, "0123456789") == strlen(text) && strlen(text) < 8) { /* the prompt speaks of minutes */
		snprintf(minutes, sizeof minutes, "%sm", text);
		text = minutes;
	}
	if (*text && (!time_parse_duration(text, &ms) || ms < ALARM_SHELVE_LEAST_MS || ms > ALARM_SHELVE_MOST_MS)) {
		app_say(a, true, "shelve: expected a time from 1s to 24h, such as 30m or 2h, not \"%s\"", text);
		return;
	}
	bool kept = alarm_desk_shelve(session_desk(a->session), a->shelve_id, a->shelve_src, t_ms, t_ms + ms);
	struct civil until;
	tz_civil(app_w(a)->site ? app_w(a)->site->tz : tz_utc(), t_ms + ms, &until);
	if (kept)
		app_say(a, false, "Shelved until %02d:%02d:%02d %s, here only: %s %s", until.hour, until.minute, until.second, until.zone, a->shelve_src, a->shelve_text);
	else
		app_say(a, true, "No more than %d acts are kept in a session", ALARM_ACTS_MAX);
	session_refresh(a->session);
}

/* An alarm, and how often its device raised it while it stood. */
static void say_line(struct app *a, const struct alarm_line *line) {
	const struct world *w = app_w(a);
	const struct alarm_name name = name_of(a, line->alarm->src, line->alarm->text);
	char clock[16], anew[80] = "";
	if (line->raises < 2) {
		app_say(a, false, "%s", name.text);
		return;
	}
	if (line->occurrences > 2)
		snprintf(anew, sizeof anew, "; new again %zu times after it was acknowledged", line->occurrences - 1);
	else if (line->occurrences > 1)
		snprintf(anew, sizeof anew, "; new again after it was acknowledged");
	app_say(a, false, "%s; raised %zu times, last %s%s", name.text, line->raises,
	        alarms_clock(clock, sizeof clock, w->site && w->site->tz ? w->site->tz : tz_utc(), line->raised_ms, false), anew);
}

/* What the device's clock said, for screens that have no column for it. */
static void say_row(struct app *a, const struct alarms_row *row) {
	const struct world *w = app_w(a);
	char clock[16];
	if (row->line) {
		say_line(a, row->line);
		return;
	}
	if (row->entry.t_src_ms == TIME_NONE) {
		app_say(a, false, "%s", name_of(a, row->entry.src, row->entry.text).text);
		return;
	}
	struct device_clocks clocks;
	alarms_clocks(w, &clocks);
	const struct device_clock *c = device_clocks_find(&clocks, row->entry.src);
	alarms_clock(clock, sizeof clock, tz_utc(), row->entry.t_src_ms, true);
	const struct alarm_name name = name_of(a, row->entry.src, row->entry.text);
	if (c && !isnan(c->error_ms))
		app_say(a, false, "%s; its clock said %sZ and is %.2f s %s", name.text, clock, fabs(c->error_ms) / 1000, c->error_ms < 0 ? "behind" : "ahead");
	else
		app_say(a, false, "%s; its clock said %sZ", name.text, clock);
	device_clocks_free(&clocks);
}

void app_alarm_tell(struct app *a) {
	struct alarms_row row;
	if (row_meant(a, &row))
		say_row(a, &row);
}

void app_alarm_go(struct app *a) {
	struct alarms_row row;
	if (stands_behind(a))
		return;
	if (!listed(a) && !row_seen(a, &row)) {
		app_say(a, false, "5 z opens the list of alarms: Enter goes to the moment of its selected row");
		return;
	}
	if (!row_meant(a, &row))
		return;
	say_row(a, &row);
	a->view.alarm_key = row.key;
	app_go(a, row.t_ms, true);
}

void app_alarm_sort(struct app *a) {
	if (stands_behind(a))
		return;
	a->view.alarm_sort = (enum alarm_sort)((a->view.alarm_sort + 1) % ALARM_SORT_COUNT);
	app_say(a, false, "Alarms by %s", alarm_sort_words[a->view.alarm_sort]);
}

void app_alarm_filter(struct app *a) {
	if (stands_behind(a))
		return;
	app_prompt_open(a, PROMPT_FILTER);
}

void app_alarm_filter_by(struct app *a, const char *text) {
	snprintf(a->view.alarm_filter, sizeof a->view.alarm_filter, "%.*s", (int)sizeof a->view.alarm_filter - 1, text);
	a->view.alarm_row = 0;
	a->view.alarm_key = 0;
}
