/* The counts of alarms by priority are in sight on every screen: whatever is zoomed, lies over the panels, is typed or said, and however small it is. */
#include "whatif_world.h"

#include "panel_alarms_list.h"
#include "utf8.h"

static const int sizes[][2] = { { 80, 24 }, { 120, 40 }, { 200, 60 }, { 100, 34 }, { 72, 16 }, { 60, 20 }, { 40, 30 }, { 40, 20 }, { 40, 12 }, { 30, 8 }, { 24, 24 }, { 24, 3 },
	{ 20, 3 }, { 20, 2 }, { 20, 1 } };
#define SIZES (sizeof sizes / sizeof *sizes)

/* No other number of the screen is made of these. */
static void counts_set(struct world *w, struct alarm_list *list) {
	*list = *w->alarms;
	list->counts.active[PRIORITY_HIGH] = 13;
	list->counts.active[PRIORITY_MEDIUM] = 7;
	list->counts.active[PRIORITY_LOW] = 29;
	w->alarms = list;
}

static int times_said(const struct grid *g) {
	static const char *const forms[] = { "13H 7M 29L", "13H7M29L", "13 high 7 med 29 low", "13 high \u00b7 7 medium \u00b7 29 low", "13 high . 7 medium . 29 low" };
	int said = 0;
	for (int y = 0; y < g->rows; y++) {
		char row[4 * 256 + 1];
		size_t n = 0;
		for (int x = 0; x < g->cols; x++)
			n += utf8_encode(g->cells[y * g->cols + x].ch, row + n);
		row[n] = '\0';
		for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
			said += strstr(row, forms[i]) != NULL;
	}
	return said;
}

static bool flood_is_said(const struct grid *g) {
	static const char *const words[] = { "FLOOD", "FLD" }; /* the one where there is no room for the other */
	for (size_t w = g->cols < 24 ? 1 : 0, last = w; w <= last; w--) {
		for (int i = 0; i < g->cols * g->rows; i++) {
			int k = 0, n = (int)strlen(words[w]);
			while (k < n && i % g->cols + n <= g->cols && g->cells[i + k].ch == (uint32_t)words[w][k])
				k++;
			if (k == n)
				return true;
		}
		if (w == 0)
			break;
	}
	return false;
}

static void check(struct world *w, struct view *v, const char *what) {
	static struct grid g;
	for (size_t i = 0; i < SIZES; i++)
		for (int ascii = 0; ascii < 2; ascii++) {
			grid_init(&g);
			g.ascii = ascii;
			grid_resize(&g, sizes[i][0], sizes[i][1]);
			screen_draw(&g, w, v);
			int said = times_said(&g);
			if (g.rows <= (v->prompt != PROMPT_NONE) + (*v->message != 0))
				said = 1; /* these have all rows */
			if (said < 1 || (said > 1 && g.cols >= 40 && v->overlay == OVERLAY_NONE && v->prompt == PROMPT_NONE))
				fail_msg("%dx%d, %s, focus %s%s, overlay %d, prompt %d, message \"%s\": said %d times", g.cols, g.rows, what, panel_words[v->focus],
				         v->zoomed ? " zoomed" : "", v->overlay, v->prompt, v->message, said);
			if (w->flood.on && g.rows > (v->prompt != PROMPT_NONE) + (*v->message != 0) && !flood_is_said(&g))
				fail_msg("%dx%d, %s, focus %s%s, overlay %d, prompt %d, message \"%s\": no flood", g.cols, g.rows, what, panel_words[v->focus],
				         v->zoomed ? " zoomed" : "", v->overlay, v->prompt, v->message);
			grid_free(&g);
		}
}

/* Every panel as it is and zoomed, every overlay over it, every prompt and a message that takes several rows. */
static void check_all(struct world *w, struct view *v, const char *what) {
	static const char *const messages[] = { "", "Saved.", "The edit is refused: a set cannot give more than it is made for; give a number of kilowatts up to 2500, or restore it first." };
	for (int p = 0; p < 2 * PANEL_COUNT; p++) {
		v->focus = (enum panel)(p / 2);
		v->zoomed = p % 2;
		for (size_t i = 0; i < sizeof messages / sizeof *messages; i++) {
			snprintf(v->message, sizeof v->message, "%s", messages[i]);
			for (int prompt = PROMPT_NONE; prompt <= PROMPT_DIFFERENCE; prompt++) {
				v->prompt = (enum prompt_kind)prompt;
				check(w, v, what);
			}
		}
		v->prompt = PROMPT_NONE;
		for (int overlay = OVERLAY_NONE; overlay <= OVERLAY_DIFFERENCE; overlay++) {
			v->overlay = (enum overlay)overlay;
			check(w, v, what);
		}
		v->overlay = OVERLAY_NONE;
		v->message[0] = '\0';
	}
}

static void counts_are_in_sight_in_every_state(void **state) {
	(void)state;
	for (int kind = 0; kind < WORLD_EMPTY; kind++) {
		struct test_world t;
		struct alarm_list list;
		test_world_make(&t, WORLD_WISH((enum world_kind)kind));
		counts_set(&t.w, &list);
		t.w.flood.on = kind == WORLD_TRIPPED;
		check_all(&t.w, &t.v, "as it is");
		test_world_free(&t);
	}
}

static void counts_are_in_sight_in_the_whatif(void **state) {
	(void)state;
	for (int show = 0; show < WHATIF_SHOW_COUNT; show++) {
		struct whatif_world x;
		struct alarm_list list;
		whatif_world_make(&x, false);
		counts_set(&x.t.w, &list);
		x.t.v.show = (enum whatif_show)show;
		check_all(&x.t.w, &x.t.v, whatif_show_words[show]);
		whatif_world_free(&x);
	}
}

/* Before the recording is read up to the cursor no count is told where a zero would read as "nothing is wrong". */
static void an_unread_part_has_no_counts(void **state) {
	(void)state;
	struct test_world t;
	struct grid g;
	test_world_make(&t, WORLD_WISH(WORLD_TRIPPED));
	t.w.fold_done = false;
	t.w.folded_to_ms = WORLD_CURSOR_MS - 600000;
	t.v.zoomed = true;
	t.v.focus = PANEL_SUPPLY;
	for (size_t i = 0; i < SIZES; i++) {
		char row[4 * 256 + 1];
		size_t n = 0;
		grid_init(&g);
		grid_resize(&g, sizes[i][0], sizes[i][1]);
		screen_draw(&g, &t.w, &t.v);
		for (int x = 0; x < g.cols; x++)
			n += utf8_encode(g.cells[x].ch, row + n);
		row[n] = '\0';
		if (!strstr(row, "alarms not read yet") && !strstr(row, "alarms ?") && !strstr(row, "?H?M?L"))
			fail_msg("%dx%d: %s", g.cols, g.rows, row);
		grid_free(&g);
	}
	test_world_free(&t);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_are_in_sight_in_every_state),
		cmocka_unit_test(counts_are_in_sight_in_the_whatif),
		cmocka_unit_test(an_unread_part_has_no_counts),
	};
	return cmocka_run_group_tests_name("alarm_counts", tests, NULL, NULL);
}
