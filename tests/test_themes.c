/* Themes by name: where they are looked for, who wins, what is refused. Each test has a directory of its own for the user's themes. */
#include "support.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "alloc.h"
#include "themes.h"

struct bench { char *dir, *own; };

static void write_own(const struct bench *b, const char *name, const char *text) {
	free(test_file_write(b->own, name, text, strlen(text)));
}

static int setup(void **state) {
	struct bench *b = calloc(1, sizeof *b);
	b->dir = test_dir_make();
	char *config = mem_printf("%s/mwtop", b->dir);
	b->own = mem_printf("%s/themes", config);
	assert_int_equal(mkdir(config, 0700) | mkdir(b->own, 0700), 0);
	free(config);
	setenv("XDG_CONFIG_HOME", b->dir, 1);
	*state = b;
	return 0;
}

static int teardown(void **state) {
	struct bench *b = *state;
	unsetenv("XDG_CONFIG_HOME");
	test_dir_remove(b->dir);
	free(b->own);
	free(b);
	return 0;
}

static const struct theme_entry *entry(const struct theme_entries *all, const char *name) {
	for (size_t i = 0; i < all->count; i++)
		if (!strcmp(all->at[i].name, name))
			return &all->at[i];
	return NULL;
}

static void the_users_own_come_first(void **state) {
	struct bench *b = *state;
	struct theme t;
	struct theme_entries all;
	struct error err;
	assert_true(themes_load("isa-grey", &t, &err));
	assert_int_not_equal(t.style[ROLE_MARK].fg, 0x123456);
	write_own(b, "isa-grey.theme", "[roles]\nmark = #123456\n");
	write_own(b, "night.theme", "[theme]\nname = other\n[roles]\nmark = #234567\n");
	assert_true(themes_load("isa-grey", &t, &err));
	assert_int_equal(t.style[ROLE_MARK].fg, 0x123456);
	assert_true(themes_load("night", &t, &err));
	assert_string_equal(t.name, "night"); /* found by the name of its file */
	themes_find(&all);
	assert_string_equal(all.at[0].name, "isa-grey");
	assert_true(all.at[0].own);
	assert_true(entry(&all, "night") && entry(&all, "night")->own);
	assert_string_equal(all.at[all.count - 1].name, "none");
	themes_free(&all);
	/* A relative place is none. */
	setenv("XDG_CONFIG_HOME", "etc", 1);
	assert_false(themes_load("night", &t, &err));
}

static void without_xdg_it_is_below_home(void **state) {
	struct bench *b = *state;
	struct theme t;
	struct error err;
	const char *home = getenv("HOME");
	char *before = home ? mem_strdup(home) : NULL, *config = mem_printf("%s/.config", b->dir), *mwtop = mem_printf("%s/mwtop", config);
	char *themes = mem_printf("%s/themes", mwtop);
	assert_int_equal(mkdir(config, 0700) | mkdir(mwtop, 0700) | mkdir(themes, 0700), 0);
	free(test_file_write(themes, "home.theme", "[roles]\n", 8));
	assert_false(themes_load("home", &t, &err));
	unsetenv("XDG_CONFIG_HOME");
	setenv("HOME", b->dir, 1);
	assert_true(themes_load("home", &t, &err));
	if (before)
		setenv("HOME", before, 1);
	free(before);
	free(config);
	free(mwtop);
	free(themes);
}

static void a_file_is_taken_by_its_path(void **state) {
	struct bench *b = *state;
	struct theme t;
	struct error err;
	write_own(b, "odd name", "[roles]\nmark = #345678\n");
	char *path = mem_printf("%s/odd name", b->own);
	assert_true(themes_load(path, &t, &err));
	assert_string_equal(t.name, "odd name");
	assert_int_equal(t.style[ROLE_MARK].fg, 0x345678);
	free(path);
	assert_true(themes_load("themes/dark.theme", &t, &err));
	assert_string_equal(t.name, "dark.theme");
	assert_false(themes_load("nowhere.theme", &t, &err));
	assert_non_null(strstr(err.text, "nowhere.theme"));
	assert_false(themes_load("../themes/dark", &t, &err)); /* a path, not a name */
}

static void refusals_say_what_to_do(void **state) {
	struct bench *b = *state;
	struct theme t;
	struct error err;
	write_own(b, "broken.theme", "[roles]\n\nmark = puce\n");
	assert_false(themes_load("isa-gray", &t, &err));
	assert_non_null(strstr(err.text, "did you mean isa-grey?"));
	assert_false(themes_load("zzzzzzzzzzzz", &t, &err));
	assert_non_null(strstr(err.text, "mwtop theme list"));
	assert_false(themes_load("broken", &t, &err));
	assert_non_null(strstr(err.text, "broken.theme: line 3: mark: no colour"));
}

static void a_choice_holds_what_is_shown_and_no_faults(void **state) {
	struct bench *b = *state;
	struct theme t;
	struct theme_list list;
	struct error err;
	write_own(b, "broken.theme", "[roles]\nmark = puce\n");
	write_own(b, "night.theme", "[roles]\nmark = #234567\n");
	assert_true(themes_load("night", &t, &err));
	size_t at = themes_list(&t, &list);
	assert_string_equal(list.at[at].name, "night");
	assert_int_not_equal(at, 0);
	size_t count = list.count;
	for (size_t i = 0; i < count; i++)
		assert_true(strcmp(list.at[i].name, "broken") != 0 && (i == at || strcmp(list.at[i].name, "night") != 0));
	free(list.at);
	/* One that no name finds stands first, beside the others. */
	assert_true(themes_load("themes/dark.theme", &t, &err));
	at = themes_list(&t, &list);
	assert_int_equal(at, 0);
	assert_string_equal(list.at[0].name, "dark.theme");
	assert_int_equal(list.count, count + 1);
	free(list.at);
	at = themes_list(theme_none(), &list);
	assert_int_equal(at, count - 1);
	assert_true(list.at[at].colourless);
	free(list.at);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
int main(void) {
	const struct CMUnitTest tests[] = {
		TEST(the_users_own_come_first), TEST(without_xdg_it_is_below_home), TEST(a_file_is_taken_by_its_path), TEST(refusals_say_what_to_do),
		TEST(a_choice_holds_what_is_shown_and_no_faults),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
