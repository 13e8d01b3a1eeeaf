/* The mouse: what a press, a drag and the wheel do to what lies under them (ui/hit.h). Always true: nothing is done with it that no key does; a click
 * that a prompt is open for does nothing but choose what that lists; while one drags, columns stand for the times that they stood for when it began. */
#include "app_state.h"

#include "help.h"
#include "panel.h"
#include "panel_alarms_list.h"
#include "screen.h"

#define DOUBLE_CLICK_MS 400
#define WHEEL_ROWS 3 /* of what scrolls without a selection */

static struct hit under(const struct app *a, const struct mouse *m) {
	return hit_test(app_w(a), &a->view, a->cols, a->rows, app_draws_ascii(a), m->col, m->row);
}

/* Whether the press before came just now and to the same cell; then the next one is the first of another pair. */
static bool is_double(struct app *a, const struct mouse *m) {
	struct mouse_memory *was = &a->mouse;
	bool twice = was->pressed && was->col == m->col && was->row == m->row && a->mono_ms - was->mono_ms <= DOUBLE_CLICK_MS;
	was->pressed = !twice;
	was->col = m->col;
	was->row = m->row;
	was->mono_ms = a->mono_ms;
	return twice;
}

/* A row of the focused panel that is clicked while it is selected is a jump. */
static void click_alarm(struct app *a, const struct hit *h, bool focused) {
	if (focused && a->view.alarm_key == h->key) {
		app_alarm_go(a);
		return;
	}
	a->view.alarm_key = h->key;
	app_alarm_tell(a);
}

static void click_event(struct app *a, uint64_t key) {
	bool again = a->view.set_event == key;
	a->view.set_event = key;
	if (again)
		app_set_event_go(a);
}

static void click_list(struct app *a, int *selected, int row) {
	bool again = *selected == row;
	*selected = row;
	if (again)
		app_act(a, ACT_EDIT_VALUE); /* Enter: goes there */
}

static void click_mark(struct app *a, int row) {
	bool again = a->view.mark_row == row;
	a->view.mark_row = row;
	if (again)
		(void)app_marks_key(a, KEYCODE_ENTER);
}

static void click_setting(struct app *a, int row) {
	bool again = (int)a->view.setting == row;
	a->view.setting = (enum setting)row;
	if (again)
		app_settings_key(a, KEYCODE_RIGHT);
}

static void click_time(struct app *a, const struct hit *h) {
	a->mouse.dragging = true;
	a->mouse.chart = h->chart;
	app_go(a, h->t_ms, true);
}

/* Focus first; on a title that has it, or twice in a panel that is not zoomed: zoom. */
static void click_panel(struct app *a, const struct hit *h, bool twice) {
	struct view *v = &a->view;
	bool focused = v->focus == h->panel, zooms = twice && !v->zoomed && h->kind != HIT_ALARM && h->kind != HIT_VIOLATION;
	v->focus = h->panel;
	if ((h->kind == HIT_TITLE && focused && !twice) || zooms) {
		app_act(a, ACT_ZOOM_PANEL);
		return;
	}
	if (h->kind == HIT_SET && focused && v->zoomed && v->selected_gen == h->index)
		app_gens_open(a);
	else if (h->kind == HIT_SET)
		v->selected_gen = h->index;
	else if (h->kind == HIT_ARRAY)
		v->selected_array = h->index;
	else if (h->kind == HIT_EVENT)
		click_event(a, h->key);
	else if (h->kind == HIT_ALARM)
		click_alarm(a, h, focused);
	else if (h->kind == HIT_VIOLATION && focused)
		click_list(a, &v->field[PANEL_ALARMS], h->index);
	else if (h->kind == HIT_VIOLATION)
		v->field[PANEL_ALARMS] = h->index;
	else if (h->kind == HIT_TIME && !twice)
		click_time(a, h);
}

static void press(struct app *a, const struct mouse *m) {
	struct hit h = under(a, m);
	bool twice = is_double(a, m);
	a->view.message[0] = '\0';
	a->view.message_is_error = false;
	switch (h.kind) {
	case HIT_NONE:
	case HIT_OVERLAY: break;
	case HIT_KEY: app_act(a, h.action); break;
	case HIT_EDIT: click_list(a, &a->view.edit_row, h.index); break;
	case HIT_MARK: click_mark(a, h.index); break;
	case HIT_SETTING: click_setting(a, h.index); break;
	case HIT_VIOLATION:
		if (a->view.overlay != OVERLAY_NONE)
			click_list(a, &a->view.field[PANEL_ALARMS], h.index);
		else
			click_panel(a, &h, twice);
		break;
	default: click_panel(a, &h, twice);
	}
}

/* Goes on from where it began: that jump is undone, not each step. */
static void drag(struct app *a, const struct mouse *m) {
	a->mouse.pressed = false;
	if (a->mouse.dragging)
		app_go(a, hit_chart_time(&a->mouse.chart, m->col), false);
}

static void scroll_sets(struct app *a, int by) {
	const struct world *w = app_w(a);
	struct view *v = &a->view;
	if (panel_zoomed(v, PANEL_GENERATORS)) { /* what is selected stays in sight there */
		app_gens_move(a, by);
		return;
	}
	int most = (w->site ? (int)w->site->gen_count : 0) - screen_gen_page(a->cols, a->rows, w, v);
	v->gen_scroll += by;
	v->gen_scroll = v->gen_scroll > most ? most : v->gen_scroll;
	v->gen_scroll = v->gen_scroll < 0 ? 0 : v->gen_scroll;
}

/* As the keys do in that panel, which need not have them; in the what-if they move the field that one edits, which is not done unasked. */
static void scroll_rows(struct app *a, enum panel panel, int by) {
	enum panel focus = a->view.focus;
	if (panel != focus && session_whatif_on(a->session))
		return;
	a->view.focus = panel;
	app_act(a, by < 0 ? ACT_ROW_UP : ACT_ROW_DOWN);
	a->view.focus = focus;
}

static void wheel_panel(struct app *a, const struct hit *h, int by) {
	switch (h->panel) {
	case PANEL_TIMELINE: app_act(a, by < 0 ? ACT_ZOOM_IN : ACT_ZOOM_OUT); break;
	case PANEL_GENERATORS: scroll_sets(a, WHEEL_ROWS * by); break;
	case PANEL_ALARMS:
	case PANEL_GPUS: scroll_rows(a, h->panel, by); break;
	default: break;
	}
}

static void wheel(struct app *a, const struct mouse *m, int by) {
	struct hit h = under(a, m);
	enum action_id row = by < 0 ? ACT_ROW_UP : ACT_ROW_DOWN;
	if (a->view.overlay == OVERLAY_SETTINGS) {
		app_settings_key(a, by < 0 ? KEYCODE_UP : KEYCODE_DOWN);
	} else if (a->view.overlay != OVERLAY_NONE) {
		bool list = a->view.overlay == OVERLAY_EDITS || a->view.overlay == OVERLAY_VIOLATIONS || a->view.overlay == OVERLAY_MARKS;
		for (int i = 0; i < (list ? 1 : WHEEL_ROWS); i++)
			app_act(a, row);
	} else if (h.kind != HIT_NONE && h.kind != HIT_KEY) {
		wheel_panel(a, &h, by);
	}
}

/* While a command is typed the rows above it are chosen; the line and what lies around take no click. */
static void on_palette(struct app *a, const struct mouse *m) {
	struct hit h = under(a, m);
	if (h.kind != HIT_COMMAND)
		return;
	a->view.message[0] = '\0';
	a->view.message_is_error = false;
	if (m->kind == MOUSE_PRESS && m->button == 0)
		app_palette_click(a, h.index);
	else if (m->kind == MOUSE_WHEEL_DOWN || (m->kind == MOUSE_WHEEL_UP && (a->view.palette.chosen > 0 || a->view.palette.first > 0))) /* beyond the first is what was typed before */
		(void)app_palette_key(a, m->kind == MOUSE_WHEEL_DOWN ? KEYCODE_DOWN : KEYCODE_UP);
}

void app_mouse_act(struct app *a, const struct mouse *m) {
	if (m->kind == MOUSE_RELEASE)
		a->mouse.dragging = false;
	if (!app_mouse(a)) /* the terminal was told not to report it; what comes all the same was not meant */
		return;
	if ((a->view.prompt != PROMPT_NONE && a->view.prompt != PROMPT_COMMAND) || m->kind == MOUSE_RELEASE)
		return;
	a->dirty = true;
	a->key = KEYCODE_NONE;
	if (a->view.prompt == PROMPT_COMMAND)
		on_palette(a, m);
	else if (m->kind == MOUSE_WHEEL_UP || m->kind == MOUSE_WHEEL_DOWN)
		wheel(a, m, m->kind == MOUSE_WHEEL_UP ? -1 : 1);
	else if (m->button == 0 && m->kind == MOUSE_PRESS)
		press(a, m);
	else if (m->button == 0)
		drag(a, m);
}
