/* What lies under a cell, held against what is drawn there: each hit is looked for on the drawn screen, at every size, zoomed or not. */
#include "whatif_world.h"

#include "hit.h"
#include "utf8.h"

static const int sizes[][2] = { { 80, 24 }, { 120, 40 }, { 200, 60 }, { 60, 20 }, { 40, 12 }, { 20, 3 } };
#define SIZES (sizeof sizes / sizeof *sizes)

struct screen {
	struct test_world *t;
	struct grid g;
};

static void draw(struct screen *s, int cols, int rows, bool ascii) {
	s->g.ascii = ascii;
	grid_resize(&s->g, cols, rows);
	screen_draw(&s->g, &s->t->w, &s->t->v);
}

static struct screen screen_of(struct test_world *t, int cols, int rows) {
	struct screen s = { .t = t };
	grid_init(&s.g);
	draw(&s, cols, rows, false);
	return s;
}

static struct hit at(const struct screen *s, int col, int row) {
	return hit_test(&s->t->w, &s->t->v, s->g.cols, s->g.rows, s->g.ascii, col, row);
}

static struct cell cell(const struct screen *s, int col, int row) { return s->g.cells[row * s->g.cols + col]; }

/* The text from there to the end of the row. */
static const char *text_at(const struct screen *s, int col, int row) {
	static char out[4 * 512 + 1];
	size_t n = 0;
	for (; col < s->g.cols && n + 4 < sizeof out; col++)
		n += utf8_encode(cell(s, col, row).ch, out + n);
	out[n] = '\0';
	return out;
}

static bool begins(const char *text, const char *with) { return strncmp(text, with, strlen(with)) == 0; }

/* Whether the row has cells of that role within a panel. */
static bool has_role(const struct screen *s, int row, enum role role, struct rect r) {
	for (int x = r.x; x < r.x + r.w; x++)
		if (cell(s, x, row).role == role)
			return true;
	return false;
}

static struct rect rect_of(const struct screen *s, enum panel panel) {
	struct layout l;
	screen_layout(s->g.cols, s->g.rows, &s->t->w, &s->t->v, &l);
	return l.panel[panel];
}

/* Everywhere, and beyond: a panel's hit lies in that panel, and every cell of a panel is a hit of it. */
static void every_cell_is_its_panels(void **state) {
	(void)state;
	for (int zoomed = 0; zoomed < 2; zoomed++)
		for (int p = 0; p < PANEL_COUNT; p++)
			for (size_t i = 0; i < SIZES; i++) {
				struct test_world t;
				test_world_make(&t, WORLD_WISH(WORLD_TRIPPED));
				t.v.focus = (enum panel)p;
				t.v.zoomed = zoomed;
				struct screen s = screen_of(&t, sizes[i][0], sizes[i][1]);
				for (int y = -2; y < s.g.rows + 2; y++)
					for (int x = -2; x < s.g.cols + 2; x++) {
						struct hit h = at(&s, x, y);
						int in = -1;
						for (int k = 0; k < PANEL_COUNT; k++) {
							struct rect r = rect_of(&s, (enum panel)k);
							if (x >= r.x && x < r.x + r.w && y >= r.y && y < r.y + r.h)
								in = k;
						}
						bool panel = h.kind != HIT_NONE && h.kind != HIT_KEY;
						if (panel != (in >= 0) || (panel && (int)h.panel != in))
							fail_msg("%dx%d, zoomed %d: %d,%d is %d of panel %d, not of %d", s.g.cols, s.g.rows, zoomed, x, y, h.kind, h.panel, in);
					}
				grid_free(&s.g);
				test_world_free(&t);
			}
}

static void titles_are_titles(void **state) {
	static const char *const names[PANEL_COUNT] = { "Supply", "Countdown", "Gen", "GPUs", "Alarms", "Timeline" };
	(void)state;
	for (int zoomed = 0; zoomed < 2; zoomed++)
		for (int p = 0; p < PANEL_COUNT; p++)
			for (size_t i = 0; i < SIZES; i++) {
				struct test_world t;
				test_world_make(&t, WORLD_WISH(WORLD_TRIPPED));
				t.v.focus = (enum panel)p;
				t.v.zoomed = zoomed;
				struct screen s = screen_of(&t, sizes[i][0], sizes[i][1]);
				struct rect r = rect_of(&s, (enum panel)p);
				bool titled = r.h >= 3 && (zoomed || panel_titled(s.g.cols, s.g.rows));
				if (r.h > 0) {
					assert_int_equal(at(&s, r.x + 1, r.y).kind == HIT_TITLE, titled);
					if (titled)
						assert_true(strstr(text_at(&s, r.x, r.y), names[p]) - text_at(&s, r.x, r.y) < 12);
				}
				grid_free(&s.g);
				test_world_free(&t);
			}
}

/* In each row of cells that are one set, what is drawn first is the name of that set; and each set that is drawn is found. */
static void check_sets(struct test_world *t, int cols, int rows, int least) {
	struct screen s = screen_of(t, cols, rows);
	struct rect r = rect_of(&s, PANEL_GENERATORS);
	bool found[SITE_GEN_MAX] = { false };
	int count = 0;
	for (int y = r.y; y < r.y + r.h; y++)
		for (int x = r.x, before = -1; x < r.x + r.w; x++) {
			struct hit h = at(&s, x, y);
			int set = h.kind == HIT_SET ? h.index : -1;
			if (set >= 0 && set != before) {
				if (!begins(text_at(&s, x, y), t->site->gen[set].id))
					fail_msg("%dx%d at %d,%d: %s, not %.8s", cols, rows, x, y, t->site->gen[set].id, text_at(&s, x, y));
				count += !found[set];
				found[set] = true;
			}
			before = set;
		}
	if (count < least)
		fail_msg("%dx%d: %d sets found, %d wanted", cols, rows, count, least);
	grid_free(&s.g);
}

static void sets_are_found_where_they_stand(void **state) {
	static const struct { size_t gens; int cols, rows, least, least_zoomed; } rows[] = {
		{ 14, 80, 24, 14, 14 }, { 14, 120, 40, 14, 14 }, { 14, 200, 60, 14, 14 }, { 40, 80, 24, 12, 20 }, { 256, 120, 40, 36, 34 }, { 14, 40, 12, 0, 8 },
	};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		for (int scroll = 0; scroll < 40; scroll += 7) {
			struct test_world t;
			test_world_make(&t, (struct world_wish){ WORLD_TRIPPED, rows[i].gens, 1, 1, true, true, false });
			t.v.gen_scroll = t.v.gen_row = t.v.selected_gen = scroll;
			t.v.focus = PANEL_SUPPLY;
			check_sets(&t, rows[i].cols, rows[i].rows, rows[i].least);
			t.v.focus = PANEL_GENERATORS;
			t.v.zoomed = true;
			check_sets(&t, rows[i].cols, rows[i].rows, rows[i].least_zoomed);
			test_world_free(&t);
		}
}

/* What is selected by a hit is drawn as selected in the row that was hit, and in no other. */
static int check_alarms(struct test_world *t, int cols, int rows) {
	struct screen s = screen_of(t, cols, rows);
	int count = 0;
	t->v.focus = PANEL_ALARMS;
	for (int y = 0; y < rows; y++) {
		struct rect r = rect_of(&s, PANEL_ALARMS);
		t->v.alarm_key = 0;
		t->v.alarm_row = 0;
		struct hit h = at(&s, r.x + 2, y);
		if (h.kind != HIT_ALARM)
			continue;
		count++;
		assert_true(h.key != 0);
		t->v.alarm_key = h.key;
		draw(&s, cols, rows, false);
		for (int k = r.y; k < r.y + r.h && r.h > 1; k++)
			if (has_role(&s, k, ROLE_CURSOR, r) != (k == y))
				fail_msg("%dx%d: row %d is hit, row %d is drawn as selected\n%s", cols, rows, y, k, text_at(&s, r.x, k));
	}
	t->v.alarm_key = 0;
	grid_free(&s.g);
	return count;
}

static void alarms_are_found_where_they_stand(void **state) {
	static const struct { int cols, rows, least, least_zoomed; } wanted[] = { { 80, 24, 2, 4 }, { 120, 40, 4, 4 }, { 200, 60, 4, 4 }, { 40, 12, 1, 3 }, { 60, 20, 1, 4 } };
	(void)state;
	for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
		for (int flood = 0; flood < 2; flood++) {
			struct test_world t;
			test_world_make(&t, WORLD_WISH(WORLD_TRIPPED));
			t.w.flood.on = flood;
			t.w.damage_first = flood ? "line 3: unreadable" : NULL;
			t.w.fold_done = !flood;
			int count = check_alarms(&t, wanted[i].cols, wanted[i].rows);
			if (!flood && count < wanted[i].least)
				fail_msg("%dx%d: %d rows", wanted[i].cols, wanted[i].rows, count);
			t.v.zoomed = true;
			count = check_alarms(&t, wanted[i].cols, wanted[i].rows);
			if (!flood && count < wanted[i].least_zoomed)
				fail_msg("%dx%d zoomed: %d rows", wanted[i].cols, wanted[i].rows, count);
			test_world_free(&t);
		}
}

/* A cursor that is put to the time of a column is drawn in that column. */
static void times_are_found_where_they_stand(void **state) {
	(void)state;
	for (int zoomed = 0; zoomed < 2; zoomed++)
		for (size_t i = 0; i < SIZES; i++) {
			struct test_world t;
			test_world_make(&t, (struct world_wish){ WORLD_TRIPPED, 14, 1, 1, true, true, true });
			t.v.window_ms = 0;
			t.v.zoomed = zoomed;
			t.v.focus = zoomed ? PANEL_TIMELINE : PANEL_SUPPLY;
			struct screen s = screen_of(&t, sizes[i][0], sizes[i][1]);
			struct rect r = rect_of(&s, PANEL_TIMELINE);
			int y = r.y + r.h / 2 - (r.h == 3 ? 0 : 1), found = 0;
			int64_t before = 0;
			y = y < r.y ? r.y : y;
			for (int x = 0; x < s.g.cols && r.h > 0; x++) {
				struct hit h = at(&s, x, y);
				if (h.kind != HIT_TIME)
					continue;
				found++;
				assert_true(h.t_ms > before && h.t_ms >= t.w.first_ms && h.t_ms <= t.w.last_ms);
				before = h.t_ms;
				assert_true(hit_chart_time(&h.chart, x) == h.t_ms);
				t.w.cursor_ms = h.t_ms;
				draw(&s, s.g.cols, s.g.rows, false);
				if (r.h > 1 && cell(&s, x, y).role != ROLE_CURSOR)
					fail_msg("%dx%d: the cursor is not in column %d", s.g.cols, s.g.rows, x);
				struct hit again = at(&s, x, y); /* it moved, the columns did not */
				assert_true(again.t_ms == h.t_ms);
			}
			if (r.h > 1 && found < s.g.cols / 2)
				fail_msg("%dx%d: %d columns", s.g.cols, s.g.rows, found);
			grid_free(&s.g);
			test_world_free(&t);
		}
}

/* Beyond its edges a drag stays at the nearest column. */
static void a_drag_ends_at_the_edges(void **state) {
	struct hit_chart c = { 10, 100, 1000, 2000 };
	(void)state;
	assert_int_equal(hit_chart_time(&c, 10), 1005);
	assert_int_equal(hit_chart_time(&c, -500), 1005);
	assert_int_equal(hit_chart_time(&c, 109), 1995);
	assert_int_equal(hit_chart_time(&c, 5000), 1995);
	c.columns = 0;
	assert_in_range(hit_chart_time(&c, 3), 1000, 2000);
}

/* Each run of cells of the key row is the key and the word of its action. */
static void check_keys(struct test_world *t, int cols, int rows, bool ascii) {
	struct screen s = screen_of(t, cols, rows);
	int keys = 0;
	draw(&s, cols, rows, ascii);
	for (int x = 0, before = ACT_NONE; x < cols; x++) {
		struct hit h = at(&s, x, rows - 1);
		enum action_id id = h.kind == HIT_KEY ? h.action : ACT_NONE;
		if (id != ACT_NONE && (int)id != before) {
			const struct action *a = action_at(id);
			char want[64];
			const char *text = ascii ? a->key_ascii : a->key_text;
			snprintf(want, sizeof want, "%.*s", (int)strcspn(text, " "), text);
			bool second = id == ACT_FORWARD || id == ACT_ROW_DOWN || id == ACT_COLUMNS_RIGHT || id == ACT_ZOOM_OUT; /* they stand behind another */
			if (!begins(text_at(&s, x + (second && ascii ? 1 : 0), rows - 1), want))
				fail_msg("%dx%d: \"%s\" is not at %d: %s", cols, rows, want, x, text_at(&s, x, rows - 1));
			assert_true(cell(&s, x, rows - 1).role == ROLE_KEY);
			keys++;
		}
		before = (int)id;
	}
	assert_true(rows < 16 || keys >= 3);
	grid_free(&s.g);
}

static void keys_are_found_where_they_stand(void **state) {
	(void)state;
	for (size_t i = 0; i < SIZES; i++)
		for (int zoomed = 0; zoomed < 2; zoomed++)
			for (int ascii = 0; ascii < 2; ascii++) {
				struct whatif_world x;
				struct test_world t;
				test_world_make(&t, WORLD_WISH(WORLD_TRIPPED));
				t.v.zoomed = zoomed;
				for (int p = 0; p < PANEL_COUNT; p++) {
					t.v.focus = (enum panel)p;
					check_keys(&t, sizes[i][0], sizes[i][1], ascii);
				}
				check_keys(&t, sizes[i][0], sizes[i][1], ascii);
				strcpy(t.v.message, "Something was said"); /* it stands where the keys do */
				struct screen s = screen_of(&t, sizes[i][0], sizes[i][1]);
				for (int k = 0; k < s.g.cols; k++)
					assert_int_equal(at(&s, k, s.g.rows - 1).kind, HIT_NONE);
				grid_free(&s.g);
				test_world_free(&t);
				whatif_world_make(&x, false);
				x.t.v.zoomed = zoomed;
				check_keys(&x.t, sizes[i][0], sizes[i][1], ascii);
				whatif_world_free(&x);
			}
}

/* Below their heading each event is one of its set; in the charts the cursor's column is the cursor's time. */
static void a_set_in_full_is_hit(void **state) {
	static const enum whatif_show shows[] = { WHATIF_BOTH, WHATIF_SCENARIO };
	(void)state;
	for (size_t i = 0; i < 3; i++)
		for (int show = -1; show < 2; show++) {
			struct whatif_world x;
			whatif_world_make(&x, false);
			x.f.on = show >= 0;
			x.t.v.zoomed = x.t.v.gen_open = true;
			x.t.v.focus = PANEL_GENERATORS;
			x.t.v.selected_gen = 6;
			x.t.v.show = shows[show > 0];
			struct screen s = screen_of(&x.t, sizes[i][0], sizes[i][1]);
			int events = 0, times = 0;
			bool below = false;
			for (int y = 2; y < s.g.rows - 1; y++) {
				int inset = s.g.cols >= 100 ? 2 : 1;
				struct hit h = at(&s, inset + 3, y);
				bool wanted = below && strstr(text_at(&s, inset, y), "G07") && !strstr(text_at(&s, inset, y), "Enter + -");
				if ((h.kind == HIT_EVENT) != wanted)
					fail_msg("%d columns, %d: kind %d in row %d: %s", s.g.cols, show, (int)h.kind, y, text_at(&s, inset, y));
				below |= begins(text_at(&s, inset, y), "Events");
				if (h.kind == HIT_EVENT) {
					events++;
					assert_int_equal(h.t_ms, WORLD_TRIP_MS);
				}
				for (int col = 0; col < s.g.cols && !below; col++)
					if (cell(&s, col, y).role == ROLE_CURSOR) {
						struct hit c = at(&s, col, y);
						times++;
						assert_int_equal(c.kind, HIT_TIME);
						assert_int_equal(c.panel, PANEL_GENERATORS);
						assert_true(llabs(c.t_ms - x.t.w.cursor_ms) <= (c.chart.to_ms - c.chart.from_ms) / c.chart.columns);
					}
			}
			assert_int_equal(events, 1);
			if (!times)
				fail_msg("%d columns, %d: no cursor in the charts", s.g.cols, show);
			grid_free(&s.g);
			whatif_world_free(&x);
		}
}

/* A prompt takes no click; an overlay lies over all panels. */
static void what_lies_above_is_hit(void **state) {
	struct whatif_world x;
	(void)state;
	whatif_world_make(&x, false);
	struct screen s = screen_of(&x.t, 80, 24);
	x.t.v.overlay = OVERLAY_HELP;
	assert_int_equal(at(&s, 10, 10).kind, HIT_OVERLAY);
	assert_int_equal(at(&s, 10, 0).kind, HIT_NONE);
	x.t.v.overlay = OVERLAY_SETTINGS;
	draw(&s, 80, 24, false);
	for (int y = 1; y < 23; y++)
		for (int col = 0; col < 80; col++)
			if (at(&s, col, y).kind == HIT_SETTING) {
				const char *row = text_at(&s, 0, y);
				assert_non_null(strstr(row, at(&s, col, y).index ? "Bytes a second" : "Theme"));
			}
	assert_int_equal(at(&s, 2, 2).kind, HIT_OVERLAY);
	x.t.v.prompt = PROMPT_COMMAND;
	assert_int_equal(at(&s, 10, 10).kind, HIT_NONE);
	grid_free(&s.g);
	whatif_world_free(&x);
}

/* A row of the palette, one of the marks and an array of the map that is hit is the one that is drawn there as chosen. */
static void rows_of_the_lists(void **state) {
	static const char letters[] = "abcdefghij";
	(void)state;
	for (size_t i = 0; i < SIZES; i++) {
		struct test_world t;
		struct mark_list list = { 0 };
		int commands = 0, marked = 0;
		test_world_make(&t, WORLD_WISH(WORLD_TRIPPED));
		for (const char *c = letters; *c; c++)
			mark_list_set(&list, &(struct mark){ .letter = *c, .t_ms = WORLD_FIRST_MS + (*c - 'a') * 60000 });
		t.w.marks = &list;
		struct screen s = screen_of(&t, sizes[i][0], sizes[i][1]);
		struct rect whole = { 0, 0, s.g.cols, s.g.rows };
		t.v.overlay = OVERLAY_MARKS;
		for (int y = 0; y < s.g.rows; y++) {
			t.v.mark_row = 0;
			struct hit h = at(&s, 5, y);
			if (h.kind != HIT_MARK)
				continue;
			t.v.mark_row = h.index;
			draw(&s, s.g.cols, s.g.rows, false);
			assert_true(has_role(&s, y, ROLE_CURSOR, whole));
			marked++;
		}
		assert_true(marked >= (s.g.rows > 16 ? 10 : 1));
		t.v.overlay = OVERLAY_NONE;
		t.v.prompt = PROMPT_COMMAND;
		t.v.palette.count = 4;
		t.v.palette.total = 4;
		strcpy(t.v.message, "a message lies below the rows");
		for (int y = -1; y <= s.g.rows; y++) {
			struct hit h = at(&s, 5, y);
			assert_int_equal(at(&s, s.g.cols, y).kind, HIT_NONE);
			if (h.kind != HIT_COMMAND)
				continue;
			t.v.palette.chosen = h.index;
			draw(&s, s.g.cols, s.g.rows, false);
			assert_true(has_role(&s, y, ROLE_CURSOR, whole));
			commands++;
		}
		assert_int_equal(commands, s.g.rows < 12 ? 0 : 4);
		grid_free(&s.g);
		test_world_free(&t);
	}
}

/* The number before a row of the map is that of its first array. */
static void arrays_are_hit(void **state) {
	(void)state;
	for (size_t i = 0; i < 4; i++)
		for (int selected = 0; selected < 200; selected += 65) {
			struct test_world t;
			int found = 0;
			test_world_make(&t, WORLD_WISH(WORLD_NORMAL));
			t.v.zoomed = true;
			t.v.focus = PANEL_GPUS;
			t.v.selected_array = selected;
			struct screen s = screen_of(&t, sizes[i][0], sizes[i][1]);
			for (int y = 0; y < s.g.rows; y++)
				for (int x = 0, before = -1; x < s.g.cols; x++) {
					struct hit h = at(&s, x, y);
					if (h.kind != HIT_ARRAY)
						continue;
					int first = (int)strtol(text_at(&s, s.g.cols >= 100 ? 2 : 1, y), NULL, 10) - 1;
					assert_int_equal(h.panel, PANEL_GPUS);
					assert_true(first >= 0 && h.index >= first);
					assert_true(before < 0 ? h.index == first : h.index == before || h.index == before + 1);
					if (h.index == selected)
						assert_int_equal(cell(&s, x, y).role, ROLE_CURSOR);
					else
						assert_true(cell(&s, x, y).role != ROLE_CURSOR && cell(&s, x, y).ch != ' ');
					before = h.index;
					found++;
				}
			assert_true(found >= 16);
			t.v.zoomed = false; /* there no array is marked */
			for (int y = 0; y < s.g.rows; y++)
				assert_true(at(&s, s.g.cols / 2, y).kind != HIT_ARRAY);
			grid_free(&s.g);
			test_world_free(&t);
		}
}

/* Lists of the what-if: what a hit selects is drawn as selected in that row. */
static void rows_of_the_whatif(void **state) {
	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct whatif_world x;
		int edits = 0, violations = 0, panel = 0;
		whatif_world_make(&x, false);
		struct view *v = &x.t.v;
		struct screen s = screen_of(&x.t, sizes[i][0], sizes[i][1]);
		for (int y = 0; y < s.g.rows; y++) {
			struct rect r = rect_of(&s, PANEL_ALARMS);
			*v = (struct view){ .focus = PANEL_ALARMS, .speed = 1 };
			struct hit h = at(&s, r.x + 3, y);
			if (h.kind == HIT_VIOLATION) {
				v->field[PANEL_ALARMS] = h.index;
				draw(&s, s.g.cols, s.g.rows, false);
				assert_true(has_role(&s, y, ROLE_CURSOR, r));
				panel++;
			}
			v->overlay = OVERLAY_VIOLATIONS;
			h = at(&s, 10, y);
			if (h.kind == HIT_VIOLATION) {
				v->field[PANEL_ALARMS] = h.index;
				draw(&s, s.g.cols, s.g.rows, false);
				assert_true(has_role(&s, y, ROLE_CURSOR, grid_rect(&s.g)));
				violations++;
			}
			v->overlay = OVERLAY_EDITS;
			h = at(&s, 10, y);
			if (h.kind == HIT_EDIT) {
				v->edit_row = h.index;
				draw(&s, s.g.cols, s.g.rows, false);
				assert_true(has_role(&s, y, ROLE_CURSOR, grid_rect(&s.g)));
				edits++;
			}
		}
		assert_int_equal(edits, WHATIF_EDITS);
		assert_int_equal(violations, WHATIF_VIOLATIONS);
		assert_true(panel >= 1);
		grid_free(&s.g);
		for (int show = 0; show < WHATIF_SHOW_COUNT; show++) {
			*v = (struct view){ .focus = PANEL_SUPPLY, .speed = 1, .show = (enum whatif_show)show };
			check_sets(&x.t, sizes[i][0], sizes[i][1], 10);
			v->focus = PANEL_GENERATORS;
			check_sets(&x.t, sizes[i][0], sizes[i][1], 10);
			v->zoomed = true;
			check_sets(&x.t, sizes[i][0], sizes[i][1], 14);
		}
		whatif_world_free(&x);
	}
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_cell_is_its_panels), cmocka_unit_test(titles_are_titles), cmocka_unit_test(sets_are_found_where_they_stand),
		cmocka_unit_test(alarms_are_found_where_they_stand), cmocka_unit_test(times_are_found_where_they_stand), cmocka_unit_test(a_drag_ends_at_the_edges),
		cmocka_unit_test(keys_are_found_where_they_stand), cmocka_unit_test(a_set_in_full_is_hit), cmocka_unit_test(what_lies_above_is_hit), cmocka_unit_test(rows_of_the_whatif),
		cmocka_unit_test(rows_of_the_lists), cmocka_unit_test(arrays_are_hit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
